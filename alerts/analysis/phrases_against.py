"""Phrases that speak against a token event, each with what it takes away in points.

Patterns run over folded text; alternatives stand apart by a bar with spaces around it. Of the phrases of one group only
the strongest counts, so that repetition proves nothing.
"""

from alerts.analysis.phrase import raw, words

DOUBT = (
    words(
        "Delisting",
        "doubt",
        -60,
        r"""
            delist(?:s|ed|ing)?
        """,
    ),
    words(
        "Derivative",
        "doubt",
        -45,
        r"""
            perpetuals? | perps? | futures | margin(?:ed)? | options trading | leverage[d]? | cfds? | usd[ct]-m\w*
        """,
    ),
    words(
        "Stablecoin",
        "doubt",
        -45,
        r"""
            stable-?coins? | (?:dollar|usd|euro)[- ](?:pegged|backed) | cbdc | central bank |
            tokenized (?:fund|stock|treasur\w+) | susd
        """,
    ),
    words(
        "Shares or a fund",
        "doubt",
        -45,
        r"""
            etfs? | etps? | nasdaq | nyse | spac | ipo | shares | stocks?(?: market)?
        """,
    ),
    words(
        "Test network",
        "doubt",
        -40,
        r"""
            test-?nets?
        """,
    ),
    words(
        "Funding round",
        "doubt",
        -35,
        r"""
            (?<!sale )(?<!ico )(?<!ido )(?<!token )(?:raises|raised|secures|closes|lands)
            (?:us)?\$?\d[\d.,]* ?(?:m|b|k|million|billion)\w*(?! in first) |
            seed round | series [a-d] | funding round | fundrais\w+ | led by | co-led
        """,
    ),
    words(
        "Burn",
        "doubt",
        -35,
        r"""
            burn(?:s|ed|ing)?(?! rate)
        """,
    ),
    words(
        "Unlock",
        "doubt",
        -35,
        r"""
            token unlocks? | unlock(?:s|ed|ing)? (?:\S+ ){0,2}?(?:\d|million|billion|tokens?|supply)
        """,
    ),
    words(
        "Price report",
        "doubt",
        -30,
        r"""
            price | prices | rall(?:y|ies|ied) | soars? | surges? | plunges? | tanks | tanked | dump(?:s|ing|ers) |
            drops? (?:by )?\d | falls? | jumps? | spikes? | gains? | peaks? | skyrocket\w* | all-time high | ath |
            bullish | bearish | valuation | (?:up|down|by|over|nearly|fetches) \d+(?:\.\d+)?%
        """,
    ),
    words(
        "Whale or wallet report",
        "doubt",
        -40,
        r"""
            whales? | (?:some|two|three|four|five) wallets | unrealized | wallets? \( | deposited | withdrew |
            (?:a|new|\d+) wallets? | participant | holder (?:bought|sold) | insiders?
        """,
    ),
    words(
        "Legal or political",
        "doubt",
        -30,
        r"""
            sec | lawsuit | court | regulat\w+ | bill | lawmakers? | senators? | charged | accused | securities |
            vote | proposal | policy | ban(?:s|ned)? | tax(?:es)?
        """,
    ),
    words(
        "Breach",
        "doubt",
        -35,
        r"""
            hack(?:ed|er|ers)? | exploit(?:ed|s)? | breach | drain(?:s|ed) | stolen | attack(?:er|ers)? | hijack\w+ |
            denies
        """,
    ),
    words(
        "Promotion",
        "doubt",
        -40,
        r"""
            trading competition | apr | apy | partnercontent | sponsored | giveaway | locked products | promotion |
            earn \$ | invitation code | referral | promo code | learn and earn
        """,
    ),
    words(
        "Non-fungible tokens",
        "doubt",
        -25,
        r"""
            nfts? | collectibles?
        """,
    ),
    words(
        "Points",
        "doubt",
        -25,
        r"""
            points (?:program|system|season) | loyalty points
        """,
    ),
    words(
        "Looking back",
        "doubt",
        -30,
        r"""
            throw ?back | (?:years?|months?|weeks?|days) ago | back in | when (?:i|we|they) launched |
            we(?:'ve| have)? launched | a decade | look(?:ing)? back | history of | anniversary | in 201\d | recap |
            20(?:0\d|1\d)
        """,
    ),
    words(
        "After the event",
        "doubt",
        -26,
        r"""
            after (?:it|they) (?:started|began|launched|listed) |
            (?:after|since|following|post|despite|recent|from) (?:the |its |their |an? |recent )?(?:\S+
            )?['\"]?(?:token )?(?:airdrop|launch|listing|tge|ico|token generation|token sale|debut) |
            (?:most|part|all) of (?:\S+ ){0,2}airdrop | fails to | fiasco | participants? who | post-launch
        """,
    ),
    words(
        "Purchase or partnership",
        "doubt",
        -30,
        r"""
            acquir(?:e|es|ed|ing) | acquisition | partner(?:s|ed)? with(?![^.]{0,90} to (?:launch|airdrop|release)) |
            partnership | merger
        """,
    ),
    words(
        "Migration",
        "doubt",
        -25,
        r"""
            rebrand(?:s|ed|ing)? | migrat\w+ | token swap | renam\w+ | validator | upgrade
        """,
    ),
    words(
        "Main network",
        "doubt",
        -22,
        r"""
            main-?nets? | hard fork | v\d\.\d
        """,
    ),
    words(
        "Praise without news",
        "doubt",
        -45,
        r"""
            (?:good|great|nice|best|awesome|excellent|amazing|wonderful|strong|faithful)
            (?:\S+ )?(?:project|team|opportunity|idea)s? |
            thank(?:s| you) for | hopefully | to the moon | i hope | good luck
        """,
    ),
)

VOICE = (
    words(
        "Rumour",
        "voice",
        -26,
        r"""
            rumou?rs? | rumou?red | reportedly | speculat\w+ | could | might | eyeing | considering | in talks |
            wants? to | may (?:be|launch|list|soon|also|yet) | allegedly | expected | possible | potential |
            unconfirmed | if
        """,
    ),
    words(
        "How-to or opinion",
        "voice",
        -34,
        r"""
            what (?:is|are|you need) | how to | how | why | here(?:'s| is| are) (?:what|how|why|everything) | guide |
            explained | explainer | opinion | study this | read more | i think | in my view | ways to |
            things to know | eligibility | calculator | strategy | understand | the moment a
        """,
    ),
    words(
        "Another event meant",
        "voice",
        -30,
        r"""
            crypto conference | conference | summit | hackathon | podcast | newsletter | token ?2049 |
            payment option | informational
        """,
    ),
    words(
        "Negated",
        "voice",
        -36,
        r"""
            not (?:an? |the )?official | unofficial | no (?:airdrop|tge|token launch|ico|token sale|plans?) |
            (?:not|never|won't|doesn't|don't|didn't|isn't|denies)
            (?:\S+ ){0,2}?(?:airdrop|launch|list|tge|have a token|plan\w*)
        """,
    ),
    words(
        "Tool for launching",
        "voice",
        -30,
        r"""
            launch (?:and trade |your |your own |a )?(?:\S+ )?coins | launch your | launch tokens |
            let(?:s|ting)? (?:anyone|users|you) launch | (?:place|creators?|founders|developers|teams) to launch |
            (?:person|people) of influence | deploy a (?:new )?token | launch coin
        """,
    ),
    words(
        "Call to list",
        "voice",
        -40,
        r"""
            please list | (?:reminder|petition|urge|time|needs?|should|hope|want\w*) (?:[^.\n]{0,60} )?list |
            when listing | when airdrop | wen (?:airdrop|listing|token)
        """,
    ),
    raw(
        "Reply",
        "voice",
        -8,
        r"""
            ^(?:rt )?@\w+:? @\w+
        """,
    ),
)

DELAY = (
    words(
        "Delay",
        "delay",
        -50,
        r"""
            delay(?:s|ed|ing)? | postpon(?:e|es|ed|ing) | push(?:es|ed|ing)? back | cancel(?:s|ed|led|ing|ling)? |
            called off | call(?:s)? off | paus(?:es|ed) | on hold | suspend(?:s|ed)? | halts? | halted |
            reschedul(?:es|ed|ing) | put off | no longer (?:launch|take place)\w*
        """,
        "delay",
    ),
)

SCAM = (
    words(
        "Scam warning",
        "scam",
        -50,
        r"""
            scam(?:s|mers?|med|ming)? | phishing | fake | fraud(?:ulent|sters?)? | rug ?pulls? | impersonat\w+ |
            malicious | pump and dump | shill\w* | honeypot | counterfeit
        """,
        "scam",
    ),
    words(
        "Bait",
        "scam",
        -55,
        r"""
            verify (?:your )?eligibility | (?:input|enter|submit|connect) your (?:\S+ ){0,4}wallet |
            claim (?:up to|your free) \$?\d+ | claim your \S+ (?:airdrop|tokens?) now | secured my \S+ airdrop |
            claim proofs? | for free from this | free (?:eth|btc|sol|usdt) | seed phrase | send \d+ (?:eth|btc|sol)
        """,
        "scam",
    ),
)
