"""The words of the sample news. Every project is invented; ``{d3}`` stands for the day three days ahead."""

# Name and ticker; an empty ticker is a project without a token yet.
PROJECTS = (
    ("Nebula Labs", "NEBX"),
    ("Orbitra", "ORBT"),
    ("Kestrel Network", "KSTL"),
    ("Halyard Finance", "HLYD"),
    ("Tessera Chain", "TSRA"),
    ("Marrow Protocol", "MRRW"),
    ("Lumenfield", "LUMF"),
    ("Driftwood Games", ""),
)

# Minutes ago, title, text.
SAMPLES = (
    (
        4,
        "Nebula Labs confirms NEBX token generation event for {d3}, claim page live",
        "Nebula Labs confirmed that the token generation event of its native token $NEBX takes place on {d3}. "
        "Early testers can check their allocation on the claim page today.",
    ),
    (
        17,
        "Orbitra (ORBT) spot trading is now live on two exchanges",
        "Deposits opened this morning and trading of the new token ORBT/USDT started at 10:00 UTC.",
    ),
    (
        31,
        "Fake Kestrel Network airdrop site is draining wallets, team warns",
        "A phishing page that looks like Kestrel Network asks holders to connect their wallet to claim $KSTL tokens. "
        "The team says that no claim is open.",
    ),
    (
        46,
        "Halyard Finance postpones its token launch to next quarter",
        "Halyard Finance said an audit found issues in the vesting contract and delayed the launch of "
        "$HLYD. A date will follow.",
    ),
    (
        58,
        "Bitcoin slips below its weekly average as volumes thin out",
        "Traders point to quiet order books ahead of the holiday. Funding rates stayed flat.",
    ),
    (
        83,
        "Tessera Chain opens community sale of TSRA on {d1}",
        "The public sale of the $TSRA token begins on {d1} and runs for four days. Tokens are claimable "
        "at the end of the sale.",
    ),
    (
        101,
        "Marrow Protocol announces airdrop for early stakers",
        "Marrow Protocol announced an airdrop of 40 million $MRRW tokens to stakers. The snapshot is planned for {d5}.",
    ),
    (
        128,
        "Perpetual futures on three older tokens added by a derivatives venue",
        "The exchange listed perpetual contracts with up to 20x leverage. Spot markets are not affected.",
    ),
    (
        152,
        "Lumenfield reveals tokenomics and confirms its governance token LUMF",
        "Lumenfield confirmed that it will launch the $LUMF governance token. A date is not set; 12% "
        "goes to the community.",
    ),
    (
        175,
        "Payments start-up raises $18 million in seed round",
        "The round was led by two venture funds. The company plans to hire in Lisbon and Singapore.",
    ),
    (
        204,
        "Exchange will list Kestrel Network (KSTL) for spot trading on {d2}",
        "Dear users, we will list Kestrel Network (KSTL). Trading of KSTL/USDT opens on {d2} at 12:00 "
        "UTC. Deposits are open now.",
    ),
    (
        236,
        "Regulator opens consultation on custody rules",
        "Comments may be sent for sixty days. The proposal does not name any token.",
    ),
    (
        268,
        "Driftwood Games says it has no plans for a token",
        "The studio denies rumours of an airdrop and says that its season points have no monetary value.",
    ),
    (
        301,
        "What is a token generation event? A short guide",
        "A guide to how new tokens come into being, what a snapshot is, and why claim windows close.",
    ),
    (
        337,
        "Stablecoin issuer brings its dollar token to a second network",
        "The dollar-pegged stablecoin is now live on another layer 2. Transfers are free in the first month.",
    ),
    (
        371,
        "Quillon IDO starts at 4pm UTC with 2,000 whitelisted wallets",
        "The IDO of the new token $QLLN starts today at 4pm UTC and closes after six hours.",
    ),
    (
        412,
        "Tessera Chain testnet passes one million transactions",
        "The testnet has run for three weeks. Developers ask for reports of slow blocks.",
    ),
    (
        447,
        "Sablewing airdrop claim is open until {d12}",
        "Holders of the Sablewing pass can claim $SBLW tokens now. The claim window closes on {d12}.",
    ),
    (
        489,
        "Meme coin falls 38% after airdrop recipients sell",
        "The price dropped within an hour of the distribution. Two large wallets sold most of what they had received.",
    ),
    (
        533,
        "Orbitra listing lifts trading volumes across gaming tokens",
        "Prices of related tokens gained up to 9% following the listing. Analysts call the move short-lived.",
    ),
    (
        580,
        "Marrow Protocol hires head of research",
        "The former university lecturer will lead work on restaking risk.",
    ),
    (
        642,
        "Verdigris launches its native token on mainnet",
        "Verdigris launched the $VRDG token today. The token pays fees on the network, and trading begins this week.",
    ),
    (
        701,
        "Token unlock of 4% of supply due on {d4}",
        "Tokens of early investors unlock on {d4}, according to the published schedule of the project.",
    ),
    (
        768,
        "Court sets date for hearing in exchange lawsuit",
        "The hearing concerns the sale of unregistered securities. Both sides filed new papers.",
    ),
    (
        834,
        "Copperleaf token sale cancelled after audit",
        "Copperleaf cancelled its token sale and will refund all participants within ten days.",
    ),
    (
        905,
        "Kestrel Network reportedly considering a second airdrop",
        "People familiar with the matter say a second season might follow. The team did not confirm it.",
    ),
    (
        987,
        "Wallet maker partners with payment network",
        "Users will be able to top up by card. No token is involved.",
    ),
    (
        1064,
        "Nebula Labs opens registration for the NEBX airdrop",
        "Registration for the $NEBX airdrop is open to users of the network. The claim date is {d3}.",
    ),
    (
        1153,
        "Whale moves 12,000 ETH after three years of silence",
        "The wallet received its coins during the first sale of the network. Half was deposited at an exchange.",
    ),
    (
        1248,
        "Saltmarsh DEX will launch the SALT token next week",
        "The decentralised exchange said that its $SLTM token goes live next week, with an airdrop for "
        "liquidity providers.",
    ),
    (
        1371,
        "NFT collection sells out in nine minutes",
        "The collectibles were minted by 1,400 wallets. The artist plans a second series.",
    ),
)

DRIP = (
    (
        "Fenwick Chain token generation event is live",
        "The $FNWK token generation event is live. Claims are open for testers until {d7}.",
    ),
    ("Mining company reports quarterly results", "Revenue rose slightly while energy costs stayed flat."),
    (
        "Ostrea (OSTR) spot trading opens on {d1}",
        "The exchange will list the new token Ostrea (OSTR). Trading of OSTR/USDT opens on {d1}.",
    ),
    (
        "Lumenfield delays LUMF launch by two weeks",
        "Lumenfield postponed the launch of its token $LUMF after load tests.",
    ),
    ("Larkspur presale has started", "The presale of the $LRKS token has begun and ends on {d2}."),
    ("Layer 2 upgrade goes through without interruption", "Validators finished the upgrade within an hour."),
    (
        "Cinderpath announces airdrop for bridge users",
        "Cinderpath announced an airdrop of its new token $CNDR. The claim opens on {d6}.",
    ),
    (
        "Beware of a fake Orbitra presale, project says",
        "Scammers promote a fake token under the name of Orbitra and ask for a seed phrase.",
    ),
    ("Ether holds steady ahead of inflation figures", "Volumes are below their monthly average."),
    ("Pinnace Protocol will launch its governance token on {d9}", "The $PNCE token will be claimable on {d9}."),
    ("Glasswort IDO now open", "The IDO of Glasswort ($GLSW) is now open to registered wallets."),
    ("Analysts: how to read an order book", "A guide to depth, spread and imbalance."),
    ("Tessera Chain confirms TSRA listing for {d2}", "Spot trading of $TSRA opens on {d2} at 14:00 UTC."),
    (
        "Halyard Finance sets new date for its token: {d8}",
        "Halyard Finance announced that it will launch its token $HLYD on {d8}.",
    ),
    ("Custody bank opens an office in Zurich", "The bank serves funds and family offices."),
    (
        "Ravenstone airdrop is live for early users",
        "The Ravenstone airdrop is live. Early users can claim $RVST today.",
    ),
    ("Marrow Protocol takes airdrop snapshot", "The snapshot for the $MRRW airdrop was announced for {d1}."),
    ("Exchange removes two thinly traded pairs", "The pairs will be delisted at the end of the month."),
    ("Wexford Labs reveals token sale terms", "The community sale of the $WXFD token is set to begin on {d5}."),
    ("Kestrel Network (KSTL) trading starts today", "Spot trading of KSTL/USDT starts today at 12:00 UTC."),
)
