"""Tickers in a text, and the tokens that have been traded for years."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alerts.analysis.old_tokens import NAMES, OLD_TOKENS

LONGEST = 11
CASHTAG = re.compile(r"(?<![$#@\d&=/])\$([A-Za-z][A-Za-z0-9]{1,40})")
# Posts run a ticker into the next word: "$NEBXjust".
GLUED = re.compile(r"[A-Z][A-Z0-9]{1,10}(?=[a-z])")
BRACKETED = re.compile(r"(?<=[\w.!*])\s?[(\[]([A-Z][A-Z0-9]{1,10})[)\]]")
PAIR = re.compile(r"(?<![\w/$])([A-Z0-9]*[A-Z][A-Z0-9]{1,10})[/_-](?:USDT|USDC|USD|BTC|ETH|EUR|KRW|TRY|BNB|SOL)(?!\w)")
WORDED = re.compile(
    r"\b(?:[Tt]icker|[Ss]ymbol|[Tt]oken|[Cc]oin)(?:\s(?:is|called|named|ticker|symbol))?[,:]?\s"
    r"(?:[\"'\u201c\u2018])?([A-Z][A-Z0-9]{2,9})\b|"
    r"(?<![\w$#@/.-])([A-Z][A-Z0-9]{2,9})\s(?:[Tt]okens?|[Cc]oins?|[Aa]irdrop|TGE|[Pp]resale)\b|"
    r"(?<![\w$.,])\d[\d.,]{0,20}\s?(?:[KMB]|[mb]n|[mMbBtT]r?illion)?\s([A-Z][A-Z0-9]{2,9})\b"
)
WORDS_IN_CAPITALS = """
A3 ABC AI AIRDROP ALL ALPHA AM AMA AMM AND APAC API APP APR APY ASIA ATH ATL ATM AUD AUM AWS BEP BEP20 BREAKING BRL
BRC20 BTW BUY CAD CBDC CEO CET CEX CEST CFO CFTC CHF CIS CLAIM CLO CMO CNBC CNY COO COIN COINS CPI CST CTO CTV CZ
DAO DAPP DAPPS DCA DEFI DEPIN DEX DJ DM DOJ DYOR EDT ENG EOD ERC ERC20 EST ET ETA ETF ETFS ETP EU EUR EVM EXCLUSIVE
FAQ FBI FCA FDIC FDV FED FINMA FIRST FOMC FOMO FREE FUD GBP GDP GEM GLOBAL GM GMT GPU HKD HKT HODL HQ ICO ICOS IDO
IDOS IDR IEO IGO INO INR IOU IPO IRS ISO IST JP JPY JUST KOL KRW KST KYC L1 L2 L3 LATAM LBP LFG LGE LIVE LLC LLM LP
LTD MAINNET MEME MEMECOIN MEV MICA MOU MPC MSB MTF NASDAQ NATIVE NEW NEWS NFA NFT NFTS NGO NOW NYC NYSE OFFICIAL OG
OI OTC P2E P2P PDT PFP POA POC POS POW PR PRE PRESALE PST PSA PT PVP QA QR QT RFQ ROI RPC RSI RT RWA RWAS SAFT SBT
SDK SEA SEC SEED SGD SGT SIMD SMS SNS SOON SPAC SPL SPOT STO SWIFT TA TBA TBD TEST TESTNET TGE THE TIP TLDR TOKEN
TOKENS TPS TRC TRC20 TRY TV TVL TXS UAE UI UK UN UPDATE URGENT US USA USD UTC UTILITY UX VC VCS VIP VND VP WAGMI
WEB2 WEB3 WL WTF XT ZAR ZKP ECB IMF FATF EEA GDPR CFPB OFAC FINTRAC HKMA NIST ESG G7 G20 SBF IBIT ETHE GBTC FBTC FTX
NYDIG MSTR HOOD NVDA GMO CII CT SELL UPDATED FASB CBN RBI BIS BOE BOJ PBOC CBA KB LN MIT AWS UTA SAFU CRYPTO FINANCE
PAID MIN TIMEFRAME SMA EMA CEF MILLION BILLION TRILLION MORE WEEKS DAYS HOURS MONTHS YEARS BINANCE COINBASE USERS
LOW BLOCKCHAIN WALLET WALLETS MINUTES USDM ZKROLLUP
"""
# Cashtags are meant as tickers even where the bare word is no ticker: $MEME, $SAFE.
NO_TOKEN = frozenset(WORDS_IN_CAPITALS.split())
NO_CASHTAG = frozenset({"USD", "EUR", "GBP", "AUD", "CAD", "SGD", "HKD"})
SHORTEST_SHOUT = 20
OLD_NAMES = re.compile(rf"(?<![\w#@])(?:{NAMES})(?!\w)")
OLD_LISTED = re.compile(rf"\blist(?:s|ed|ing)?\s+(?:\w+\s+)?[#$]?((?:{NAMES})(?!\w))")

__all__ = ["NO_TOKEN", "OLD_LISTED", "OLD_NAMES", "OLD_TOKENS", "FoundToken", "find_tokens"]


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A ticker in capitals, without its sign, and where it stands with it."""

    symbol: str
    start: int
    end: int


def find_tokens(text: str) -> list[FoundToken]:
    """Return the tickers of a text in its order, once for each place.

    They are written as ``$ABC``, ``Name (ABC)``, ``ABC/USDT``, or in capitals beside the word token.
    """
    found = {each.start: each for each in (*_worded(text), *_marked(text), *_cashtags(text))}
    return [found[start] for start in sorted(found)]


def _cashtags(text: str) -> Iterator[FoundToken]:
    if "$" not in text:
        return
    for match in CASHTAG.finditer(text):
        symbol = _symbol(match[1])
        if symbol and symbol not in NO_CASHTAG:
            yield FoundToken(symbol, match.start(), match.start() + 1 + len(symbol))


def _symbol(word: str) -> str:
    """Return the ticker that a cashtag begins with, empty where it is too long for one."""
    is_plain = word.isupper() or word.islower() or word[0].islower() or word[1:].islower()
    if not is_plain and (glued := GLUED.match(word)):
        return glued[0]
    return word.upper() if len(word) <= LONGEST else ""


def _marked(text: str) -> Iterator[FoundToken]:
    for sign, pattern in (("(", BRACKETED), ("[", BRACKETED), ("/", PAIR), ("-", PAIR), ("_", PAIR)):
        if sign not in text:
            continue
        for match in pattern.finditer(text):
            if match[1] not in NO_TOKEN:
                yield FoundToken(match[1], match.start(1), match.end(1))


def _worded(text: str) -> Iterator[FoundToken]:
    found = list(WORDED.finditer(text))
    if not found or is_shouting(text):
        return
    for match in found:
        symbol = match[match.lastindex or 0]
        if symbol not in NO_TOKEN:
            yield FoundToken(symbol, match.start(match.lastindex or 0), match.end(match.lastindex or 0))


def is_shouting(text: str) -> bool:
    """Tell whether a text is written in capitals, where they mean nothing."""
    letters = [each for each in text if each.isalpha()]
    return len(letters) >= SHORTEST_SHOUT and 2 * sum(map(str.isupper, letters)) > len(letters)
