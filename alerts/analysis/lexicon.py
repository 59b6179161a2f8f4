"""What the phrases of a text can say: of the event, of time and certainty, and of what is new."""

# ruff: noqa: RUF001 - Turkish has an i without a dot.

ACTS = {
    "tge": """
        tge; tges; #tge; token generation event(|s); token generation; generation event; token genesis
        """,
    "token_launch": """
        (token|coin) | (live|now|soon|today|tba|tbd|DATE|TIME|NUM); (have|has|gets|get) (a|its own) token;
        tokens exist; on EXCHANGE (launchpool|megadrop); (TICKER|CAPS|KNOWN|OLD) on EXCHANGE hodler airdrops;
        (genesis|tge) (and|with) (the|its) (CAPS|TICKER); drops (CAPS|TICKER) on;
        (token|coin|memecoin|TICKER|CAPS|meme coin|cryptocurrency) (launch|launches|launched|launching);
        (token|coin|memecoin|TICKER|CAPS|meme coin|cryptocurrency) (debut|debuts|goes live|is live);
        (token|coin|memecoin|TICKER|CAPS|meme coin|cryptocurrency) (is here|released|release|arrives);
        (token|coin|memecoin) (has launched|just launched|is now live|deployed|minted);
        (TICKER|CAPS|meme coin|cryptocurrency) (has launched|just launched|is now live|deployed|minted);
        (new|fresh) (|EXCHANGE) (pool|pair|graduate); fair(|-) launched; token is (coming|real|here|out|live);
        (there will|there'll) be (a|an) (TICKER|CAPS|own|) (token|airdrop|coin);
        (token|coin|TICKER) (is|are) (|now) (out|up|live|minted|coming|here|real);
        (TICKER|CAPS) (token|coin) (to|will|is|goes|comes);
        (issue|issues|mints|releases) (|its|the|their|a|new|own) (TICKER|CAPS);
        (introduces|unveils|launches|debuts) (|its|the|their|a|new|own) (TICKER|CAPS);
        the (TICKER|CAPS|KNOWN) token; its (TICKER|CAPS) token; contract (below|posted|pinned|verified);
        ca (is|below|in|:);
        launch of (|its|the|their|a) (|new|native|own|governance) (|TICKER|CAPS) (token|coin);
        launch of (|its|the|their|a) (|new|native|own|governance) (|TICKER|CAPS) memecoin;
        launch of (|its|the|their|a) (|new|native|own|governance) (|TICKER|CAPS) (cryptocurrency|TICKER);
        (launch|launches) (|a|its|their|our|the) (|new|own) (|native|governance|utility|meme) (token|coin);
        (launching|launched) (|a|its|their|our|the) (|new|own) (|native|governance|utility|meme) (token|coin);
        (launch|launches) (|a|its|their|our|the) (|new|own) (|native) (memecoin|cryptocurrency|TICKER);
        (launch|launches) (|a|its|their|our|the) (|new|own) (governance|utility|meme) memecoin;
        (launch|launches) (|a|its|their|our|the) (|new|own) (governance|utility|meme) (cryptocurrency|TICKER);
        (launching|launched) (|a|its|their|our|the) (|new|own) (|native) (memecoin|cryptocurrency|TICKER);
        (launching|launched) (|a|its|their|our|the) (|new|own) (governance|utility|meme) memecoin;
        (launching|launched) (|a|its|their|our|the) (|new|own) (governance|utility|meme) (cryptocurrency|TICKER)
        """,
    "airdrop": """
        airdropu; airdropun; airdropı; аирдроп; эйрдроп; дроп; дропа; airdrop(|s|ped|ping);
        air-drop(|s|ped|ping); air drop(|s); #airdrop(|s); air dropped; retrodrop; hodler airdrops;
        (free|new) token(|s) to (all|every|early) (|early|active) (users|holders|community|members);
        (free|new) token(|s) to (our|its|existing|loyal) (|early|active) (users|holders|community|members)
        """,
    "claim": """
        opens (CAPS|TICKER) (claim|claims); CAPS claim (for|is|opens|on|page|portal|date); claim |; claims close;
        lets (users|holders|depositors|NUM) claim; reclama tus; reclamar tus; ya pueden reclamar; resgate;
        clame seus; клейм; talep (süresi|edin); (TICKER|KNOWN) (claim|allocations|allocation|distribution);
        claim (TICKER|KNOWN|CAPS); claim from; community distribution; get distributed to;
        (TICKER|CAPS) gets distributed; handout; (genesis|community|token) (drop|distribution);
        claims (opened|opening|begin|open|start); (pick|picked) up TICKER; drop (is|goes) (claimable|live);
        claim (date|portal|page|site|window|period|process|phase|site|checker|link|day)(|s);
        claim (opens|open|is open|is live|now open|now live|starts|begins|goes live|live);
        claims (open|are open|are live|begin|start|go live|are now open); claimable;
        claiming (is|opens|starts|begins|goes) (|now) (|live|open); (token|airdrop|community) claim;
        start claiming;
        claim (your|their|the|my) (|free|share of|allocation of|first) (TICKER|CAPS|KNOWN|token|tokens);
        claim (your|their|the|my) (|free|share of|allocation of|first) (airdrop|allocation);
        claim (your|their|the|my) (|free|share of|allocation of|first) (allocations|#airdrop|NUM);
        claim your free; can (|now) claim;
        (users|holders|recipients|wallets|players|members|depositors|stakers|eligible) (can|may) (|now) claim;
        (be|is|are) (|now) claimable;
        to claim (TICKER|tokens|their); eligib(le|ility) (checker|check|is live|to claim);
        check (|your|if you) (|are|re|'re) (eligibility|eligible|allocation); allocation checker
        """,
    "snapshot": """
        snapshot(|s); snapshot (date|taken|will be taken|block|time); #snapshot
        """,
    "sale": """
        (goes|go|is|are|now) on sale; opens (|the|its) sale; fair sale;
        (sell|sells) (NUM|PCT) of (|its|the|total|all) (supply|tokens); sale on (LAUNCHPAD|EXCHANGE);
        (hold|holds|plans|opens|open|start|starts) (|a|its) (LAUNCHPAD|public|community) sale;
        (hold|holds|plans|opens|open|start|starts) (|a|its) (token|three-day|CAPS) sale; preventa;
        venta de tokens; pré-venda; venda de tokens; ön satış; satışı; сейл; пресейл; token sale(|s);
        (TICKER|CAPS|community|coinlist|LAUNCHPAD|main|EXCHANGE|first) sale; sale of (TICKER|CAPS|KNOWN);
        (token|community|public|genesis) round; token offering; security token offering; sto;
        (TICKER|CAPS) (auction|raise); tokensale; #tokensale; #presale; presale(|s); pre-sale(|s); pre sale;
        public sale; private sale; community sale; crowdsale(|s); crowd sale; ico(|s); #ico; ido(|s); #ido;
        ieo(|s); #ieo; ito; lbp; igo; ilo;
        initial (coin|dex|exchange|token|game|liquidity|farm|stake) offering(|s); coin offering; token auction;
        dutch auction; fairlaunch; fair launch; #fairlaunch; stealth launch; seed sale; strategic sale; pre-ico;
        preico; sale of (|its|the|our|new|native) token(|s); public token sale; private round; public round;
        crowdfunding (round|sale); liquidity bootstrapping pool
        """,
    "launchpad": """
        LAUNCHPAD; launchpad; launchpool; poolx;
        (stake|lock|staking) (|your) (CHAIN|OLD|TICKER|EXCHANGE|KNOWN) (to|and) (earn|share|mine|farm|get);
        on coinlist; megadrop; wallet tge; exclusive tge; prime sale; launchpad sale;
        (|EXCHANGE) (launchpad|launchpool|startup|alpha|jumpstart|candydrop|launchx|spotlight)
        """,
    "join_sale": """
        join (|our|the) (|public|private|seed) (presale|pre-sale|ico|ido|ieo|#ico|#presale);
        join (|our|the) (|public|private|seed) (#ido|whitelist|#whitelist|sale);
        join (|our|the) (|public|private|seed) (token sale|airdrop|#airdrop|fairlaunch);
        (participate|participating) in (|our|the|this) (|upcoming) (presale|pre-sale|ico|ido|sale);
        (participate|participating) in (|our|the|this) (public|token|HANDLE) (presale|pre-sale|ico|ido|sale);
        (take part|invest) in (|our|the|this) (|upcoming|public|token|HANDLE) (presale|pre-sale|ico|ido|sale);
        (participate|participating) in (|our|the|this) (|upcoming|public|token|HANDLE) (airdrop|#ico);
        (participate|participating) in (|our|the|this) (|upcoming) (#presale|#airdrop|token sale);
        (participate|participating) in (|our|the|this) (public|token|HANDLE) (#presale|#airdrop|token sale);
        (take part|invest) in (|our|the|this) (|upcoming|public|token|HANDLE) (airdrop|#ico);
        (take part|invest) in (|our|the|this) (|upcoming|public|token|HANDLE) (#presale|#airdrop|token sale);
        buy (|our|now|the) (presale|ico|in presale|in the presale|early);
        whitelist (|is|now) (open|opens|live|spots); (get|be|must be|getting) whitelisted;
        whitelist (today|now|here); whitelist form;
        (token|presale|pre-sale|ico|ido) (raises|raised|sells out|sold out|hits) (MONEY|NUM|in|its);
        (ieo|sale|TICKER|CAPS|token sale) (raises|raised|sells out|sold out|hits) (MONEY|NUM|in|its);
        (raises|raised) MONEY (in|through) (|a|its|the|public|an) (|public) (token sale|ico|ido|ieo);
        (raises|raised) MONEY (in|through) (|a|its|the|public|an) (community|first) (token sale|ico|ido|ieo);
        (raises|raised) MONEY (via|from|during) (|a|its|the|public|an) (|public) (token sale|ico|ido|ieo);
        (raises|raised) MONEY (via|from|during) (|a|its|the|public|an) (community|first) (token sale|ico);
        (raises|raised) MONEY (via|from|during) (|a|its|the|public|an) (community|first) (ido|ieo);
        (raising|raise) MONEY (in|through) (|a|its|the|public|an) (|public) (token sale|ico|ido|ieo);
        (raising|raise) MONEY (in|through) (|a|its|the|public|an) (community|first) (token sale|ico|ido|ieo);
        (raising|raise) MONEY (via|from|during) (|a|its|the|public|an) (|public) (token sale|ico|ido|ieo);
        (raising|raise) MONEY (via|from|during) (|a|its|the|public|an) (community|first) (token sale|ico);
        (raising|raise) MONEY (via|from|during) (|a|its|the|public|an) (community|first) (ido|ieo);
        (raises|raised) MONEY (in|through) (|a|its|the|public|an) (|public|community|first) (presale|sale);
        (raises|raised) MONEY (via|from|during) (|a|its|the|public|an) (|public|community|first) (presale|sale);
        (raising|raise) MONEY (in|through) (|a|its|the|public|an) (|public|community|first) (presale|sale);
        (raising|raise) MONEY (via|from|during) (|a|its|the|public|an) (|public|community|first) (presale|sale);
        (raises|raised) MONEY (in|through) (|a|its|the|public|an) (|public|community|first) (auction|crowdsale);
        (raises|raised) MONEY (via|from|during) (|a|its|the|public|an) (|public) (auction|crowdsale);
        (raises|raised) MONEY (via|from|during) (|a|its|the|public|an) (community|first) (auction|crowdsale);
        (raising|raise) MONEY (in|through) (|a|its|the|public|an) (|public|community|first) (auction|crowdsale);
        (raising|raise) MONEY (via|from|during) (|a|its|the|public|an) (|public) (auction|crowdsale);
        (raising|raise) MONEY (via|from|during) (|a|its|the|public|an) (community|first) (auction|crowdsale);
        (hard|soft) cap; hardcap; softcap; presale (price|address|link); min buy; max buy; per wallet; stage NUM;
        sign up for the whitelist
        """,
    "token_named": """
        native (|utility|governance) (token|cryptocurrency|coin|crypto|currency|asset); governance token;
        utility token(|s); platform token; community token; ecosystem token
        """,
    "memecoin": """
        memecoin(|s); meme coin(|s); meme token(|s); meme-coin(|s); #memecoin; fan token(|s); social token;
        creator coin(|s); celebrity (token|coin)
        """,
    "list_new": """
        listeleniyor; listelenecek; listeledi; listado en; será listado; se lista en; листинг; залистит;
        (will|to|set to|we will|shall) (|exclusively|also) list;
        (TICKER|CAPS|TICKER/PAIR|KNOWN) (listing|listed|lists|spot); (spot|EXCHANGE|LAUNCHPAD|alpha) listing;
        listing :; EXCHANGE listing; first (|public|licensed) (platform|venue|home|exchange|cex|market) (to|for);
        (to|on) spot;
        lands on EXCHANGE; hits EXCHANGE; (is|are) (|now) on EXCHANGE; world first; exclusively on EXCHANGE;
        will be list(ed|ing); to be listed; gets listed; got listed; new (spot|) listing(|s); initial listing;
        first listing(|s); listing announcement; primary listing; listed on (EXCHANGE|LAUNCHPAD|CAPS);
        listing on (EXCHANGE|LAUNCHPAD|CAPS); lists on EXCHANGE; debut(|s|ed|ing) (at|on|with); world premiere;
        global premiere; now live on (EXCHANGE|LAUNCHPAD); (now|is) (|now) (listed|available) on EXCHANGE;
        available for trading; listing (schedule|details|time|date); seed tag; innovation zone;
        new cryptocurrency listing; listing (is|goes) live; EXCHANGE (will|to) (list|launch|open|add|support);
        EXCHANGE (lists|adds); opens for trading; listing is coming; exchange listing; cex listing; dex listing;
        listing (soon|today|tomorrow); will be available on EXCHANGE
        """,
    "trading": """
        (globally|global) premiere; premieres; will open trading for; trading start time;
        day-one trading; (EXCHANGE|spot) (open|opens) trading;
        first (trade|trades|candle|minute|hour|trading day); (is|are|now|be) (|now) (trading|tradable|tradeable);
        opens (on|at|for) (EXCHANGE|MONEY|NUM); (hit|hits|hitting) the market; first-day (market|markets);
        trading on EXCHANGE; debuts at;
        (spot|) trading (will|to|is|has|for) (|now|open|start|begin|go|be) (|live|begun|started|on|at);
        trading (opens|starts|begins|live|open|begun|started|commences|goes); start(s|ed|ing|) trading;
        begin(s|ning|) trading; began trading; begun trading; opens trading; for spot trading; spot trading;
        open(s|ing|) trading; kick(s|ed|) off trading; first day of trading; trading debut; starts trading;
        deposits (are|is|now) (|now) open; deposits open; tradable; tradeable
        """,
    "premarket": """
        pre-market(|s); pre market; premarket; pre-market (otc|trading); otc trading; pre-market listing;
        pre-markets
        """,
    "market_support": """
        market support; trading support; krw market; digital asset addition; new digital asset;
        market support for; added to the krw
        """,
    "support_airdrop": """
        hodler airdrops; will support (the|an|this) (|upcoming) (|NUM) (airdrop|distribution);
        support (the|for) (|upcoming) airdrop; completes (|the) (distribution|airdrop);
        airdrop (program|programme|portal|event|campaign|tasks)
        """,
}
STATUS = {
    "live_now": """
        ya está (|abierto|disponible|en vivo|aquí); já está (|aberto|disponível|no ar); başladı; açıldı; yayında;
        открыт; открылся; стартовал; стартует; ist (jetzt|nun) live;
        est (désormais|maintenant) (disponible|ouvert);
        on (launch|debut|its debut|day one|launch day|its first day);
        (is|are|now|goes|went|going|gone|be|officially|finally|just) (|now|officially|finally|going) live;
        live now; live on (mainnet|EXCHANGE|CHAIN|LAUNCHPAD|the); is (|now|finally) here;
        are (|now|finally) here; just (launched|dropped|deployed|listed|landed|released|announced|went);
        has (|officially|just) (launched|begun|started|opened|landed|arrived|dropped|gone live);
        have (|officially) (launched|begun|started|opened);
        (is|are|now) (|now|officially) (open|ongoing|running|underway|started); now available; out now;
        starts now; live (!|.);
        (airdrop|presale|pre-sale|sale|claim|claims|ido|ico|ieo|listing|token|whitelist|tge|fairlaunch) live;
        has been (launched|deployed|listed|released|distributed|airdropped);
        (in|within|after) (|the|its) first (hour|hours|day|NUM|few); on (its|the) (first|opening) day; under way;
        underway; ongoing; kicks off; (is|are) (now|already) (live|trading|claimable|tradable); began today;
        started today; newly launched; the wait is over; it's (live|official|here|time|happening); we are live;
        we're live; we have liftoff; [ live; live ,; opened today; launches today
        """,
    "future": """
        will (|also|soon|officially|finally|be) (launch|launched|launching|list|listed|listing|open|start|begin);
        will (|also|soon|officially|finally|be) (host|hold|go live|airdrop|airdropped);
        will (|also|soon|officially|finally|be) (distribute|distributed|release|released|live);
        will (|also|soon|officially|finally|be) (available|claimable|held|introduce|support);
        will (|also|soon|officially|finally|be) (receive|get|debut|issue|deploy);
        will (|also|soon|officially|finally|be) (deployed|conduct|reward|reveal|announce);
        will (|also|soon|officially|finally|be) (happen|take place|run|end|tradable); set to;
        (is|are) (|now) (scheduled|slated|set|expected|due|about|ready|poised) (to|for|on);
        scheduled (for|to|on); slated (for|to); to launch;
        to (list|airdrop|debut|release|issue|introduce|open|begin|start);
        to (sell|distribute|unveil|reward|hold|receive|share|get|roll out|go live);
        going to (launch|list|be|airdrop|release); gearing up; on track; launching (|on|in|soon|this|next|our);
        about to; get ready; mark your calendar(|s); save the date; countdown; stay tuned; is coming; are coming;
        days left; hours left; be live
        """,
    "soon": """
        soon; coming soon; upcoming; shortly; coming (week|weeks|days|months); later this (year|month|week);
        next (month|quarter|year); in the (near|coming|next); this year; is near; around the corner;
        by the end of; early next; ahead of; nears; imminent
        """,
    "near_date": """
        hoy; mañana; hoje; amanhã; bugün; yarın; сегодня; завтра; heute; morgen; demain; today; tomorrow;
        tonight; this (week|weekend|DATE); next week;
        in (NUM|a few|two|three|five|ten|NUM more|just NUM) (hours|hour|days|day|minutes|mins|weeks);
        (on|this|next|by|until|till|from|of|-) DATE; DATE NUM; DATE DATE; NUM DATE; at TIME; TIME utc;
        TIME (gmt|est|pst|et|cet|CAPS); (time|date) :; DATE (|NUM) (YEAR|TIME|- DATE); end (date|time);
        start (date|time); start(s|ing|) (on|at|date|time|from); q(1|2|3|4);
        (in|by|for|late|early|mid) (q1|q2|q3|q4|YEAR|DATE)
        """,
    "announces": """
        announc(es|ed|ing|ement); confirm(s|ed|ing|ation); introducing; introduces; unveil(s|ed|ing);
        reveal(s|ed|ing); officially; official announcement; excited to (announce|launch|share|introduce);
        proud to (announce|launch|introduce); thrilled to (announce|launch); pleased to (announce|inform|launch);
        happy to (announce|inform|share); big (news|announcement); details of; we are launching; we're launching;
        we will be (launching|listing)
        """,
    "headline_now": """
        breaking; just in; alert; new :; launch alert; listing alert; live :; newsflash
        """,
    "dear_users": """
        dear (|EXCHANGE|CAPS|valued|all|our) (users|customers|community|traders|user|valued); fellow binancians;
        dear valued; we're thrilled to announce; EXCHANGE will (list|launch|open|support|be); to celebrate the;
        details are as follows; as follows; trading pair(|s) :; deposit(|s) :; withdrawal(|s) (:|will);
        contract address; deposit open
        """,
}
NEWNESS = {
    "new_token": """
        new (airdrop|ico|ido|presale|listing);
        new (|native|governance|utility|crypto|digital|meme|community|own) (token|tokens|cryptocurrency|coin);
        new (|native|governance|utility) (memecoin|altcoin);
        new (crypto|digital|meme|community|own) (memecoin|currency|altcoin);
        (newly|freshly) (launched|listed|minted|created|released); brand new (token|coin|memecoin); brand-new;
        new memecoin; newest token;
        first (|ever|own|native) (token|cryptocurrency|coin|memecoin|crypto-token|airdrop);
        first (official|governance|utility|crypto|community) (token|cryptocurrency|coin);
        first (official|governance|utility|crypto|community) (memecoin|crypto-token|airdrop); first-ever;
        world's first; maiden (token|airdrop); first airdrop; first (listing|market|trading|exchange);
        first to list
        """,
    "own_token": """
        (its|their|our|his|her|my) (|very|new) (own|native|governance|utility) (token|tokens);
        (its|their|our|his|her|my) (|very|new) (own|native|governance|utility) (cryptocurrency|coin);
        (its|their|our|his|her|my) (long-awaited|official) (own|native|governance|utility) (token|tokens);
        (its|their|our|his|her|my) (long-awaited|official) (own|native|governance|utility) (cryptocurrency|coin);
        (its|their|our|his|her|my) (eponymous|NUM) (own|native|governance|utility) (token|tokens);
        (its|their|our|his|her|my) (eponymous|NUM) (own|native|governance|utility) (cryptocurrency|coin);
        (its|their|our|his|her|my) (|very|new) (own|native|governance|utility) (memecoin|currency|asset|crypto);
        (its|their|our|his|her|my) (long-awaited|official) (own|native|governance|utility) (memecoin|currency);
        (its|their|our|his|her|my) (long-awaited|official) (own|native|governance|utility) (asset|crypto);
        (its|their|our|his|her|my) (eponymous|NUM) (own|native|governance|utility) (memecoin|currency);
        (its|their|our|his|her|my) (eponymous|NUM) (own|native|governance|utility) (asset|crypto);
        (its|their|our|eponymous) (token|cryptocurrency|memecoin|coin);
        (official|long-awaited|anticipated|much-anticipated) (token|cryptocurrency|memecoin|coin); of its token;
        own token; own coin; own cryptocurrency; of its own; called TICKER; named TICKER;
        ticker(|s) (TICKER|CAPS|:); dubbed (TICKER|CAPS); token symbol; under the ticker; TICKER token;
        TICKER (presale|airdrop|ido|ico|tge|launch|listing|sale|memecoin|coin)
        """,
    "for_holders": """
        (KNOWN|OLD|CHAIN|TICKER) (stakers|staker|holders);
        (to|for) (|all|its|our|the|early|eligible|existing|loyal) (stakers|holders|users|community);
        (to|for) (|all|its|our|the|early|eligible|existing|loyal) (donors|participants|adopters|contributors);
        (to|for) (active|TICKER|OLD|KNOWN|CAPS|CHAIN|HANDLE|qualifying|NUM) (stakers|holders|users|community);
        (to|for) (active|TICKER|OLD|KNOWN) (donors|participants|adopters|contributors);
        (to|for) (CAPS|CHAIN|HANDLE|qualifying|NUM) (donors|participants|adopters|contributors);
        (to|for) (|all|its|our|the|early|eligible|existing|loyal) (depositors|testers|members|testnet users);
        (to|for) (|all|its|our) (restakers|supporters|wallets|addresses|traders);
        (to|for) (the|early|eligible|existing|loyal) (restakers|supporters|wallets|addresses|traders);
        (to|for) (active|TICKER|OLD|KNOWN) (depositors|testers|members|testnet users);
        (to|for) (CAPS|CHAIN|HANDLE|qualifying|NUM) (depositors|testers|members|testnet users);
        (to|for) (active|TICKER|OLD|KNOWN) (restakers|supporters|wallets|addresses|traders);
        (to|for) (CAPS|CHAIN|HANDLE|qualifying|NUM) (restakers|supporters|wallets|addresses|traders);
        early (users|adopters|supporters|contributors); eligible (users|wallets|addresses|holders|participants);
        retroactive(|ly); community members; (stakers|holders|users) (will|can|get|to|receive)
        """,
    "supply": """
        total supply; max supply; (of|PCT) (|the) (|total|token|its) supply; allocat(ed|es|ion) (|to|for);
        tokenomics; initial (circulating|supply); circulating supply; fully diluted; fdv; NUM tokens;
        NUM (TICKER|CAPS|KNOWN); per token; token price; price per token; starting price; initial price;
        market cap
        """,
    "tasks": """
        (task|tasks) (:|and|to); complete (|social|the|all|simple) (tasks|quests|task); random winners;
        referral(|s) :; join (|our|the|here|now) (telegram|discord|airdrop|bot|group|channel|:);
        follow (|our|us|the|HANDLE) (|on) (twitter|telegram|page|HANDLE); retweet; airdrop link;
        submit (|your|the) (details|wallet|form|address|bep20|erc20); distribution date;
        tag (NUM|three|your|friends); referral
        """,
}
