"""Exchanges, launchpads, chains and outlets, with the names that texts give them."""

from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from alerts.analysis.whole_words import has_edges

VENUES_AS_TEXT = """
Binance: binance alpha, binance wallet, binancealpha
Coinbase: coinbase pro, coinbase exchange, coinbase international
Kraken: krakenfx, kraken exchange
Bybit: bybit_official
OKX: okex, okx wallet
HTX: huobi, huobi global
KuCoin: kucoincom
Bitget: bitgetglobal, bitget wallet
Gate: gate.io, gateio, gate_io
MEXC: mexc global, mexc_official
Bitfinex
Bitstamp
Gemini: gemini exchange
Upbit: upbitglobal
Bithumb
Coinone
Korbit
Gopax
BitMart: bitmartexchange
LBank: lbank_exchange
Bitrue
Poloniex
Bittrex
Crypto.com: cryptocom, crypto.com exchange
Robinhood: robinhoodapp
eToro
BitMEX
Phemex
BingX
Bitunix
BloFin
AscendEX: ascendex_global
ProBit: probit global
XT.com: xtexchange, xt exchange
CoinEx
WhiteBIT
Bitpanda
Bitvavo
Paribu
BtcTurk
Bitso
Luno
WazirX
CoinDCX
CoinW
Coinstore
CoinTiger: cointigerex
DigiFinex
Hotbit
Toobit
WEEX
Pionex
HashKey: hashkey exchange
Bullish
Indodax
Tokocrypto
Bitkub
Coincheck
bitFlyer
Backpack: backpack exchange
Hyperliquid: hyperliquidx
Aevo: aevoxyz
Uniswap
PancakeSwap: pancake swap
SushiSwap
Raydium: raydiumprotocol
Jupiter: jup.ag, lfg launchpad, jupiterexchange, jupiter lfg
Aerodrome
Orca
Meteora
Trader Joe: traderjoe
QuickSwap
Camelot
Balancer
CoinList: coinlist
Polkastarter
DAO Maker: daomaker
TrustPad
Seedify
Republic: republic crypto
PinkSale: pinksale finance
Fjord: fjord foundry
Legion: legiondotcc
Echo: sonar by echo
Buidlpad
MetaDAO: metadaoproject
Pump.fun: pumpfun, pump fun
LetsBonk: letsbonk.fun, bonk.fun, bonkfun
Believe: believe app
Virtuals: virtuals protocol
Moonshot
Four.meme: fourmeme, four_meme_
BSCPad
TronPad
Skyward: skyward finance
GameFi: gamefi.org
Red Kite: redkite
Impossible Finance
Kommunitas
Solanium
Starlaunch
Copper Launch: copperlaunch
Balancer LBP
Galxe
Layer3
Zealy
Revolut
Webull
"""
CHAINS_AS_TEXT = """
Ethereum: eth mainnet, ethereum mainnet, erc-20, erc20
Solana: spl token
BNB Chain: bnb chain, bsc, binance smart chain, bnb smart chain, bep-20, bep20, bnbchain, opbnb
Base: base network, base chain, base mainnet
Arbitrum: arbitrum one, arbitrum nova
Optimism: op mainnet
Polygon: polygon pos, polygon zkevm
Avalanche: avalanche c-chain, c-chain
Tron: trc-20, trc20, tron network
TON: the open network, ton blockchain, ton network, toncoin network
Sui
Aptos
NEAR: near protocol, near blockchain, near network
Cosmos: cosmos hub
Polkadot
Kusama
Cardano
Bitcoin: bitcoin l2, brc-20, brc20, bitcoin runes
Fantom
Sonic: sonic labs, sonic network, sonic chain
Cronos
Linea
Scroll: scroll network, scroll mainnet
Blast: blast network, blast l2, blast mainnet
Mantle: mantle network
Mode: mode network
Manta: manta pacific, manta network
zkSync: zksync era
Starknet
Celo
Moonbeam
Moonriver
Aurora
Harmony
Sei: sei network
Injective
Osmosis
Algorand
Tezos
Hedera
Stellar
Flow: flow blockchain
XRP Ledger: xrpl, xrp ledger
Berachain
MegaETH
Monad
Unichain
Abstract: abstract chain
Ronin: ronin network, ronin blockchain
Immutable: immutable x, immutable zkevm
HyperEVM: hyperliquid l1, hypercore
World Chain: worldchain
Soneium
Ink: ink network, ink l2, inkonchain
Plasma: plasma network
Kaspa
Internet Computer: icp network
MultiversX: elrond
Stacks
Core: core chain, core dao
Merlin: merlin chain
Taiko
Metis
Gnosis Chain
Kava
Astar
"""
OUTLETS_AS_TEXT = """
CoinDesk, Cointelegraph, The Block, Decrypt, Blockworks, DL News, The Defiant, CryptoSlate, Crypto Briefing,
BeInCrypto, U.Today, Bitcoin Magazine, Bitcoin.com, NewsBTC, Bitcoinist, AMBCrypto, CryptoPotato, CoinGape,
Cryptonews, Crypto News, CryptoNewsZ, Bloomberg, Reuters, Forbes, CNBC, Fortune, Financial Times, Wall Street
Journal, TechCrunch, Wu Blockchain, WuBlockchain, PANews, Odaily, ChainCatcher, BlockBeats, Foresight News,
Lookonchain, CoinMarketCap, CoinGecko, DefiLlama, Messari, Nansen, Arkham, DropsTab, CryptoRank, ICO Drops, Token
Unlocks, Tokenomist, Polymarket, DB, Tree News, Unchained, Protos, Benzinga, Seeking Alpha, Finbold, Watcher Guru,
Santiment, Glassnode, PeckShield, CertiK, ZachXBT, Dune
"""
# Words of the language that stand for a place only as it is written, with a capital or a sign before it.
ORDINARY_PLACES_AS_TEXT = """
abstract, aurora, avalanche, backpack, balancer, base, believe, blast, bullish, camelot, core, core chain, cosmos,
db, decrypt, dune, echo, fjord, flow, fortune, gate, gemini, harmony, immutable, injective, ink, jupiter, legion,
linea, manta, mantle, merlin, messari, meteora, mode, moonshot, near, optimism, orca, phantom, plasma, republic,
ronin, scroll, sei, skyward, sonic, stacks, stellar, sui, the block, ton, unchained, virtuals
"""


def _names(text: str) -> dict[str, str]:
    """Return every name in lower case with the one that users are shown."""
    lines = (line.partition(":") for line in text.strip().splitlines())
    return {
        name.strip().lower(): shown.strip()
        for shown, _, others in lines
        for name in (shown, *others.split(","))
        if name.strip()
    }


VENUES = _names(VENUES_AS_TEXT)
CHAINS = _names(CHAINS_AS_TEXT)
OUTLETS = frozenset(" ".join(name.split()).lower() for name in OUTLETS_AS_TEXT.split(",") if name.strip())
ORDINARY_PLACES = frozenset(" ".join(name.split()) for name in ORDINARY_PLACES_AS_TEXT.split(","))

# Chains that host everybody's tokens: a token on one of them is not theirs.
PLATFORMS = frozenset(
    {"Ethereum", "Solana", "BNB Chain", "Base", "Bitcoin", "Polygon", "Arbitrum", "Avalanche", "Tron", "TON"}
)
KNOWN = [
    *((name, "venue", shown) for name, shown in VENUES.items()),
    *((name, "chain", shown) for name, shown in CHAINS.items() if name not in VENUES),
    *((name, "outlet", name) for name in OUTLETS if name not in VENUES and name not in CHAINS),
]
AUTOMATON = AhoCorasick([name for name, _, _ in KNOWN], matchkind=MatchKind.LeftmostLongest)


@dataclass(frozen=True, slots=True)
class Place:
    """A place found in a text; ``kind`` is venue, chain or outlet, ``name`` is what users are shown."""

    kind: str
    name: str
    start: int
    end: int


def find_places(text: str, folded: str) -> list[Place]:
    """Return the places that a text names, in its order. Everyday words count only as names are written."""
    return [
        Place(KNOWN[index][1], KNOWN[index][2], start, end)
        for index, start, end in AUTOMATON.find_matches_as_indexes(folded)
        if has_edges(folded, start, end) and _is_a_name(text, folded, start, end)
    ]


def _is_a_name(text: str, folded: str, start: int, end: int) -> bool:
    before = text[start - 1 : start]
    if before in {"/", ".", "-", "_"} or folded[end : end + 1] == "/":
        return False
    return before in {"@", "#"} or folded[start:end] not in ORDINARY_PLACES or text[start].isupper()
