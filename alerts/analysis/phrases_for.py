"""Phrases that speak for a token event, each with what it is worth in points.

Patterns run over folded text; alternatives stand apart by a bar with spaces around it. Of the phrases of one group only
the strongest counts, so that repetition proves nothing.
"""

from alerts.analysis.phrase import raw, words

WHAT = (
    words(
        "Token generation event",
        "what",
        36,
        r"""
            token generation events? | tge
        """,
        "launch",
    ),
    words(
        "Airdrop",
        "what",
        32,
        r"""
            air-?drop(?:s|ped|ping)?
        """,
        "airdrop",
    ),
    words(
        "Claim",
        "what",
        26,
        r"""
            claim (?:date|portal|page|site|window|period|opens?|is open) | claimable |
            claims? (?:are|is) (?:now )?(?:open|live)
        """,
        "airdrop",
    ),
    words(
        "Snapshot",
        "what",
        24,
        r"""
            snapshot
        """,
        "airdrop",
    ),
    words(
        "Token sale",
        "what",
        32,
        r"""
            token sales? | pre-?sales? | public sales? | private sales? | community sales? | crowd ?sales? | ico |
            ido | ieo | lbp | launchpool | initial (?:coin|dex|exchange) offering | token auction
        """,
        "sale",
    ),
    words(
        "Sale of tokens",
        "what",
        26,
        r"""
            (?:to sell|sells|auction(?:s|ing)?) (?:\S+ ){0,5}?tokens | sale of (?:\S+ ){0,2}?tokens?
        """,
        "sale",
    ),
    words(
        "Token launch",
        "what",
        32,
        r"""
            {TOKEN} (?:launch(?:es|ed|ing)?|goes live|debuts?|arrives) | launch of (?:\S+ ){0,4}?{TOKEN}
        """,
        "launch",
    ),
    words(
        "Money raised by a token",
        "what",
        28,
        r"""
            (?:pre-?sale|token sale|ico|ido|token) rais(?:es|ed) |
            raise (?:\S+ ){0,5}?(?:with|through|via) (?:\S+ ){0,3}?{TOKEN}
        """,
        "sale",
    ),
    words(
        "Launch of a token",
        "what",
        30,
        r"""
            (?:(?:re)?launch(?:es|ed|ing)?|releas(?:es?|ed|ing)|introduc(?:es?|ed|ing)|unveil(?:s|ed)?|deploy(?:s|ed)?|roll(?:s|ed)?
            out|debut(?:s|ed)?|mint(?:s|ed)?|issu(?:es?|ed)) (?:[^\s.;|]+ ){0,6}?{ONE_TOKEN}{HEAD}
        """,
        "launch",
    ),
    words(
        "Native token",
        "what",
        24,
        r"""
            (?:native|governance|utility) (?:\S+ )?(?:token|crypto-?currency|coin)
        """,
        "launch",
    ),
    words(
        "Listing",
        "what",
        28,
        r"""
            (?:will|to|set to|has|have|gets?) (?:be )?(?:list|listed|listing) | lists | spot listing
        """,
        "listing",
    ),
    words(
        "Trading opens",
        "what",
        32,
        r"""
            (?:spot )?trading (?:will |to |is |now )*(?:opens?|starts?|begins?|live|open) |
            (?:begins|begun|began|starts|started|kicks? off|opens) (?:spot )?trading | opens? for trading
        """,
        "listing",
    ),
    words(
        "Spot trading",
        "what",
        26,
        r"""
            for spot trading | spot trading
        """,
        "listing",
    ),
    words(
        "Pre-market",
        "what",
        28,
        r"""
            pre-market(?:s| trading)?(?: otc)?
        """,
        "listing",
    ),
    words(
        "Market support",
        "what",
        28,
        r"""
            market support
        """,
        "listing",
    ),
    words(
        "Debut",
        "what",
        24,
        r"""
            debuts? (?:at|on)
        """,
        "listing",
    ),
    words(
        "Listed",
        "what",
        20,
        r"""
            list(?:ed|ing)
        """,
        "listing",
    ),
    words(
        "Will be launched on an exchange",
        "what",
        28,
        r"""
            (?:will be |set to |is set to )launch(?:ed)?(?: soon| on)?
        """,
        "listing",
    ),
)

STATUS = (
    words(
        "Live now",
        "status",
        30,
        r"""
            (?:is|are|now|goes|went|going) (?:now |officially )?live | live now | is here | just launched |
            just went live
        """,
    ),
    raw(
        "Marked live",
        "status",
        30,
        r"""
            \[live\b
        """,
    ),
    words(
        "Under way",
        "status",
        28,
        r"""
            (?:has|have|is|are) (?:now |officially )?(?:begun|started|opened|ongoing|open) | ongoing | last chance |
            kicks? off | has launched | in (?:the )?first (?:hour|day|24 hours) | started | now (?:open|available)
        """,
    ),
    words(
        "Happening",
        "status",
        22,
        r"""
            launches | debuts? | begins? | opens? | starts? | goes live | airdropp(?:ing|ed) | launched |
            released?s? | reopens? | sells?
        """,
    ),
    raw(
        "Hour given",
        "status",
        28,
        r"""
            \b\d{1,2}(?::\d\d)?\s?(?:am|pm)?\s?\(?utc\)?
        """,
    ),
    words(
        "Announced",
        "status",
        20,
        r"""
            announc(?:es|ed|ing|ement) | confirm(?:s|ed) | introducing | unveils? | reveals? |
            will (?:be )?'?(?:launch|list|airdrop|open|support|go live|begin|start|reward)(?:ed)? |
            (?:set|scheduled|slated|about) to | to (?:launch|list|airdrop|sell|open|debut|release|reward)
        """,
    ),
    words(
        "Planned",
        "status",
        12,
        r"""
            plans? (?:to|on|for) | coming soon | upcoming | soon | hints? (?:at|of) | signals | teases? | brings? |
            prepar(?:es|ing)
        """,
    ),
    words(
        "Open to join",
        "status",
        18,
        r"""
            (?:join|participate in|sign up for) (?:the |our )?(?:\S+ ){0,3}?(?:airdrop|ico|ido|pre-?sale|sale|whitelist)
        """,
    ),
)

NEWNESS = (
    words(
        "New token",
        "newness",
        12,
        r"""
            (?:new|first[- ]ever|first|its own|own|native|governance|utility) (?:\S+ )?{TOKEN} | newly launched |
            new (?:\S+ )?airdrop
        """,
    ),
    words(
        "For holders",
        "newness",
        14,
        r"""
            (?:to|for) (?:\S+ ){0,4}?(?:stakers|holders|users|community|donors|participants)
        """,
    ),
    words(
        "Meme coin",
        "newness",
        8,
        r"""
            meme ?(?:coin|token)
        """,
    ),
)

SPEAKER = (
    words(
        "Exchange announcement",
        "speaker",
        12,
        r"""
            dear (?:\S+ )?users | (?:will list|will support the|introducing) (?:\S+ ){1,5}?\([a-z0-9]{2,10}\) |
            hodler airdrops | market support for
        """,
    ),
    raw(
        "Calendar entry",
        "speaker",
        30,
        r"""
            ^\[[^\]]{2,60}\] (?:airdrop|token generation event|tge|ido|ico|token sale|listing)\b
        """,
    ),
)
