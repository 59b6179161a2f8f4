"""Names that tell a new token from an old one: exchanges, chains, tokens traded for years, pegged coins."""

EXCHANGES_AS_TEXT = """
aerodrome aevo ascendex azbit backpack biki binance bingx bit2me bitbank bitci bitfinex bitflyer bitforex bitget
bithumb bitkub bitmake bitmart bitmex bitpanda bitrue bitso bitstamp bittrex bitunix bitvavo blofin btcturk bullish
bybit cex.io coinbase coincheck coindcx coinex coinone coinspot coinstore coinswitch coinw crypto.com cryptocom
dex-trade digifinex dydx etoro exmo gate gate.io gateio gemini gopax hashkey hotbit htx huobi hyperliquid idex
independentreserve indodax joe jupiter kcex korbit kraken kucoin latoken lbank liquid luno mexc moonshot okex okx
orca osl ourbit p2pb2b pancakeswap paribu paypal phemex pionex poloniex probit public.com pump.fun quickswap raydium
revolut robinhood sushiswap swissborg swyftx tokocrypto toobit uniswap upbit venmo vindax wazirx webull weex
whitebit xt xt.com yobit zaif zebpay
"""
LAUNCHPADS_AS_TEXT = """
adapad balancer bounce bscpad buidlpad bullperks camelot cardstarter chaingpt coinlist copperlaunch daomaker duckdao
dxsale echo eesee enjinstarter ethpad finceptor fjord gamefi gempad ignition impossible kommunitas launchzone legion
liftoff metadao miso occam paid pinksale polkastarter poolz redkite republic seedify skyward solanium solster sonar
spores starlaunch tokensoft tronpad trustpad unicrypt
"""
CHAINS_AS_TEXT = """
abstract algorand aptos arbitrum aurora avalanche base bep-20 bep20 berachain binance-smart-chain blast bnb bsc
cardano celo cosmos cronos erc-20 erc20 ethereum fantom flow hedera hyperevm immutable injective ink kusama linea
manta mantle megaeth mode monad moonbeam near optimism osmosis plasma polkadot polygon ronin scroll sei solana
soneium sonic spl starknet stellar sui tempo tezos ton trc-20 trc20 tron unichain worldchain xrpl zksync
"""
# Traded for so long that one more market is no news of a first one.
OLD_TICKERS_AS_TEXT = """
AAVE ADA AGIX ALGO ANKR APE AR ATOM AVAX AXS BAL BAND BAT BCH BNB BNT BONK BSV BTC BTT CAKE CELO CHZ COMP CRO CRV
CVC DASH DCR DGB DOGE DOT EGLD ELF ENJ ENS EOS ETC ETH FET FIL FLOKI FLOW FTM FTT GALA GLM GMT GRT HBAR HNT HOT HT
ICP ICX IMX INJ IOTA JASMY KAVA KCS KLAY KNC KSM LDO LEO LINK LRC LSK LTC LUNA LUNC MANA MATIC MINA MIOTA MKR NANO
NEAR NEO NKN OCEAN OKB OMG ONE ONT PAXG PEPE POL QTUM REN RENDER REP RNDR ROSE RUNE RVN SAND SC SHIB SKL SNX SOL
SPELL STEEM STEPN STETH STORJ STX SUSHI THETA TON TRX TWT UMA UNI VET WAVES WBTC WETH WIF WIN XAUT XBT XEM XLM XMR
XRP XTZ XVG YFI ZEC ZIL ZRX
"""
# Younger, but with markets of their own already: less likely to be new.
KNOWN_TICKERS_AS_TEXT = """
ACT AI16Z AIOZ AKT ALT APT ARB ARKM BB BEAM BERA BLUR BRETT CATI CFX CHILLGUY CVX CYBER DOGS DYDX DYM EIGEN ENA
ETHFI FARTCOIN FXS GIGA GMX GOAT HMSTR HYPE IO IP JTO JUP KAITO KAS LAYER LISTA MAGIC MANTA ME MELANIA MEME MEW MNT
MOG MOODENG MOVE NEIRO NOT OMNI ONDO OP ORDI PENDLE PENGU PI PIXEL PNUT POPCAT PORTAL PYTH REZ RPL SATS SCR SEI SPX
SSV STRK SUI TAO TIA TNSR TRUMP TURBO USELESS USUAL VIRTUAL W WLD XAUT ZK ZRO
"""
PEGGED_TICKERS_AS_TEXT = """
AUSD BUSD CRVUSD DAI EURC EURI EURS EURT EUSD FDUSD FRAX GHO GUSD LUSD MIM MUSD PYUSD RLUSD RUSD SUSD TUSD USAT USD1
USDB USDC USDD USDE USDG USDH USDM USDP USDS USDT USDX USDY UST USTC XSGD
"""
OLD_NAMES_AS_TEXT = """
ada apecoin avalanche avax axie bch bitcoin bitcoins bnb bonk btc chainlink dash decentraland dofwifhat doge
dogecoin dogwifhat eos eth ether fartcoin filecoin floki gala iota litecoin ltc luna matic monero neo pepe polkadot
ripple shib shiba shibainu shibainucoin sol stellar toncoin trx uniswap vechain xlm xrp zcash
"""
PEGGED_NAMES_AS_TEXT = """
busd eurc fdusd gusd pyusd rlusd tether tusd usat usd1 usdc usdd usde usdp usdt
"""
MONTHS_AS_TEXT = """
apr april aug august december feb february fri friday january jul july jun june monday nov november oct october
saturday sep sept september sunday thu thursday tue tuesday wednesday
"""
SHORT_MONTHS_AS_TEXT = """
dec jan mar march mon sat sun wed
"""
# Names that are also ordinary words: names only with a capital.
AMBIGUOUS_AS_TEXT = """
abstract balancer base blast bounce camelot celestia copper cosmos dash echo ether flow gate gemini ignition
immutable impossible injective ink iota joe jupiter legion liquid manta mantle mode monad near neo optimism orca
paid poolz public republic scroll sonar sonic spores stellar sui sun tempo terra ton tron weex wise
"""
# Hashtags that are words of the trade.
EVENT_TAGS_AS_TEXT = """
ad airdrop airdrops claim crowdsale fairlaunch giveaway giveaways ico ido ieo launch launchpad listed listing
mainnet memecoin nft nfts pre-sale presale privatesale publicsale sponsored staking testnet tge token tokens
tokensale whitelist
"""
# Short words in capitals that are no tickers.
ACRONYMS_AS_TEXT = """
a ag ai airdrop alert all ama an and api apr apy ath aud bbc big buy cad cbdc cbs ceo cex cfd cfo cftc chf claim cnn
coin coo cto dao dca defi dex dm doj est etf etfs etp eu eur evm faq fbi fdv first for free ftx gbp get gm gmt hk
hot how hr i ico ido ieo in inc inr ipo irs is it its join jpy just kpi krw kyc l1 l2 la launch lbp list live llc
ltd more nba new nfl nft nfts no not now ny nyc nyt of ok on only open otc our p2p plc pnl pr pre presale pst public
roi rt rub rwa sa sale sdk sec sell sf soon spac start tba tbd tge the time to today token top try tvl ufc uk us usa
usd utc va vc vip vs we wen what when why will win you your zk
"""

EXCHANGES = frozenset(EXCHANGES_AS_TEXT.split())
LAUNCHPADS = frozenset(LAUNCHPADS_AS_TEXT.split())
CHAINS = frozenset(CHAINS_AS_TEXT.split())
OLD_TICKERS = frozenset(OLD_TICKERS_AS_TEXT.split())
KNOWN_TICKERS = frozenset(KNOWN_TICKERS_AS_TEXT.split())
PEGGED_TICKERS = frozenset(PEGGED_TICKERS_AS_TEXT.split())
OLD_NAMES = frozenset(OLD_NAMES_AS_TEXT.split())
PEGGED_NAMES = frozenset(PEGGED_NAMES_AS_TEXT.split())
MONTHS = frozenset(MONTHS_AS_TEXT.split())
SHORT_MONTHS = frozenset(SHORT_MONTHS_AS_TEXT.split())
AMBIGUOUS = frozenset(AMBIGUOUS_AS_TEXT.split())
EVENT_TAGS = frozenset(EVENT_TAGS_AS_TEXT.split())
ACRONYMS = frozenset(ACRONYMS_AS_TEXT.split())
EXCHANGE_HANDLES = ("binance", "coinbase", "kraken", "gate_io", "kucoin", "okx", "mexc", "bybit")
FIXED = {
    "EXCHANGE": EXCHANGES,
    "LAUNCHPAD": LAUNCHPADS,
    "PEGGED": PEGGED_NAMES,
    "CHAIN": CHAINS,
    "OLD": OLD_NAMES,
    "DATE": MONTHS,
}
