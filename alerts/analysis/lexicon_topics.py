"""What else a text can be about than a token event, by the phrases that tell."""

TOPICS = {
    "derivative": """
        perpetual(|s); perp(|s); futures; margin(|ed); options trading; leverage(|d); cfd(|s); usdt-m; usdc-m;
        usdⓢ-m; usds-m; usd-m; coin-m; contract(|s) trading; perpetual contract(|s); up to NUM leverage;
        index perpetual; prediction market(|s); launches (perps|futures|options); binance futures
        """,
    "pegged": """
        stablecoin(|s); stable (token|coin); (dollar|euro|yen|fiat) (coin|token); stable-coin(|s);
        stable coin(|s); PEGGED stablecoin; (dollar|usd|euro|gold|fiat|yen|won|eur|peso|asset)-(pegged|backed);
        pegged to; backed by (the|us|u.s|gold|dollars|reserves|fiat); cbdc(|s); central bank;
        digital (euro|yuan|dollar|pound|ruble|rupee|won|currency); e-cny; 1:1; tokenized deposits;
        synthetic dollar; yield-bearing
        """,
    "fund": """
        etf(|s); etp(|s); etn; nasdaq; nyse; spac; ipo; shares; stock(|s); stock market; stock exchange;
        treasury company; mutual fund; hedge fund;
        tokenized (fund|funds|stock|stocks|treasury|treasuries|shares);
        tokenized (equities|bond|bonds|money|gold|real|assets); money market;
        investment (product|trust|fund|products); index fund; public (company|listing); going public;
        goes public; direct listing; blackrock; grayscale; bitwise; vaneck; 21shares; fidelity
        """,
    "testnet": """
        testnet(|s); test-net; test network; devnet; #testnet; incentivized testnet; goerli; sepolia;
        public test; closed beta; alpha test; beta test; testnet (phase|launch|live|tokens)
        """,
    "mainnet": """
        mainnet(|s); main-net; mainnet (launch|beta|live|is|goes|on); #mainnet; mainnet-beta; hard fork;
        hardfork; network upgrade; genesis block; block NUM; epoch; merge; validators;
        node(|s) (operators|operator|sale|runners)
        """,
    "nft": """
        nft(|s); collectible(|s); pfp; mint (price|date|is|now|your|pass|a|an|live);
        minting (now|is|live|your|a); opensea; floor price; whitelist mint; avatars; digital art; artwork;
        ordinals; inscription(|s); nfts collection;
        nft (collection|drop|mint|giveaway|marketplace|holders|project)
        """,
    "funding": """
        rais(es|ed|ing) (|over|another|about|nearly|more than|an additional|up to|almost|a|in) (MONEY|NUM);
        raised MONEY (in|from|at|for); seed (round|funding|investment); series (a|b|c|d|e); funding round;
        fundrais(e|es|ing|er); fund raise; led by; co-led; secures (MONEY|funding|investment);
        venture (capital|firm|round); valuation of; at (|a) MONEY valuation; investment from; closes MONEY;
        lands MONEY; strategic (investment|round|funding); pre-seed; capital raise; angel; a16z; paradigm;
        polychain; pantera; sequoia; backed by (a16z|paradigm|binance|coinbase|EXCHANGE|polychain); nabs;
        bags MONEY
        """,
    "burn": """
        burn(|s|ed|ing); token burn(|s); burn (rate|address|mechanism|event|proposal|program); buyback(|s);
        buy-back(|s); buybacks and; repurchase(|s); supply (reduction|cut|shock); deflationary; burned tokens;
        quarterly burn; auto-burn; buy back
        """,
    "unlock": """
        to (|early|seed|private) (backers|investors); cliff; unlock(|s|ed|ing); token unlock(|s);
        vest(|s|ed|ing); vesting (schedule|period|cliff); cliff (|unlock|ends|vesting); lock-up; lockup;
        lock up (|period|ends|expires); tokens unlock; escrow; released from escrow; unlock schedule;
        linear unlock; unlocks this week; unlock (event|of|worth)
        """,
    "legal": """
        sec; lawsuit(|s); court(|s); regulat(or|ors|ory|ion|ions|e|ed); lawmaker(|s); senator(|s); charged;
        accus(ed|es|ations); proposal(|s); propos(es|ed); governance (vote|proposal); policy; ban(|s|ned);
        tax(|es|ed); legal; judge; sued; sues; settlement; class action; fined; arrested; prison; jail;
        sentenced; investigat(ion|ing|es|ed|ors); congress; ftc; cftc; doj; mica; unregistered; trial;
        prosecutors; dao (vote|votes|proposal); referendum; fbi; police; ruling; compliance; watchdog; sanctions;
        guilty; enforcement
        """,
    "breach": """
        hack(|ed|er|ers|s); exploit(|ed|er|s); breach(|ed); drain(|s|ed|ing); stolen; attack(|ed|er|ers|s);
        hijack(|ed|ers); vulnerab(le|ility|ilities); bug; glitch; outage; downtime; insolven(t|cy);
        bankrupt(|cy); collapse(|d); shut(s|ting) down; shutdown; shuts; theft; flash loan; laundering; mixer;
        tornado; sybil(|s); lost MONEY
        """,
    "promo": """
        trading (competition|contest|campaign|tournament); competition; apr; apy; #partnercontent;
        partnercontent; sponsored; #ad; #sponsored; giveaway(|s); #giveaway(|s); locked products;
        (fixed|flexible|locked) (savings|products|staking|earn|subscription); savings; listing vote;
        vote to list; weekly surprise; promotion(|al); promo; earn (up to|MONEY|NUM|rewards|PCT|a);
        invitation code; referral (program|code|link); promo code; learn and earn;
        share (|a|in|of|up to) (MONEY|NUM); prize pool; win (|a|up to|MONEY|NUM|free|an|big); worth of rewards;
        rewards pool; voucher(|s); cashback; deposit bonus; zero fee(|s); fee (discount|rebate); rebate;
        lucky draw; raffle; quiz; leaderboard; lottery; subscribe to; enjoy PCT; staking rewards; cash prize
        """,
    "points": """
        points; point (program|system|season);
        points (program|system|season|campaign|farming|programme|are|will); loyalty (points|program); xp;
        season (NUM|one|two|1|2|3); earn points; quest(|s); badge(|s); galxe; zealy; leaderboard;
        farm(|ing|ers) (points|airdrop|the); incentive(|s) (program|campaign|programme|season); incentives;
        liquidity mining; yield farming; emissions
        """,
    "staking": """
        stak(e|es|ed|ing); restak(e|ing|ed); liquid staking; yield(|s); lending; borrow(|ing); tvl;
        liquidity (pool|pools|provider|providers|incentives); farm(|s|ing); vault(|s); collateral; deposits into;
        validator
        """,
    "partnership": """
        partner(s|ed|ing|) (with|up); partnership(|s); team(s|ed|ing) up; collaborat(es|ed|ion|ing|e);
        joins forces; integrat(es|ed|ion|ing|e) (|with|into|of|its); acqui(res|re|red|sition|ring); merger;
        merges with; joins (the|as); teams with; hires; appoints;
        payment(|s) (option|method|processor|gateway|for|via|in|rail|network);
        accept(s|ed|ing|) (|OLD|crypto|payments|bitcoin); pays with
        """,
    "migration": """
        rebrand(|s|ed|ing); migrat(e|es|ed|ion|ing); token swap;
        (contract|chain) (swap|migration|upgrade|change); forked token; redenominat(ion|ed|e); rebranding;
        renam(e|es|ed|ing); redenominat(e|ion|ed); old token; new contract; 1:1 (ratio|swap);
        contract (swap|migration|upgrade); ticker change; change(|s|d) (its|ticker|name|the ticker);
        token (upgrade|conversion|merger); wrapped; native token transfers; ntt
        """,
    "product": """
        (launches|launched|introduces) (|a|an|the|its|new|first) (|new|crypto) (platform|app);
        (launches|launched|introduces) (|a|an|the|its|new|first) (token|nft|defi|mobile) (platform|app);
        (launches|launched|introduces) (|a|an|the|its|new|first) (|new|crypto) (wallet|exchange|marketplace);
        launches (|a|an|the|its|new|first) (token|nft|defi|mobile) (wallet|exchange|marketplace);
        (launched|introduces) (|a|an|the|its|new|first) (token|nft|defi|mobile) (wallet|exchange|marketplace);
        (introducing|unveils) (|a|an|the|its|new|first) (|new|crypto|token|nft|defi|mobile) (platform|app);
        (debuts|rolls out) (|a|an|the|its|new|first) (|new|crypto|token|nft|defi|mobile) (platform|app);
        (introducing|unveils) (|a|an|the|its|new|first) (|new|crypto) (wallet|exchange|marketplace);
        (introducing|unveils) (|a|an|the|its|new|first) (token|nft|defi|mobile) (wallet|exchange|marketplace);
        (debuts|rolls out) (|a|an|the|its|new|first) (|new|crypto) (wallet|exchange|marketplace);
        (debuts|rolls out) (|a|an|the|its|new|first) (token|nft|defi|mobile) (wallet|exchange|marketplace);
        (launches|launched|introduces) (|a|an|the|its|new|first) (|new|crypto) (bridge|card);
        (launches|launched|introduces) (|a|an|the|its|new|first) (token|nft|defi|mobile) (bridge|card);
        (launches|launched|introduces) (|a|an|the|its|new|first) (|new|crypto) (protocol|service|program);
        launches (|a|an|the|its|new|first) (token|nft|defi|mobile) (protocol|service|program);
        (launched|introduces) (|a|an|the|its|new|first) (token|nft|defi|mobile) (protocol|service|program);
        (introducing|unveils) (|a|an|the|its|new|first) (|new|crypto|token|nft|defi|mobile) (bridge|card);
        (introducing|unveils) (|a|an|the|its|new|first) (|new|crypto) (protocol|service|program);
        (introducing|unveils) (|a|an|the|its|new|first) (token|nft|defi|mobile) (protocol|service|program);
        (debuts|rolls out) (|a|an|the|its|new|first) (|new|crypto|token|nft|defi|mobile) (bridge|card);
        (debuts|rolls out) (|a|an|the|its|new|first) (|new|crypto) (protocol|service|program);
        (debuts|rolls out) (|a|an|the|its|new|first) (token|nft|defi|mobile) (protocol|service|program);
        (launches|launched|introduces) (|a|an|the|its|new|first) (|new|crypto) (tool|feature);
        (launches|launched|introduces) (|a|an|the|its|new|first) (token|nft|defi|mobile) (tool|feature);
        (launches|launched|introduces) (|a|an|the|its|new|first) (|new|crypto) (fund|standard|network);
        (launches|launched|introduces) (|a|an|the|its|new|first) (token|nft|defi|mobile) (fund|standard|network);
        (introducing|unveils) (|a|an|the|its|new|first) (|new|crypto|token|nft|defi|mobile) (tool|feature);
        (introducing|unveils) (|a|an|the|its|new|first) (|new|crypto) (fund|standard|network);
        (introducing|unveils) (|a|an|the|its|new|first) (token|nft|defi|mobile) (fund|standard|network);
        (debuts|rolls out) (|a|an|the|its|new|first) (|new|crypto|token|nft|defi|mobile) (tool|feature);
        (debuts|rolls out) (|a|an|the|its|new|first) (|new|crypto|token|nft|defi|mobile) (fund|standard|network);
        (launches|launched|introduces) (|a|an|the|its|new|first) (|new|crypto) (support|trading);
        (launches|launched|introduces) (|a|an|the|its|new|first) (token|nft|defi|mobile) (support|trading);
        (launches|launched|introduces) (|a|an|the|its|new|first) (|new|crypto) (staking|payments|version);
        launches (|a|an|the|its|new|first) (token|nft|defi|mobile) (staking|payments|version);
        (launched|introduces) (|a|an|the|its|new|first) (token|nft|defi|mobile) (staking|payments|version);
        (introducing|unveils) (|a|an|the|its|new|first) (|new|crypto|token|nft|defi|mobile) (support|trading);
        (debuts|rolls out) (|a|an|the|its|new|first) (|new|crypto|token|nft|defi|mobile) (support|trading);
        (introducing|unveils) (|a|an|the|its|new|first) (|new|crypto) (staking|payments|version);
        (introducing|unveils) (|a|an|the|its|new|first) (token|nft|defi|mobile) (staking|payments|version);
        (debuts|rolls out) (|a|an|the|its|new|first) (|new|crypto) (staking|payments|version);
        (debuts|rolls out) (|a|an|the|its|new|first) (token|nft|defi|mobile) (staking|payments|version);
        new (app|wallet|feature|platform|product|website|version|dashboard|exchange|protocol|chain|tool)
        """,
    "tool": """
        (community|fair|project) token (sales|launches); home for;
        launch your (|own) (token|coin|memecoin|project|crypto|airdrop)(|s|);
        launch (|and trade) (|own) (tokens|coins|memecoins); create your (|own) (token|coin|memecoin);
        create (tokens|coins|a token|memecoins|token);
        let(s|ting|) (|anyone|users|you) (launch|create|mint|issue|deploy);
        let(s|ting|) (creators|people|communities|projects|developers) (launch|create|mint|issue|deploy);
        token (launchpad|creator|generator|factory|launcher|issuance|standard|bridge|launchpads);
        (anyone|users|you|creators|founders) (can|to) (|now|easily) (launch|create|deploy|issue|mint);
        (developers|projects|teams) (can|to) (|now|easily) (launch|create|deploy|issue|mint);
        (startups|companies|issuers) (can|to) (|now|easily) (launch|create|deploy|issue|mint);
        memecoin (launchpad|factory|launchpads|platform|generator); launching tokens; launch tokens;
        token issuers; token launchpad; for projects; no-code; without code
        """,
    "delisting": """
        trading ends; drops support; (support|trading) (ends|ended); delist(|s|ed|ing|ings);
        end of (trading|support|spot); termination of;
        (ends|end|ending|cease|ceasing|stops|stop) (trading|support|trading support|deposits); will delist;
        remov(e|es|al|ing) (|of) (|trading|spot|the) (pair|pairs|tokens|support);
        cease(|s) (trading|support|operations); end(|s|ing) support; trading (suspension|halt); maintenance;
        wallet maintenance; withdrawal(|s) (suspended|suspension|resumed|resume); deposits and withdrawals;
        network upgrade; monitoring tag; investment warning; caution; notice of;
        adjust(s|ment|ing|) (|the|of) (tick|leverage|margin|collateral|trading|parameters|funding)
        """,
    "other_sense": """
        ignore (all|any|previous|the) (previous|prior|above|instructions); previous instructions; system prompt;
        token2049; token 2049; ai token(|s); access token(|s); security token(|s); auth token; api token(|s);
        input token(|s); output token(|s); token (limit|usage|count|window|prices|pricing|cost);
        per million tokens; tokens per second; context window; llm; gpt; claude; apple; iphone; airpods; spacex;
        rocket; satellite(|s); spaceship; nasa; starship; missile; parachute(|d); gaza;
        airdrop(s|ped|) (aid|food|supplies); album; movie; conference; summit; non-fungible;
        token of (appreciation|gratitude|love|my); subway token; collectible coin; silver coin; gold coin(|s);
        commemorative; coin flip; toss a coin; token ring; jwt; oauth; login; macbook;
        airdrop (feature|on iphone|photo|photos|files|to mac|via apple); ios; android; samsung;
        validator launchpad
        """,
    "old_listing": """
        (lists|listed|listing|list) (|the|popular|for|of|support for) (OLD|KNOWN);
        (adds|added|add|supports|supporting) (|the|popular|for|of|support for) (OLD|KNOWN);
        (lists|listed|listing|list) (memecoin|meme coin|solana-based|new|trading for|spot) (OLD|KNOWN);
        (adds|added|add|supports|supporting) (memecoin|meme coin|solana-based|new|trading for|spot) (OLD|KNOWN);
        (OLD|KNOWN|OLD/PAIR) (|now|is|has|gets|to) (|be|been|now|finally) (listed|listing|available);
        (OLD|KNOWN|OLD/PAIR) (|now|is|has|gets|to) (|be|been|now|finally) (live on|added|supported|list);
        (OLD|KNOWN|OLD/PAIR) (will|has been|have been) (|be|been|now|finally) (listed|listing|available);
        (OLD|KNOWN|OLD/PAIR) (listed|are|coin|token) (|be|been|now|finally) (listed|listing|available);
        (OLD|KNOWN|OLD/PAIR) (will|has been|have been) (|be|been|now|finally) (live on|added|supported|list);
        (OLD|KNOWN|OLD/PAIR) (listed|are|coin|token) (|be|been|now|finally) (live on|added|supported|list);
        (OLD|KNOWN) listed on; (OLD|KNOWN) listing;
        (adds|lists|adding|listing) (NUM|two|three|four|five|six) (|more|new) (tokens|coins|assets);
        (adds|lists|adding|listing) (NUM|two|three) (defi|long-standing|digital) (tokens|coins|assets);
        (adds|lists|adding|listing) (four|five|six) (defi|long-standing|digital) (tokens|coins|assets);
        (adds|lists|adding|listing) (NUM|two|three|four|five|six) (|more|new) (cryptos|altcoins|names|pairs);
        (adds|lists|adding|listing) (NUM|two|three) (defi|long-standing|digital) (cryptos|altcoins);
        (adds|lists|adding|listing) (four|five|six) (defi|long-standing|digital) (cryptos|altcoins);
        (adds|lists|adding|listing) (NUM|two|three|four|five|six) (defi|long-standing|digital) (names|pairs);
        (adds|lists|adding|listing) (seven|eight|nine|ten|several|more) (|more|new) (tokens|coins|assets);
        (adds|lists|adding|listing) (seven|eight|nine) (defi|long-standing|digital) (tokens|coins|assets);
        (adds|lists|adding|listing) (ten|several|more) (defi|long-standing|digital) (tokens|coins|assets);
        (adds|lists|adding|listing) (seven|eight|nine) (|more|new) (cryptos|altcoins|names|pairs);
        (adds|lists|adding|listing) (ten|several|more) (|more|new) (cryptos|altcoins|names|pairs);
        (adds|lists|adding|listing) (seven|eight|nine) (defi|long-standing|digital) (cryptos|altcoins);
        (adds|lists|adding|listing) (seven|eight|nine) (defi|long-standing|digital) (names|pairs);
        (adds|lists|adding|listing) (ten|several|more) (defi|long-standing|digital) (cryptos|altcoins);
        (adds|lists|adding|listing) (ten|several|more) (defi|long-standing|digital) (names|pairs);
        (two|three|more|additional|new|PEGGED|eur|gbp|fiat|try|krw|OLD|CHAIN|NUM|usd) pair(|s); krw pair;
        additional (trading|markets); (after|only) (NUM|two|three|eighteen) (months|years); asked for it for;
        also listed; already (listed|trading|trades|available); one more exchange;
        additional (listing|listings|trading pairs|pairs); new (trading) pair(|s); trading pair(|s);
        (OLD|KNOWN) (trading|pairs|support|deposits)
        """,
    "relist": """
        relist(|s|ed|ing); re-list(|s|ed|ing); second (airdrop|listing); additional exchange; another exchange;
        more exchanges; also available; expands (|its) (listing|listings|availability|access|to)
        """,
    "digest_words": """
        (biggest|largest|worst|best) (|new|gaming|crypto) (token|tokens) (|launches|of|that|in|this|so);
        (biggest|largest|worst|best) (|new|gaming|crypto) (airdrop|airdrops) (|launches|of|that|in|this|so);
        (five|ten|seven|NUM) (|new|gaming|crypto) (token|tokens|airdrop|airdrops) (|launches|of|that|in|this|so);
        (biggest|largest|worst|best) (|new|gaming|crypto) (ico|icos) (|launches|of|that|in|this|so);
        (biggest|largest|worst|best) (|new|gaming|crypto) token sales (|launches|of|that|in|this|so);
        (biggest|largest|worst|best) (|new|gaming|crypto) (launches|token launches) (|launches|of);
        (biggest|largest|worst|best) (|new|gaming|crypto) (launches|token launches) (that|in|this|so);
        (five|ten|seven|NUM) (|new|gaming|crypto) (ico|icos) (|launches|of|that|in|this|so);
        (five|ten|seven|NUM) (|new|gaming|crypto) token sales (|launches|of|that|in|this|so);
        (five|ten|seven|NUM) (|new|gaming|crypto) (launches|token launches) (|launches|of|that|in|this|so);
        top (NUM|stories|news|five|ten|coins|cryptos|gainers|tokens|altcoins|crypto|memecoins); first mover;
        crypto news (digest|today|roundup|:); market wrap; news digest;
        market (report|analysis|overview|watch|wrap); this week in; weekly (recap|roundup); price watch;
        best (crypto|presale|presales|coins|cryptos) (|to|coins|to buy|presales|presale|ico|icos);
        best (altcoins|memecoins|meme|new|ico|token) (|to|coins|to buy|presales|presale|ico|icos);
        to buy (now|today|before|in|this); next (big|100x|1000x|shiba|dogecoin|OLD|solana|bitcoin);
        top-performing; explod(e|es|ing); investors (flock|rush|eye|pour|are|turn|shift|pile);
        could (explode|surge|outperform|be the next); attention from; gaining traction;
        gains (traction|attention|momentum); presale (interest|momentum|surges|nears|soars|heats);
        whales (are|buy|rush)
        """,
    "hiring": """
        hiring; jobs; job; salary; webinar; meetup; conference; summit; speaking at; speaker; livestream;
        twitter space(|s);
        join us (|at|for|on|in) (|a|an|the|our) (|live) (ama|space|spaces|webinar|call|event|stream|conference);
        community call; ama; register for
        """,
}
