"""What each word says of the mood of a text about its subject: good above 0, bad below."""

WEIGHTS_AS_TEXT = """
0.9: approval approves approved milestone record thrilled excited success successful successfully win wins won
 winner winners best amazing awesome excellent great bullish soars soared soaring skyrocket skyrockets skyrocketed
 surges surged rallies rallied rally congratulations celebrate celebrates wonderful epic boost boosts
0.6: launch launches launched launching launchpad live airdrop airdrops airdropping airdropped reward rewards
 rewarded partner partners partnership partnered gain gains gained jumps grows growth growing support supports
 supported list lists listed listing opens unveils unveiled announce announces announced announcing confirms
 confirmed introduces introducing introduced raises raised secures secured expands expanding integrates integrated
 integration debut debuts releases release released free good nice strong love happy moon gem promising opportunity
 first exclusive join upcoming soon kicks begins begun started starts distribute earn claim brings revolutionary
 ahead prepares upgrade upgrades passed increasing unlocks advance welcome proud new presale pre-sale whitelist tge
 ido
0.3: adds added teases eyeing hints signals mainnet roadmap early access participate available official own acquire
 launchpool
-0.4: risk risks risky may could might
-1.2: drop drops dropped fall falls fell down dump dumps dumping dumped slump slumps lower loses lost loss losses
 concern concerns warn warns warning warned caution denies denied advises against suspicious mysterious delay delays
 delayed delaying postpone postpones postponed postponing pushed fails failed fail failure wrong downtime halts
 halted suspends suspended pauses paused cancels canceled cancelled cancel canceling cancelling abandons scraps
 shelves controversy backlash critics slams slammed threat threats threaten threatening conflict problem problems
 bug outage drains drained drain
-2.2: scam scams scammers scammer fake fraud fraudulent phishing hack hacked hacker hackers exploit exploited
 exploits stolen steals theft breach attack attacked attackers rug rugged ponzi lawsuit sues sued charged accused
 arrested bankrupt bankruptcy insolvent delist delists delisted delisting dead shuts shutdown collapse collapses
 collapsed crash crashes crashed plunge plunges plunged tanks tanked fiasco malicious honeypot impersonating shill
 ban bans banned
"""
WEIGHTS = {
    word: float(weight)
    for line in WEIGHTS_AS_TEXT.strip().replace("\n ", " ").splitlines()
    for weight, _, words in (line.partition(":"),)
    for word in words.split()
}
# Words of reports that take no side: what else is said then weighs little.
FLAT_AS_TEXT = """
whale whales wallet wallets deposited withdrew withdraw perpetual perpetuals futures margin margined leverage unlock
expected valuation calculation eligibility vote opinion explained informational etps etp etf spac ranking
derivatives according
"""
FLAT = frozenset(FLAT_AS_TEXT.split())
NEGATIONS_AS_TEXT = "not no never without isn't aren't won't don't doesn't didn't hardly stop"
NEGATIONS = frozenset(NEGATIONS_AS_TEXT.split())
