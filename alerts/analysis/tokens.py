"""Tickers in a text, and the tokens that have been traded for years."""

import re
from dataclasses import dataclass

CASHTAG = re.compile(r"(?<![\w$#@])\$([A-Za-z][A-Za-z0-9]{1,11})(?![A-Za-z0-9])")
BRACKETED = re.compile(r"(?<=\w)\s?\(([A-Z][A-Z0-9]{1,10})\)")
PAIR = re.compile(r"(?<![\w/])([A-Z][A-Z0-9]{1,10})[/-](?:USDT|USDC|USD|BTC|ETH|EUR|KRW|TRY)(?![\w])")
NO_TOKEN = {
    "UTC",
    "GMT",
    "EST",
    "PST",
    "CEO",
    "CTO",
    "SEC",
    "USA",
    "UK",
    "US",
    "EU",
    "AI",
    "KRW",
    "USD",
    "EUR",
    "ICO",
    "IDO",
    "IEO",
    "TGE",
    "NFT",
    "DAO",
    "DEX",
    "CEX",
    "ETF",
    "FAQ",
    "RWA",
    "UPDATE",
    "DEFI",
    "L1",
    "L2",
    "LBP",
    "OTC",
    "FDV",
    "TVL",
    "ATH",
}
OLD = """
BTC ETH USDT USDC BNB XRP SOL ADA DOGE DOT MATIC POL LTC TRX AVAX LINK SHIB UNI ATOM XLM BCH ETC FIL ICP NEAR
ALGO VET HBAR APT ARB OP SUI TON PEPE WIF BONK FLOKI FTM SAND MANA AXS AAVE MKR SNX CRV COMP GRT INJ TIA SEI JUP
PYTH KCS CRO LEO OKB XMR EOS XTZ NEO IOTA DASH ZEC CHZ CAKE SUSHI YFI BUSD DAI TUSD WBTC STETH LUNC LUNA BSC
"""
OLD_TOKENS = frozenset(OLD.split())
NAMES = (
    "bitcoin|ethereum|ripple|xrp|dogecoin|shiba ?inu(?: ?coin)?|litecoin|cardano|polkadot|chainlink|floki|"
    "pepe|bonk|tether|dogwifhat|dofwifhat|polygon|avalanche|stellar|tron|monero|fartcoin"
)
OLD_NAMES = re.compile(rf"(?<![\w#@])(?:{NAMES})(?!\w)")
OLD_LISTED = re.compile(rf"\blist(?:s|ed|ing)?\s+(?:\w+\s+)?[#$]?((?:{NAMES})(?!\w))")


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A ticker in capitals, without its sign, and where it stands with it."""

    symbol: str
    start: int
    end: int


def find_tokens(text: str) -> list[FoundToken]:
    """Return the tickers written as ``$ABC``, ``Name (ABC)`` or ``ABC/USDT``, in the order of the text."""
    found = [
        FoundToken(symbol.upper(), match.start(), match.end())
        for pattern in (CASHTAG, BRACKETED, PAIR)
        for match in pattern.finditer(text)
        if (symbol := next(group for group in match.groups() if group)).upper() not in NO_TOKEN
    ]
    return sorted(found, key=lambda token: token.start)
