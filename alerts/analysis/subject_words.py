"""Words around a name that tell whether it is whose event it is."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The event as a thing, which has its owner before it.
EVENTS = _set(
    """
    token tokens coin airdrop airdrops tge ico ido ieo lbp presale pre-sale sale snapshot listing listings pre-market
    memecoin launch cryptocurrency crypto-token auction launchpool mainnet
    """
)
# What the owner does.
ACTS = _set(
    """
    launch launches launched launching relaunches airdrop airdrops airdropped airdropping announce announces
    announced announcing confirm confirms confirmed reveal reveals revealed unveil unveils unveiled release
    releases released releasing introduce introduces introduced introducing debut debuts debuted list lists
    listed listing open opens opened start starts started begin begins began delay delays delayed postpone
    postpones postponed cancel cancels canceled cancelled reschedules sell sells sold raise raises raised plan
    plans planned set hint hints hinted signal signals tease teases teased denies deny denied support supports
    add adds kicks goes distribute distributes integrates brings deploys mints issues schedules sets pushes
    moves reopens details schedule
    """
)
# What may stand between the owner and the act.
LINKS = _set(
    """
    will would to is are has have be been now officially just soon finally today set about scheduled slated also
    was were may might could not never
    """
)
COMMON_STARTS = _set("the a an its new token native governance utility and market spot trading support for on of first")
# What a thing is rather than whose.
GENERIC = _set(
    """
    token tokens coin coins crypto cryptocurrency native governance utility new own official first second third
    public private community initial season phase round meme memecoin dex cex exchange protocol platform startup
    start-up blockchain layer-1 layer-2 l1 l2 layer network-based defi web3 gaming game nft ai the its an a
    project team foundation lead co-founder founder devs developers parent backed decentralized-exchange wallet
    upcoming future long-awaited anticipated highly much-hyped hyped mainnet testnet beta fair open strategic
    seed stealth genesis spot retroactive staking rewards reward generation event date claim exchange-traded
    dapp app company firm giant network's bridge lender stablecoin dao social fan million billion initial-coin
    free last chance ever firms non-crypto lead japanese korean south north chinese indian ukrainian russian
    american european german french turkish brazilian israeli australian singaporean vietnamese thai
    decentralised decentralized liquid-staking re-staking dog-themed cat-themed trader holders users
    ethereum-based solana-based
    """
)
# Capitals in a headline that begin no name.
NO_NAMES = (
    ACTS
    | EVENTS
    | LINKS
    | _set(
        """
    the a an and or but for of on in at by with from as after before amid over under ahead into its it this that
    these those here what why how when who where which we our you your they their he she his her i my join get
    claim buy sell trade dear users breaking update updated news just great new more most all any no not yes if
    than then there so up down out off via per vs about early late monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november december today
    tomorrow tonight week month year q1 q2 q3 q4 utc first second day crypto token tokens last next sign don't
    dont looking forward earn win upcoming top best only every each some both another users holders stakers live
    now soon early trading market markets spot pre-market will be being been do does did can could backed
    despite following says said according report reports exclusive opinion analysis price prices million billion
    ceo cto nft nfts defi web3 usd utc sec us eu uk ai part also like one two three main re rt via claims eyeing
    whitelist newly rival wants tokensale someone had wow throw download genuinely petition good hello
    congratulations thanks thank experimental christmas reminder attention announcement notice
    """
    )
)
# What a name goes by with one outlet and without at the next.
SUFFIXES = (
    *("foundation", "protocol", "network", "finance", "official", "exchange", "labs", "lab", "crypto", "token", "coin"),
    *("chain", "xyz", "fndn", "fdn", "dao", "hq", "app", "inc", "ltd", "io", "fi", "online", "digital", "tech", "org"),
)
HOSTING = _set("list lists listing listed support supports add adds introducing")
# The first part of a name that only says whose friend it is: "Trump-backed".
TIED = ("-based", "-backed", "-endorsed", "-linked", "-led", "-owned", "-focused", "-powered", "-themed", "-native")
# What a name may end with, though it also says what kind of thing it is: "Orbitra Protocol".
NAME_ENDS = _set("protocol exchange network dao bridge chain labs finance foundation dex")
