"""Averages and momentum over closes. Each result is as long as its input, NaN where there is too little history."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]


def sma(values: Series, n: int) -> Series:
    """Return the simple moving average of ``n`` values. Shape: (m,) float64, oldest first."""
    return over_windows(values, n, lambda windows: windows.mean(axis=1))


def ema(values: Series, n: int) -> Series:
    """Return the exponential moving average with weight 2 / (n + 1), started with the mean of the first ``n`` values.

    Leading NaN are passed over, so averages of averages line up. Source: StockCharts ChartSchool, Moving Averages.
    """
    return _smooth(values, n, 2 / (n + 1))


def wilder(values: Series, n: int) -> Series:
    """Return Wilder's average: weight 1 / n, started with the mean of the first ``n`` values; leading NaN pass."""
    return _smooth(values, n, 1 / n)


def wma(values: Series, n: int) -> Series:
    """Return the mean weighted 1, 2 … n, the newest heaviest. Source: CFA Institute, linearly weighted average."""
    return over_windows(values, n, lambda windows: windows @ (np.arange(1.0, n + 1) / (n * (n + 1) / 2)))


def over_windows(values: Series, n: int, reduce: Callable[[Series], Series]) -> Series:
    """Return ``reduce`` of the last ``n`` values at each place. It is given (m, n) and answers (m,)."""
    result = np.full(len(values), np.nan)
    if 0 < n <= len(values):
        result[n - 1 :] = reduce(np.lib.stride_tricks.sliding_window_view(values, n))
    return result


def rsi(values: Series, n: int = 14) -> Series:
    """Return the relative strength index, 0 to 100, with Wilder's smoothing.

    Source: J. Welles Wilder, New Concepts in Technical Trading Systems, 1978; a series without losses is 100.
    """
    change = np.diff(values, prepend=np.nan)
    gain = wilder(np.where(np.isnan(change), np.nan, np.maximum(change, 0)), n)
    loss = wilder(np.where(np.isnan(change), np.nan, np.maximum(-change, 0)), n)
    total = gain + loss
    return np.where(total == 0, 50.0, 100 * gain / np.where(total == 0, 1.0, total))


def macd(values: Series, fast: int = 12, slow: int = 26, signal: int = 9) -> tuple[Series, Series, Series]:
    """Return line, signal and histogram. Source: Gerald Appel; StockCharts ChartSchool, MACD."""
    line = ema(values, fast) - ema(values, slow)
    average = ema(line, signal)
    return line, average, line - average


def _smooth(values: Series, n: int, weight: float) -> Series:
    result = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    if n < 1 or len(known) < n:
        return result
    first = int(known[0]) + n - 1
    level = float(values[known[0] : first + 1].mean())
    levels = [level]
    for value in values[first + 1 :].tolist():
        level += weight * (value - level)
        levels.append(level)
    result[first:] = levels
    return result
