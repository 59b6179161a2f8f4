"""What single words can be in a sentence: what is done, to what, by whom, and where a part of a sentence ends."""

FORMS = ("base", "now", "past", "going")
VERBS_AS_TEXT = """
launch: launch launches launched launching, relaunch relaunches relaunched relaunching, release releases released
  releasing,
  introduce introduces introduced introducing, debut debuts debuted debuting, deploy deploys deployed deploying,
  mint mints minted minting, issue issues issued issuing, create creates created creating, drop drops dropped
  dropping,
  distribute distributes distributed distributing, activate activates activated activating,
  float floats floated floating,
  ship ships shipped shipping, start_ starts_ started_ starting_
announce: announce announces announced announcing, confirm confirms confirmed confirming, reveal reveals revealed
  revealing,
  unveil unveils unveiled unveiling, publish publishes published publishing, tease teases teased teasing,
  detail details detailed detailing, set sets set_ setting, schedule schedules scheduled scheduling
list: list lists listed listing, add adds added adding, support supports supported supporting, onboard onboards
  onboarded onboarding
open: open opens opened opening, start starts started starting, begin begins began beginning, begin_ begins_ begun
  begin__,
  resume resumes resumed resuming, reopen reopens reopened reopening,
  arrive arrives arrived arriving
reach: go goes went going, hit hits hit_ hitting, get gets got getting, kick kicks kicked kicking
airdrop: airdrop airdrops airdropped airdropping, give gives gave giving, reward rewards rewarded rewarding,
  hand hands handed handing
sell: sell sells sold selling, auction auctions auctioned auctioning, offer offers offered offering, raise raises
  raised raising
host: conduct conducts conducted conducting, hold holds held holding, host hosts hosted hosting,
  finish finishes finished finishing, complete completes completed completing, conclude concludes concluded concluding
claim: claim claims claimed claiming, receive receives received receiving
delay: delay delays delayed delaying, postpone postpones postponed postponing, cancel cancels cancelled cancelling,
  cancel_ cancels_ canceled canceling, suspend suspends suspended suspending, pause pauses paused pausing,
  halt halts halted halting, scrap scraps scrapped scrapping, shelve shelves shelved shelving,
  reschedule reschedules rescheduled rescheduling, abandon abandons abandoned abandoning
plan: plan plans planned planning, consider considers considered considering, eye eyes eyed eyeing, mull mulls
  mulled mulling,
  weigh weighs weighed weighing, explore explores explored exploring, hint hints hinted hinting, signal signals
  signaled signaling,
  want wants wanted wanting, expect expects expected expecting, prepare prepares prepared preparing
join: join joins joined joining, participate participates participated participating, register registers registered
  registering,
  buy buys bought buying, purchase purchases purchased purchasing, contribute contributes contributed contributing,
  subscribe subscribes subscribed subscribing
fall: fall falls fell falling, plunge plunges plunged plunging, tank tanks tanked tanking, crash crashes crashed
  crashing,
  slump slumps slumped slumping, tumble tumbles tumbled tumbling, slide slides slid sliding, sink sinks sank sinking,
  rise rises rose rising, soar soars soared soaring, surge surges surged surging, jump jumps jumped jumping,
  rally rallies rallied rallying, climb climbs climbed climbing, gain gains gained gaining, spike spikes spiked
  spiking,
  pump pumps pumped pumping, dump dumps dumped dumping, trade_ trades_ traded_ trading_
move: deposit deposits deposited depositing, withdraw withdraws withdrew withdrawing, transfer transfers transferred
  transferring,
  move moves moved moving, stake stakes staked staking, send sends sent sending, swap swaps swapped swapping
burn: burn burns burned burning, unlock unlocks unlocked unlocking, vest vests vested vesting
delist: delist delists delisted delisting, remove removes removed removing
warn: warn warns warned warning, accuse accuses accused accusing, sue sues sued suing, charge charges charged
  charging,
  deny denies denied denying, hack hacks hacked hacking, steal steals stole stealing, exploit exploits exploited
  exploiting
buy_in: acquire acquires acquired acquiring, invest invests invested investing, partner partners partnered partnering,
  integrate integrates integrated integrating, back backs backed backing, rebrand rebrands rebranded rebranding,
  migrate migrates migrated migrating, upgrade upgrades upgraded upgrading
"""
NOUNS_AS_TEXT = """
token: token tokens coin coins memecoin memecoins meme-coin meme-coins cryptocurrency cryptocurrencies crypto-token
  crypto-tokens
  crypto-coin altcoin tokena TICKER #token #tokens #memecoin tokenomics_
fresh: TICKER/PAIR
caps: CAPS
old: OLD KNOWN OLD/PAIR
wrapped: WRAPPED
pegged: stablecoin stablecoins stable-coin PEGGED cbdc cbdcs
derivative: perpetual perpetuals perp perps futures future options contracts swaps margin derivative derivatives
  leverage pre-ipo
test: testnet test-net testnets devnet #testnet
main: mainnet main-net mainnet-beta #mainnet
nft: nft nfts collectible collectibles collection #nft #nfts pfp avatars
fund: fund funds etf etfs etp etps etn trust shares stock stocks treasury bonds bond index ipo equity security
  securities
product: platform app apps wallet wallets exchange exchanges marketplace bridge card cards protocol protocols
  service services feature
  features program programme programs campaign tool tools standard game games layer network chain blockchain rollup
  dapp hub
  initiative product products api sdk vault vaults pool pools lending validator validators version upgrade update v2
  v3 v4 website
  site beta dashboard competition contest quest quests accelerator grant grants report ecosystem studio agent agents
  model models
  academy podcast newsletter foundation dao explorer oracle subnet appchain launchpad launchpads factory terminal
  desk office plan
  incubator hackathon tokenization standardization infrastructure framework payments remittance node nodes browser
  phone device transfers transfer holders tracker economy relations swap swaps burn burns standards issuance buyback
  unlock unlocks vesting lists portfolio migration course summit chip chips union report loans loan
  credit debit insurance mining smartphone smartphones book books startup startups regulation regulations adoption
  rules cohort edition application applications partnership partnerships initiative
sale: ico ido ieo ito sto presale presales pre-sale pre-sales sale sales crowdsale token-sale tokensale lbp
  launchpool auction ilo
  igo #ico #ido #ieo #presale #tokensale #pre-sale whitelist #whitelist offering fairlaunch #fairlaunch #privatesale
  #publicsale pre-ico
airdrop: airdrop airdrops air-drop air-drops #airdrop #airdrops
tge: tge tges #tge
points: points point xp
claiming: claim claims snapshot eligibility checker allocation allocations
listing: listing listings #listing #listed trading pair pairs market markets spot deposits pre-market pre-markets
  premarket
debut: launch debut launches #launch
money: MONEY funding round series
exchange: EXCHANGE
chain: CHAIN
pad: LAUNCHPAD
we: we our us i my we're we've we'll i'm
they: its their his her
users: users holders stakers community participants donors investors traders members depositors
"""
# After these words comes another part of the sentence; what stands there is no object.
BREAKS_AS_TEXT = """
on in for with to at as by from after amid via and that which who but while before during following since despite
over through into is are was were will has have had be been can could may might should would when if where because
so than then ahead upon under between against . ! ? | : ; -
"""
BREAKS = frozenset(BREAKS_AS_TEXT.split())
STOPS_AS_TEXT = """
. ! ? |
"""
STOPS = frozenset(STOPS_AS_TEXT.split())
# What follows one of these is background, not the news.
BACKGROUND_AS_TEXT = """
after following since despite amid ahead before when while once until post though although prior
"""
BACKGROUND = frozenset(BACKGROUND_AS_TEXT.split())
PASSIVE_AS_TEXT = """
be is are was were been being get gets got gotten
"""
PASSIVE = frozenset(PASSIVE_AS_TEXT.split())
FUTURE_AS_TEXT = """
will to shall gonna we'll i'll it'll they'll 'll going
"""
FUTURE = frozenset(FUTURE_AS_TEXT.split())

MAYBE_AS_TEXT = """
could might may would wants want hopes considers considering eyes eyeing mulls weighs
"""
MAYBE = frozenset(MAYBE_AS_TEXT.split())


def _verbs() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name, groups in _lines(VERBS_AS_TEXT):
        for group in groups.split(","):
            for form, word in zip(FORMS, group.split(), strict=True):
                if not word.endswith("_"):
                    found.setdefault(word, (name, form))
    return found


def _nouns() -> dict[str, str]:
    return {word: name for name, words in _lines(NOUNS_AS_TEXT) for word in words.split() if not word.endswith("_")}


def _lines(text: str) -> list[tuple[str, str]]:
    lines = text.replace("\n  ", " ").strip().splitlines()
    return [(name.strip(), rest) for name, _, rest in (line.partition(":") for line in lines)]


VERBS = _verbs()
NOUNS = _nouns()
