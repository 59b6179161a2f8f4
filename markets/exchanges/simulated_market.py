"""The simulated market's candles: hours, the minutes inside them, and the last 24 hours, all of one piece."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from markets.candles.resample import Rows, no_rows
from markets.exchanges.simulated_assets import Asset, find_asset
from markets.exchanges.simulated_hours import (
    CHUNK,
    HOUR_MS,
    NAMES,
    ORIGIN_MS,
    Array,
    Chunk,
    first_chunk,
    generator,
    next_chunk,
)

MINUTE_MS = 60_000
MINUTES = 60
TOGETHER = 0.6
"""How much of an asset's way inside an hour it goes with all the others."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Hours of one instrument; prices are logarithms. Each array: (n,), oldest first."""

    open: Array
    high: Array
    low: Array
    close: Array
    volume: Array
    sigma: Array


@dataclass(frozen=True, slots=True)
class Day:
    """The 24 hours before a minute."""

    open: float
    high: float
    low: float
    volume: float
    turnover: float


class Market:
    """All of the simulated past and future, worked out as far as it is asked for.

    Hours are counted from ``ORIGIN_MS``. The minutes of an hour reach exactly its open, high, low and close and share
    its volume, so that candles of any length agree.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._chunks: list[Chunk] = []
        self.minutes = lru_cache(maxsize=512)(self._minutes)

    def chunk(self, number: int) -> Chunk:
        while len(self._chunks) <= number:
            before = self._chunks[-1] if self._chunks else first_chunk()
            self._chunks.append(next_chunk(self.seed, len(self._chunks), before))
        return self._chunks[number]

    def bars(self, symbol: str, first: int, count: int) -> Bars:
        """Return hours ``first`` to ``first + count``, which must not be before the market opened."""
        asset, parts = asset_of(symbol), []
        numbers = range(first // CHUNK, (first + count - 1) // CHUNK + 1)
        for number in numbers:
            start, stop = max(first - number * CHUNK, 0), min(first + count - number * CHUNK, CHUNK)
            parts.append(self._bars(asset, symbol.endswith("-USD"), number)[:, start:stop])
        return Bars(*np.concatenate(parts, axis=1))

    def _bars(self, asset: Asset, is_dollar: bool, number: int) -> Array:
        chunk, column = self.chunk(number), NAMES.index(asset.name)
        log, sigma = chunk.log[:, column], chunk.sigma[:, column]
        if is_dollar:
            log = log + chunk.log[:, -1]
        rng = generator(self.seed, f"hours {asset.name}", number)
        high, low = reach(log[:-1], log[1:], sigma, rng.random((2, CHUNK)))
        usual = np.sqrt(np.mean(sigma**2)) or 1.0
        turnover = asset.turnover_musd * 1e6 / 24 * (sigma / usual) ** 0.9 * rng.lognormal(-0.06, 0.35, CHUNK)
        return np.stack([log[:-1], high, low, log[1:], turnover / np.exp(log[:-1]), sigma])

    def _minutes(self, symbol: str, hour: int) -> Rows:
        """Return the 60 candles of one hour. Shape: (60, 6)."""
        asset, bars = asset_of(symbol), self.bars(symbol, hour, 1)
        rng = generator(self.seed, f"minutes {asset.name}", hour)
        common = generator(self.seed, "minutes", hour).standard_normal(MINUTES)
        steps = TOGETHER * common + np.sqrt(1 - TOGETHER**2) * rng.standard_normal(MINUTES)
        low, high, sigma = bars.low[0], bars.high[0], bars.sigma[0] / np.sqrt(MINUTES)
        edges = np.clip(bridge(bars.open[0], bars.close[0], steps * sigma), low, high)
        highs, lows = reach(edges[:-1], edges[1:], np.full(MINUTES, sigma), rng.random((2, MINUTES)))
        highs, lows = np.minimum(highs, high), np.maximum(lows, low)
        highs[np.argmax(highs)], lows[np.argmin(lows)] = high, low
        weights = rng.gamma(1.3, 1.0, MINUTES) * (0.4 + np.abs(np.diff(edges)) / sigma)
        rows = np.empty((MINUTES, 6))
        rows[:, 0] = ORIGIN_MS + hour * HOUR_MS + np.arange(MINUTES) * MINUTE_MS
        rows[:, 1:5] = to_price(np.stack([edges[:-1], highs, lows, edges[1:]], axis=1), asset.decimals)
        rows[:, 5] = bars.volume[0] * weights / weights.sum()
        rows.flags.writeable = False
        return rows

    def hours(self, symbol: str, first: int, count: int) -> Rows:
        """Return hourly candles. Shape: (count, 6)."""
        bars = self.bars(symbol, first, count)
        prices = to_price(np.stack([bars.open, bars.high, bars.low, bars.close], axis=1), asset_of(symbol).decimals)
        opens = ORIGIN_MS + np.arange(first, first + count) * float(HOUR_MS)
        return np.column_stack([opens, prices, bars.volume])

    def between(self, symbol: str, start_ms: int, end_ms: int) -> Rows:
        """Return the minutes that open from ``start_ms`` on and close by ``end_ms``."""
        first, last = (start_ms - ORIGIN_MS) // HOUR_MS, (end_ms - ORIGIN_MS - 1) // HOUR_MS
        hours = [self.minutes(symbol, hour) for hour in range(first, last + 1)]
        rows = np.concatenate(hours) if hours else no_rows()
        return rows[(rows[:, 0] >= start_ms) & (rows[:, 0] + MINUTE_MS <= end_ms)]

    def day(self, symbol: str, end_ms: int) -> Day:
        """Sum up the 24 hours before a minute's opening."""
        start_ms = end_ms - 24 * HOUR_MS
        first = -((ORIGIN_MS - start_ms) // HOUR_MS)
        last = (end_ms - ORIGIN_MS) // HOUR_MS
        rows = np.concatenate(
            [
                self.between(symbol, start_ms, ORIGIN_MS + first * HOUR_MS),
                self.hours(symbol, first, last - first),
                self.between(symbol, ORIGIN_MS + last * HOUR_MS, end_ms),
            ]
        )
        turnover = rows[:, 5] @ rows[:, 1:5].mean(axis=1)
        return Day(rows[0, 1], rows[:, 2].max(), rows[:, 3].min(), rows[:, 5].sum(), float(turnover))


def asset_of(symbol: str) -> Asset:
    """Return the asset; raises LookupError for a symbol that is not simulated."""
    asset = find_asset(symbol)
    if asset is None:
        raise LookupError(symbol)
    return asset


def to_price(log: Array, decimals: int) -> Array:
    price: Array = np.maximum(np.round(np.exp(log), decimals), 10.0**-decimals)
    return price


def bridge(start: float, end: float, steps: Array) -> Array:
    """Walk the steps from ``start`` and bend the way so that it ends at ``end``. Shape: (n,) steps, (n + 1,) edges."""
    way = np.concatenate([[0.0], np.cumsum(steps)])
    edges: Array = start + way + np.linspace(0, 1, len(way)) * (end - start - way[-1])
    edges[-1] = end
    return edges


def reach(start: Array, end: Array, sigma: Array, chance: Array) -> tuple[Array, Array]:
    """Draw how high and how low a random walk got between two known ends; ``chance`` is (2, n) in [0, 1).

    Source: the maximum of a Brownian bridge, P(max > m) = exp(-2 (m - a)(m - b) / sigma²), solved for m.
    """
    spread = np.sqrt((end - start) ** 2 - 2 * sigma**2 * np.log1p(-chance))
    high = np.maximum((start + end + spread[0]) / 2, np.maximum(start, end))
    low = np.minimum((start + end - spread[1]) / 2, np.minimum(start, end))
    return high, low
