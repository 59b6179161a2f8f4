"""How far prices reach and which way they go: true range, directional movement, Supertrend."""

from itertools import pairwise

import numpy as np

from markets.quant.indicators import Series, wilder


def true_range(high: Series, low: Series, close: Series) -> Series:
    """Return the range of each candle with the close before it; the first has its own high and low alone."""
    before = np.concatenate([close[:1], close[:-1]])
    span: Series = np.maximum(high, before) - np.minimum(low, before)
    if len(span):
        span[0] = high[0] - low[0]
    return span


def atr(high: Series, low: Series, close: Series, n: int = 14) -> Series:
    """Return the average true range in the unit of the price. Source: Wilder 1978, chapter Volatility System."""
    return wilder(true_range(high, low, close), n)


def adx(high: Series, low: Series, close: Series, n: int = 14) -> tuple[Series, Series, Series]:
    """Return ADX, +DI and -DI, each 0 to 100. Source: Wilder 1978, chapter Directional Movement."""
    if len(high) < 2:
        return (np.full(len(high), np.nan),) * 3
    rise, fall = np.diff(high), -np.diff(low)
    plus = np.where((rise > fall) & (rise > 0), rise, 0.0)
    minus = np.where((fall > rise) & (fall > 0), fall, 0.0)
    reach = wilder(true_range(high, low, close)[1:], n)
    plus_di, minus_di = (100 * _ratio(wilder(moves, n), reach) for moves in (plus, minus))
    spread = 100 * _ratio(np.abs(plus_di - minus_di), plus_di + minus_di)
    first = np.array([np.nan])
    adx_line, plus_line, minus_line = (np.concatenate([first, each]) for each in (wilder(spread, n), plus_di, minus_di))
    return adx_line, plus_line, minus_line


def supertrend(high: Series, low: Series, close: Series, n: int = 10, factor: float = 3) -> tuple[Series, Series]:
    """Return the line below a rising market and the line above a falling one; where one runs the other is NaN.

    Source: Olivier Seban; as TradingView's ``ta.supertrend`` has it: middle of the candle -/+ ``factor`` times the
    average true range, and a line only draws nearer to the price until a close is beyond it.
    """
    reach, middle = factor * atr(high, low, close, n), (high + low) / 2
    below, above = np.full(len(close), np.nan), np.full(len(close), np.nan)
    known = np.flatnonzero(~np.isnan(reach)).tolist()
    if not known:
        return below, above
    floor, roof, is_up = float(middle[known[0]] - reach[known[0]]), float(middle[known[0]] + reach[known[0]]), False
    above[known[0]] = roof
    for before, at in pairwise(known):
        raw_floor, raw_roof = float(middle[at] - reach[at]), float(middle[at] + reach[at])
        floor = max(floor, raw_floor) if close[before] >= floor else raw_floor
        roof = min(roof, raw_roof) if close[before] <= roof else raw_roof
        is_up = close[at] >= floor if is_up else close[at] > roof
        (below if is_up else above)[at] = floor if is_up else roof
    return below, above


def _ratio(part: Series, whole: Series) -> Series:
    """Return ``part / whole``, 0 where there was nothing to divide by."""
    shares: Series = np.where(whole == 0, 0.0, part / np.where(whole == 0, 1.0, whole))
    return shares
