"""What was traded and at which price: volume-weighted price and on-balance volume."""

from itertools import pairwise

import numpy as np

from markets.quant.indicators import Series
from markets.quant.oscillators import typical_price


def vwap(high: Series, low: Series, close: Series, volume: Series, sessions: Series) -> Series:
    """Return the volume-weighted typical price since the session began.

    ``sessions`` numbers the session of each candle. NaN in the first one, whose begin may lie before the candles, and
    until something is traded. Source: StockCharts ChartSchool, Volume-Weighted Average Price.
    """
    result = np.full(len(close), np.nan)
    traded = typical_price(high, low, close) * volume
    edges = [*(np.flatnonzero(np.diff(sessions)) + 1).tolist(), len(close)]
    for begin, end in pairwise(edges):
        size = np.cumsum(volume[begin:end])
        result[begin:end] = np.where(size > 0, np.cumsum(traded[begin:end]) / np.where(size > 0, size, 1.0), np.nan)
    return result


def obv(close: Series, volume: Series) -> Series:
    """Return on-balance volume, which begins at 0: volume added on a rise, taken off on a fall.

    Source: Joseph Granville, New Key to Stock Market Profits, 1963.
    """
    return np.cumsum(np.sign(np.diff(close, prepend=close[:1])) * volume)
