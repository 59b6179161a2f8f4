"""The order book of a simulated instrument: around its quotes, thicker farther away, the same for the same moment."""

from functools import lru_cache

import numpy as np

from markets.exchanges.simulated_hours import ORIGIN_MS, generator
from markets.exchanges.simulated_market import MINUTE_MS, Market, asset_of
from markets.exchanges.simulated_tape import EXCHANGE, quotes
from markets.types import Book, Quote

LEVELS = 100
REACH = 0.012
"""How far from the price the last level stands."""

CHANGE_MS = 500


def simulated_book(market: Market, symbol: str, at_ms: int) -> Book:
    """Return the book at a moment, whose best prices are those of the last quote before it."""
    asset, quote = asset_of(symbol), _quote(market, symbol, at_ms)
    step = 10.0**-asset.decimals
    bid, ask = quote.bid or quote.last, quote.ask or quote.last + step
    rng = generator(market.seed, f"depth {symbol}", at_ms // CHANGE_MS)
    gap = max(1, int(quote.last * REACH / LEVELS / step))
    away = np.concatenate([[0], np.cumsum(rng.integers(max(1, gap // 2), gap + gap // 2 + 1, LEVELS - 1))]) * step
    usual = (quote.turnover_24h or 1e6) / quote.last / 40_000
    sizes = usual * rng.lognormal(0, 0.8, (2, LEVELS)) * np.linspace(0.4, 2, LEVELS)
    digits = int(np.clip(np.round(np.log10(asset.price)) + 2, 0, 8))
    return Book(
        exchange=EXCHANGE,
        symbol=symbol,
        bids=_levels(bid - away, sizes[0], asset.decimals, digits),
        asks=_levels(ask + away, sizes[1], asset.decimals, digits),
        event_ms=at_ms,
        received_ms=at_ms,
    )


def _quote(market: Market, symbol: str, at_ms: int) -> Quote:
    minute = (at_ms - ORIGIN_MS) // MINUTE_MS
    played = [*_minute(market, symbol, minute - 1)[-1:], *_minute(market, symbol, minute)]
    return [quote for quote in played if quote.event_ms <= at_ms][-1]


@lru_cache(maxsize=64)
def _minute(market: Market, symbol: str, minute: int) -> list[Quote]:
    return quotes(market, symbol, minute)


def _levels(prices: np.ndarray, sizes: np.ndarray, decimals: int, digits: int) -> tuple[tuple[float, float], ...]:
    rounded = np.round(prices, decimals)
    whole = np.maximum(np.round(sizes, digits), 10.0**-digits)
    return tuple((float(price), float(size)) for price, size in zip(rounded, whole, strict=True) if price > 0)
