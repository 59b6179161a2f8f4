"""Names of one thing in many mouths: our ``BTC-USDT``, ccxt's ``BTC/USDT`` and what each exchange writes itself."""

import re
from dataclasses import dataclass

from project.common.errors import Invalid

EXCHANGE_ALIASES = {"huobi": "htx", "coinbasepro": "coinbase", "coinbaseexchange": "coinbase"}
ASSET_ALIASES = {"XBT": "BTC", "XDG": "DOGE"}
QUOTES = ("USDT", "USDC", "USD", "EUR", "GBP", "BTC", "ETH")
"""Longest first, so that ``BTCUSDT`` is not read as ``BTCUSD`` and a T."""

SYMBOL = re.compile(r"[A-Z0-9]{1,12}(?:-[A-Z0-9]{2,8})?")


@dataclass(frozen=True, slots=True)
class Notation:
    """How an exchange writes a pair, and the quote it is usually asked in."""

    separator: str
    quote: str = "USDT"
    is_lower: bool = False
    bitcoin: str = "BTC"


NOTATIONS = {
    "binance": Notation("/"),
    "coinbase": Notation("-", "USD"),
    "kraken": Notation("/", "USD", bitcoin="XBT"),
    "bybit": Notation(""),
    "okx": Notation("-"),
    "htx": Notation("", is_lower=True),
    "kucoin": Notation("-"),
}


def canonical_exchange(text: str) -> str:
    """Return the id of an exchange under its present name: ``huobi`` is ``htx``."""
    name = text.strip().lower()
    return EXCHANGE_ALIASES.get(name, name)


def native_symbol(base: str, exchange: str) -> str:
    """Write the usual pair of an asset the way the exchange does: ``BTC`` on Kraken is ``XBT/USD``.

    Raises: Invalid for an exchange without a notation.
    """
    notation = NOTATIONS.get(canonical_exchange(exchange))
    if notation is None:
        raise Invalid(
            f"There is no exchange “{exchange}”.", code="INVALID_EXCHANGE", details={"supported": [*NOTATIONS]}
        )
    asset = base.strip().upper()
    pair = notation.separator.join((notation.bitcoin if asset == "BTC" else asset, notation.quote))
    return pair.lower() if notation.is_lower else pair


def canonical_symbol(text: str, stocks: frozenset[str] = frozenset()) -> str:
    """Read any notation as ours: ``BTC``, ``XBT/USDT``, ``btcusdt`` are ``BTC-USDT``; a name in ``stocks`` stays.

    Raises: Invalid when no symbol can be read.
    """
    name = text.strip().upper().replace("/", "-").replace("_", "-")
    if not SYMBOL.fullmatch(name):
        raise Invalid(f"“{text[:40]}” is not a symbol; write it like BTC-USDT.", code="INVALID_SYMBOL")
    if name in stocks:
        return name
    base, _, quote = name.partition("-")
    if not quote:
        base, quote = _split(base)
    return f"{ASSET_ALIASES.get(base, base)}-{ASSET_ALIASES.get(quote, quote)}"


def _split(name: str) -> tuple[str, str]:
    quote = next((quote for quote in QUOTES if name.endswith(quote) and len(name) > len(quote)), "")
    return (name.removesuffix(quote), quote) if quote else (name, "USDT")


def to_ccxt(symbol: str) -> str | None:
    """Translate ``BTC-USDT``; None for what is not a pair, such as a stock."""
    base, dash, quote = symbol.partition("-")
    return f"{base}/{quote}" if dash and base and quote else None


def from_ccxt(symbol: str) -> str | None:
    """Translate ``BTC/USDT``; None for what is not a spot pair, such as ``BTC/USDT:USDT``."""
    base, slash, quote = symbol.partition("/")
    return f"{base}-{quote}" if slash and base and quote and ":" not in quote else None
