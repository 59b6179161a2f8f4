"""What the phrases of a text can say against an event: it is doubtful, over, denied or not meant, or bait."""

DOUBTS = {
    "hedge": """
        convinced; sparks talk; fuels talk; refuse to confirm; guess; my source; sources; trademark filing;
        spotted; some (token|coin); yet launch; not ruled out; (is|are) said to; thinking (of|about); toys with;
        ponders; floats; may (issue|follow|come|debut|see); rumo(|u)r(|s|ed); reportedly;
        speculat(e|es|ion|ing|ed); could; might;
        may (|be|launch|list|soon|also|get|finally|drop|have|release|come); allegedly; unconfirmed;
        potential(|ly); possibl(e|y); likely; maybe; perhaps; if (and|when|they|it|the|we|EXCHANGE); whether;
        leak(|s|ed); odds; polymarket; kalshi; sources (say|said|familiar); people familiar; in talks; eyeing;
        eyes; consider(s|ing|ed); mull(s|ing|ed); weigh(s|ing); explor(e|es|ing); speculative; wants to; want to;
        studying; suggests; appears to; expected to; anticipat(e|es|ed|ing); hopes to; would; chance of;
        predict(s|ed|ion|ions); (|is|are) expecting; betting (on|that); bets
        """,
    "question": """
        (is|are) (the|a|an) (moment|process|point|way|method|type|form|kind|term|practice); refers to;
        definition; what happens next; where are they now; is it (|worth|too); should (you|i|we); what is;
        what are; when (|is|will|does) (|the) (airdrop|listing|token|tge|launch|list);
        wen (|airdrop|token|listing|tge|launch); here's (what|how|why|everything);
        here (is|are) (what|how|why|everything|the); explained; explainer; guide;
        (things|what) (you need|to) (to|know); ways to; need to know; tips; strategies; checklist; step by step;
        beginner(|s|'s); tutorial; everything (you|we) (need|know|to)
        """,
    "opinion": """
        opinion; i think; i believe; imo; imho; in my (view|opinion); thoughts (|on); analysis;
        my (take|prediction|portfolio|bags); lesson(|s); lessons; study; analyst(|s); expert(|s); interview;
        podcast(|s) :; podcast; letter to; diary; lessons from; playbook; op-ed; op ed; recap; weekly; roundup;
        digest; newsletter; debate; critic(s|ism|ized); unpopular; hot take; honestly; feels like; wtf; imagine;
        tbh; ngl; never forget; remember when
        """,
    "negation": """
        denies; denied; deny; neither; nor; hasn't; haven't; wasn't; cannot; wouldn't; yet to; no longer;
        dismiss(es|ed); rules out; ruled out; rejects; refutes; false; not yet
        """,
    "no_event": """
        (aren't|isn't|not|never) (launching|issuing|issue|going to launch) (|a|any|its) (|own) token;
        from (launching|issuing|listing|selling|releasing); never issue; never launch; doesn't exist; no one has;
        nothing is;
        no (|plan|plans|token|airdrop|ico|tge) (to|for|token|airdrop|launch|ico|tge|presale);
        no (official|date|sale|presale) (to|for|token|airdrop|launch|ico|tge|presale);
        no (new|immediate|confirmed|such) (to|for|token|airdrop|launch|ico|tge|presale);
        no (|plan|plans|token|airdrop|ico|tge) (sale|date|tokens|planned|coin|listing|yet|exists);
        no (official|date|sale|presale) (sale|date|tokens|planned|coin|listing|yet|exists);
        no (new|immediate|confirmed|such) (sale|date|tokens|planned|coin|listing|yet|exists);
        (not|never|won't|doesn't) (|be|have|plan|planning|going|to|a|any|do) (airdrop|launch|launching|list|tge);
        (don't|didn't|isn't|no) (|be|have|plan|planning|going|to|a|any|do) (airdrop|launch|launching|list|tge);
        (not|never|won't|doesn't) (|be|have|plan|planning|going|to|a|any|do) (token|ico|listed);
        (not|never|won't|doesn't) (|be|have|plan|planning|going|to|a|any|do) (planning|token launch|issue);
        (don't|didn't|isn't|no) (|be|have|plan|planning|going|to|a|any|do) (token|ico|listed);
        (don't|didn't|isn't|no) (|be|have|plan|planning|going|to|a|any|do) (planning|token launch|issue);
        without (|a|any|its own|their own) (token|airdrop|ico|coin); tokenless; have no token; there is no;
        there's no; there will be no; does not have; doesn't have (|a|any);
        not (|a|an|the) (official|real|affiliated|our)
        """,
    "call_for": """
        please list; list (us|TICKER|this|TAG) (|on|please|now); we want (|EXCHANGE|you|listing|TICKER);
        petition; should list; needs to list; vote for; when listing; when EXCHANGE;
        (hope|hoping|wish) (|EXCHANGE|they|you|for|it); want EXCHANGE to; time to list;
        EXCHANGE (please|pls|should|when); list TAG; i hope; deserve(|s) (|to be) (|listed|listing)
        """,
    "past": """
        (years|year|months|month|weeks|week|days) ago;
        last (year|month|summer|fall|autumn|winter|spring|quarter); back in; (in|since|of|from|during) PASTYEAR;
        since YEAR; back in YEAR; throwback; throw back; anniversary;
        when (i|we|they|it) (launched|started|first|listed|was|were|did); years since;
        since (its|their|the) (|token|initial|official) (launch|debut|airdrop|tge|ico|listing|inception|listing);
        a decade; decade; history of; look(|ing) back; birthday;
        (was|were) (|first|originally|initially|launched|once) (launched|listed|airdropped);
        (was|were) (|first|originally|initially|launched|once) (introduced|released|created); we've launched;
        used to; previously; earlier this (year|month); originally; first launched;
        has been (around|trading|listed for)
        """,
    "after": """
        (after|since|following) (|the|its|their|an|recent|a) (|recent|token) (airdrop|launch|listing|tge);
        (after|since|following) (|the|its) (TICKER|CAPS|failed|own) (airdrop|launch|listing|tge);
        (after|since|following) (their|an|recent|a) (TICKER|CAPS|failed|own) (airdrop|launch|listing|tge);
        (post|despite|amid) (|the|its|their|an|recent|a) (|recent|token) (airdrop|launch|listing|tge);
        (post|despite|amid) (|the|its|their|an|recent|a) (TICKER|CAPS|failed|own) (airdrop|launch|listing|tge);
        (after|since|following) (|the|its|their|an|recent|a) (|recent|token) (ico|sale|debut|presale|ido);
        (after|since|following) (|the|its) (TICKER|CAPS|failed|own) (ico|sale|debut|presale|ido);
        (after|since|following) (their|an|recent|a) (TICKER|CAPS|failed|own) (ico|sale|debut|presale|ido);
        (post|despite|amid) (|the|its|their|an|recent|a) (|recent|token) (ico|sale|debut|presale|ido);
        (post|despite|amid) (|the|its|their|an|recent|a) (TICKER|CAPS|failed|own) (ico|sale|debut|presale|ido);
        post-(airdrop|launch|tge|listing|ico); post-token; recent airdrop;
        airdrop (farmers|farming|hunters|recipients|claimers|season|tokens);
        airdrop (allocation|controversy|criteria|drama|hunter|farmer|meta);
        (most|part|all|half|PCT) of (|the|its|his|their|this) (airdrop|supply|tokens|presale|allocation);
        airdropped tokens;
        ico (participant|investor|whale|era|boom|days|wallet|craze|whales|bubble|price|address|participants)(|s);
        presale (investor|investors|buyers|whale)
        """,
    "price": """
        price(|s|d) (|of|action|prediction|analysis|target|surge);
        price(|s|d) (drop|surges|drops|rally|falls|rises|jumps|chart); rall(y|ies|ied|ying); soar(s|ed|ing|);
        surg(e|es|ed|ing); plung(e|es|ed|ing); tank(s|ed|ing); dump(s|ed|ing|ers);
        drop(s|ped) (|by|to|as|below) PCT; fall(s|ing|); fell; jump(s|ed|ing); spik(e|es|ed|ing);
        gain(s|ed|ing|ers); peak(s|ed); skyrocket(s|ed|ing|); all-time (high|low); all time high; ath; bullish;
        bearish; valuation; outperform(s|ed); crash(es|ed|ing|); tumbl(es|ed|ing|e); slump(s|ed); slid(e|es);
        (up|down|by|over|nearly|lost|gains|loses) PCT; hits MONEY; worth MONEY; sell-off; selloff; dip;
        trading (at|near|above|below|around|sideways) (|a|the) (|massive|good|steep|NUM|PCT) (MONEY|discount|CAPS);
        rebound(s|ed); climbs; sinks; sank; reclaim(s|ed)
        """,
    "whale": """
        whale(|s);
        wallet(|s) (likely|linked|controlled|deposited|withdrew|bought|received|spent|sold|address|tracked);
        deposited (|NUM|MONEY|PCT|to|into|all|TICKER|KNOWN|OLD); withdrew; insider(|s); smart money;
        lookonchain; arkham; etherscan; solscan;
        (a|this|some|new|NUM|one|two|another|same|the same) (whale|wallet|wallets);
        (a|this|some|new|NUM|one|two|another|same|the same) (trader|address|early|participant); someone;
        profit(|s) of; unrealized; made MONEY; spent (MONEY|NUM|OLD); minutes ago; hours ago; bought NUM;
        sold NUM; transferred NUM; dormant; woke up; wakes up
        """,
    "delay_words": """
        delay(|s|ed|ing); postpon(e|es|ed|ing|ement); push(|es|ed|ing) back; cancel(|s|ed|led|ing|ling|lation);
        called off; call(s|ing|) off; paus(e|es|ed|ing); on hold; suspend(|s|ed|ing); halt(|s|ed|ing);
        reschedul(e|es|ed|ing); put off; no longer (launch|take|happening|going|launching|proceed);
        scrap(s|ped|ping|); shelv(es|ed|ing); abandon(s|ed|ing); pulls (out|plug|the plug); call(s|ed|) it off;
        move(d|s) (|back|from|to) (|a later|later); new date; later date; slip(s|ped) to;
        (refund|refunds|refunded|refunding); further notice; not happening; terminat(e|es|ed|ing); withdraws;
        withdrawn
        """,
    "scam_words": """
        scam(|s|mer|mers|med|ming); phishing; phish; fake(|s|d); copycat; cloned; cloning; lookalike; phishers;
        isn't ours; not ours; not us; isn't us; photoshop; forged; we didn't; fraud(|ulent|ster|sters);
        rug pull(|s|ed); rugpull(|s); rugged; impersonat(e|es|ed|ing|ors|or); malicious; pump and dump;
        pump-and-dump; shill(|s|ed|ing); honeypot; counterfeit; beware; drainer(|s); wallet drainer; compromised;
        hacked; hacker(|s); be careful; stay safe; do not (click|interact|connect|trust|buy|fall|send);
        don't (click|interact|connect|trust|fall|send); ponzi; exit scam; suspicious; bogus; stolen;
        steal(|s|ing); victims; hijack(|ed|ers)
        """,
    "bait": """
        verify (|your|their) (eligibility|wallet); complete (|the|your) (verification|kyc);
        (input|enter|submit) your (|btc|eth|sol) (|or|wallet) (wallet|eth|address|OLD|seed);
        (connect|sync|validate) your (|btc|eth|sol) (|or|wallet) (wallet|eth|address|OLD|seed);
        (input|enter|submit) your (CHAIN|OLD|web3|crypto|metamask) (|or|wallet) (wallet|eth|address|OLD|seed);
        (connect|sync|validate) your (CHAIN|OLD|web3|crypto|metamask) (|or|wallet) (wallet|eth|address|OLD|seed);
        claim (up to|your free) (MONEY|NUM|OLD|PEGGED); claim proof(|s); for free from this;
        free (OLD|PEGGED|MONEY); seed phrase; send (NUM|MONEY) (OLD|eth|btc); i just (claimed|received|got);
        just (claimed|received|secured|got) (|my|MONEY|NUM|OLD|TICKER|KNOWN); giving away; dm me; double your;
        guaranteed (profit|return|returns|profits); act (fast|now); first NUM (people|wallets|users|to);
        people to; attention (degens|holders|all); secured my; holders (must|need|should);
        check (your|if your) wallet; before it ends; before it's (gone|too late); unclaimed; thank me later;
        drop your (|wallet|address|sol|eth|OLD|CHAIN)
        """,
    "praise": """
        (good|great|nice|best) (|and|very|this|potential|crypto|strong|legit) (project|team|opportunity);
        (good|great|nice|best) (|and|very|this|potential|crypto|strong|legit) (idea|projects|community);
        (awesome|excellent|amazing|wonderful) (|and|very|this) (project|team|opportunity);
        (awesome|excellent|amazing|wonderful) (potential|crypto|strong|legit) (project|team|opportunity);
        (awesome|excellent|amazing|wonderful) (|and|very|this) (idea|projects|community);
        (awesome|excellent|amazing|wonderful) (potential|crypto|strong|legit) (idea|projects|community);
        (good|great|nice|best) (|and|very|this) (job|work|concept|roadmap|group|thought);
        (good|great|nice|best) (potential|crypto|strong|legit) (job|work|concept|roadmap|group|thought);
        (awesome|excellent|amazing|wonderful) (|and|very|this) (job|work|concept|roadmap|group|thought);
        (awesome|excellent|amazing|wonderful) (potential|crypto|strong|legit) (job|work|concept);
        (awesome|excellent|amazing|wonderful) (potential|crypto|strong|legit) (roadmap|group|thought);
        (faithful|perfect|fantastic|interesting) (|and|very|this) (project|team|opportunity);
        (faithful|perfect|fantastic|interesting) (potential|crypto|strong|legit) (project|team|opportunity);
        (faithful|perfect|fantastic|interesting) (|and|very|this) (idea|projects|community);
        (faithful|perfect|fantastic|interesting) (potential|crypto|strong|legit) (idea|projects|community);
        (legit|solid|incredible|magnificent) (|and|very|this) (project|team|opportunity);
        (legit|solid|incredible|magnificent) (potential|crypto|strong|legit) (project|team|opportunity);
        (legit|solid|incredible|magnificent) (|and|very|this) (idea|projects|community);
        (legit|solid|incredible|magnificent) (potential|crypto|strong|legit) (idea|projects|community);
        (faithful|perfect|fantastic|interesting) (|and|very|this) (job|work|concept|roadmap|group|thought);
        (faithful|perfect) (potential|crypto|strong|legit) (job|work|concept|roadmap|group|thought);
        (fantastic|interesting) (potential|crypto|strong|legit) (job|work|concept|roadmap|group|thought);
        (legit|solid|incredible|magnificent) (|and|very|this) (job|work|concept|roadmap|group|thought);
        (legit|solid|incredible|magnificent) (potential|crypto|strong|legit) (job|work|concept);
        (legit|solid|incredible|magnificent) (potential|crypto|strong|legit) (roadmap|group|thought);
        thank(|s) (|you) (|for|to|sir|so); hopefully; good luck; i hope; hope (this|to|the|it|you|for|that);
        will be (successful|a success|great|better|the best); success in the future; faithful;
        (this|the) project (|is|will|has|very|looks|seems);
        very (good|nice|great|interesting|promising|happy|excited); keep (|up|going|it) (|the|good|growing);
        proud to (be|join); always support; project is (|a|very|really|one|so); bright future; good bless;
        wish (|you|the) (success|best)
        """,
}
# Signs that weigh little alone.
WEAK = {
    "how_why": """
        how (|to|do|does|did|is|are|can|i|we|the|much|it); why (|did|is|are|the|do|does|you|i|this)
        """,
    "asks": """
        ?
        """,
    "plain_not": """
        not; no; never; won't; isn't; doesn't; don't; didn't; aren't; can't; without; cannot; nobody; none;
        nothing
        """,
    "i_say": """
        i (have|was|am|will|would|want|don't|just|got|made|need|love|can't|hope|bought|sold|still);
        i (know|saw|feel|wish|like|support|believe|really);
        i (trust|joined|participated|never|told|asked|tried|lost|think); i'm; i've; i'd; my; me; lol; lmao;
        lmaoo; haha; bro; guys; honestly; reminder; probably; thread; ser; fam; anon
        """,
    "price_talk": """
        PCT; (price|prices); holders; market cap; trading volume; volume; chart; resistance; to the moon; moon;
        mooning; 100x; 10x; 1000x; gem; pump(|s|ed|ing); worth MONEY;
        (as|amid) (|the) (market|markets|bitcoin|OLD); bulls; bears; profit(|s); all-time; (up|down) PCT
        """,
    "urge": """
        last (chance|hours|day|days|call) to (|join|buy|participate|claim|get|register);
        (bonus|discount) (|ends|of PCT|PCT|for early); PCT (bonus|discount); early (bird|birds|investors get);
        don't miss (|out|this|it|your); limited (slots|spots|time|time only); hurry; claim now; claim here;
        claim before; giveaway; bonus
        """,
    "weak_topic": """
        share; treasury; rwa; bond(|s); investor(|s); vc(|s); venture; backers; approval; approve(|s|d);
        vote(|s|d); license(|d); report; research; warning; warn(|s|ed|ing); upgrade(|s|d); version; update(|s);
        feature(|s); convert(|s|ed|ing); cross-chain; swap(|s|ped); daily; analysts; campaign; ama; contest;
        developers; hackathon
        """,
    "again": """
        (DATE|NUM|sixth|seventh|ninth) (exchange|cex|listing); number (NUM|eleven|nine|ten);
        since (our|its) launch; (NUM|two|three|four|five) years; years old; months old; long-standing; back in;
        again; another; also; more;
        (second|third|fourth|fifth|sixth) (|exchange|cex) (exchange|listing|venue|distribution);
        (second|third|fourth|fifth|sixth) (listing|round|venue|distribution) (exchange|listing);
        (second|third|fourth|fifth|sixth) (listing|round|venue|distribution) (venue|distribution);
        (seventh|eighth|ninth|tenth|2nd) (|exchange|cex) (exchange|listing|venue|distribution);
        (seventh|eighth|ninth|tenth|2nd) (listing|round|venue|distribution) (exchange|listing);
        (seventh|eighth|ninth|tenth|2nd) (listing|round|venue|distribution) (venue|distribution);
        (3rd|4th|5th|6th|7th) (|exchange|cex) (exchange|listing|venue|distribution);
        (3rd|4th|5th|6th|7th) (listing|round|venue|distribution) (exchange|listing|venue|distribution);
        (8th|9th|10th|11th|12th|NUM) (|exchange|cex) (exchange|listing|venue|distribution);
        (8th|9th|10th|11th|12th|NUM) (listing|round|venue|distribution) (exchange|listing|venue|distribution);
        since (YEAR|our|its|DATE|NUM); old; veteran; two-year-old; already; after years; most of you; has traded;
        traded since; trading since; as in previous; as in the previous; next PCT; as per our; schedule
        """,
    "several": """
        (adds|added|lists) tokens; airdrops; presales; listings; icos; idos; token sales; new tokens; memecoins;
        meme coins; launches (every|each|a|per) (day|week|month|hour);
        launches (are|were|have|hit|fell|fall|rose|rise|surge);
        (new|recent|most|daily|all|past|other|future|crypto|successful|upcoming|more) (|token|coin|memecoin) launches;
        (every|any|many|most|some|all|more) (new|) (tokens|coins|memecoin|token|airdrop|launch)
        """,
    "undone": """
        (holds|holding|held) off; shift the; shifted;
        pushes (|token|the|its) (|generation|launch|sale|listing|tge) (past|to|back|into); pulled; is off today;
        off (today|tonight);
        (will|does|did|is|are|was) not (|be) (happen|happening|launching|launch|start|starting|open);
        (will|does|did|is|are|was) not (|be) (opening|take|taking|ready|going|proceed|coming); isn't happening;
        later than planned; is off;
        (misses|missed|missing) (|its|third) (|token|launch|self-imposed) (launch|deadline|date);
        (misses|missed|missing) (another|second|NUM) (|token|launch|self-imposed) (launch|deadline|date);
        timeline; holds back; hold back; (won't|will not) (go|take|be); put on; set back; setback; reconsider;
        not ready; until further; won't (happen|launch|open|start);
        not (this|today|tomorrow|thursday|before|yet); moves from; must wait; has to wait; have to wait;
        wait until; new (date|time|slot|timetable); revised (timetable|date|schedule); isn't ready; aren't ready;
        stays closed; extended; not back; pushed; apolog(y|ies|ize); sorry
        """,
    "hints": """
        hint(s|ed|ing) (|at|that|of); tease(|s|d); teasing; signals; suggest(s|ed); shared the possibility
        """,
    "to_projects": """
        to (|defi|its|the|eligible|ecosystem) (protocols|projects|builders|developers|dapps);
        to (gaming|nft|lending|builder|community|selected|NUM) (protocols|projects|builders|developers|dapps);
        to (|defi|its|the|eligible|ecosystem) (dexes|markets|partners|teams|liquidity|lps);
        to (gaming|nft|lending|builder|community|selected|NUM) (dexes|markets|partners|teams|liquidity|lps);
        grants; grant (program|programme); incentives; incentive program; liquidity mining
        """,
    "phish": """
        stop (letting|missing|waiting); your bags; (early|everyone|people|users) (posting|posts); claim proofs;
        attention; got my; just got my; connect (|your) (wallet|now|here|wallets|to claim);
        first NUM (wallets|people|users|addresses); .app; before midnight; free allocation; only NUM; unclaimed;
        (every|all) wallet(|s) who; eligible (up to|for MONEY); secure your; claim (MONEY|up to);
        stop (sleeping|scrolling); ends in; hours left; checker; verify; already (received|claimed); don't sleep;
        listen up; is waiting
        """,
}
