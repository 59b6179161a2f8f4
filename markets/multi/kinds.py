"""The kinds of shared answers, and how old each may be."""

from enum import StrEnum

from django.conf import settings


class Kind(StrEnum):
    """The first part of an answer's key; a symbol follows, and what else was asked."""

    TICKER = "multi_ticker"
    BOOK = "multi_orderbook"
    AGGREGATED = "aggregated_data"
    MARKET = "market_data"
    SYMBOLS = "symbols"
    WHALES = "whales"
    LIQUIDATIONS = "liquidations"


LIFE_S = 10
"""Of what moves with every tick: the least of what was stated."""

MARKET_LIFE_S = 60
"""Of candles that are still being drawn, and of figures made of them."""


def life_of(kind: Kind) -> int:
    """Return for how many seconds callers share an answer; lists change only when somebody edits them."""
    return {Kind.MARKET: MARKET_LIFE_S, Kind.SYMBOLS: settings.CACHE_TTL}.get(kind, LIFE_S)
