"""Bands around the price. Each returns upper edge, middle and lower edge."""

import numpy as np

from markets.quant.indicators import Series, ema, over_windows, sma
from markets.quant.trend import atr

Channel = tuple[Series, Series, Series]


def bollinger(values: Series, n: int = 20, deviations: float = 2) -> Channel:
    """Return the mean of ``n`` values and the edges that many standard deviations (of all n) away.

    Source: John Bollinger, Bollinger on Bollinger Bands, 2001.
    """
    middle = sma(values, n)
    reach = deviations * over_windows(values, n, lambda windows: windows.std(axis=1))
    return middle + reach, middle, middle - reach


def keltner(high: Series, low: Series, close: Series, n: int = 20, reach_n: int = 10, factor: float = 2) -> Channel:
    """Return the exponential mean and the edges ``factor`` average true ranges away.

    Source: Linda Bradford Raschke's form of Chester Keltner's channel; StockCharts ChartSchool, Keltner Channels.
    """
    middle, reach = ema(close, n), factor * atr(high, low, close, reach_n)
    return middle + reach, middle, middle - reach


def donchian(high: Series, low: Series, n: int = 20) -> Channel:
    """Return the highest high and the lowest low of ``n`` candles, the newest included, and what lies between.

    Source: Richard Donchian's four week rule.
    """
    upper = over_windows(high, n, lambda windows: np.max(windows, axis=1))
    lower = over_windows(low, n, lambda windows: np.min(windows, axis=1))
    return upper, (upper + lower) / 2, lower
