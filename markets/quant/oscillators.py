"""Where the close stands in its recent range, and how fast it got there."""

import numpy as np

from markets.quant.channels import donchian
from markets.quant.indicators import Series, over_windows, sma


def stochastic(
    high: Series, low: Series, close: Series, n: int = 14, smooth: int = 3, signal: int = 3
) -> tuple[Series, Series]:
    """Return %K over ``smooth`` candles and its mean %D, 0 to 100; 50 where the price did not move.

    Source: George Lane; StockCharts ChartSchool, Stochastic Oscillator (full).
    """
    upper, _, lower = donchian(high, low, n)
    place = np.where(upper == lower, 50.0, 100 * (close - lower) / np.where(upper == lower, 1.0, upper - lower))
    line = sma(place, smooth)
    return line, sma(line, signal)


def williams_r(high: Series, low: Series, close: Series, n: int = 14) -> Series:
    """Return Williams %R, -100 to 0. Source: Larry Williams; StockCharts ChartSchool, Williams %R."""
    return stochastic(high, low, close, n, 1, 1)[0] - 100


def cci(high: Series, low: Series, close: Series, n: int = 20) -> Series:
    """Return the commodity channel index; 0 where the price did not move.

    Source: Donald Lambert, Commodities, 1980: distance from the mean in units of 0.015 mean absolute deviations.
    """
    typical = typical_price(high, low, close)
    means = sma(typical, n)
    spread = over_windows(typical, n, lambda rows: np.abs(rows - rows.mean(axis=1, keepdims=True)).mean(axis=1))
    # A flat window leaves dust of rounding, which must not be told as a move.
    is_flat = spread <= np.abs(means) * 1e-12
    distance: Series = np.where(is_flat, 0.0, (typical - means) / np.where(is_flat, 1.0, 0.015 * spread))
    return np.where(np.isnan(means), np.nan, distance)


def mfi(high: Series, low: Series, close: Series, volume: Series, n: int = 14) -> Series:
    """Return the money flow index, 0 to 100; 50 where no money moved.

    Source: Gene Quong and Avrum Soudack, Stocks & Commodities, 1989.
    """
    typical = typical_price(high, low, close)
    change, flow = np.diff(typical, prepend=np.nan), typical * volume
    flow[:1] = np.nan  # there is nothing to compare the first candle with
    rising = sma(np.where(change > 0, flow, flow * 0), n)
    falling = sma(np.where(change < 0, flow, flow * 0), n)
    total = rising + falling
    return np.where(total == 0, 50.0, 100 * rising / np.where(total == 0, 1.0, total))


def rate_of_change(values: Series, n: int = 12) -> Series:
    """Return the change against ``n`` candles before in percent. Source: StockCharts ChartSchool, Rate of Change."""
    result = np.full(len(values), np.nan)
    if 0 < n < len(values):
        result[n:] = (values[n:] / values[:-n] - 1) * 100
    return result


def typical_price(high: Series, low: Series, close: Series) -> Series:
    return (high + low + close) / 3
