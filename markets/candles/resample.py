"""Candles as arrays of open_ms, o, h, l, c, volume: making longer ones of shorter ones, and joining two histories."""

import numpy as np
import numpy.typing as npt

from markets.types import TIMEFRAME_MS, Timeframe

Rows = npt.NDArray[np.float64]
WEEK_OFFSET_MS = 4 * TIMEFRAME_MS[Timeframe.D1]
"""1 January 1970 was a Thursday; weeks start on Monday."""


def no_rows() -> Rows:
    return np.empty((0, 6))


def period_start(open_ms: npt.NDArray[np.float64], timeframe: Timeframe) -> npt.NDArray[np.int64]:
    """Return when the candle that holds each moment opens, in ms, UTC."""
    length = TIMEFRAME_MS[timeframe]
    offset = WEEK_OFFSET_MS if timeframe is Timeframe.W1 else 0
    moments = open_ms.astype(np.int64) - offset
    return moments - moments % length + offset


def resample(rows: Rows, timeframe: Timeframe) -> Rows:
    """Return candles of a longer timeframe; a period without any row has no candle.

    Shape: (n, 6) float64, oldest first, in and out; no moment twice.
    """
    if not len(rows):
        return no_rows()
    starts = period_start(rows[:, 0], timeframe)
    first = np.flatnonzero(np.diff(starts, prepend=starts[0] - 1))
    last = np.append(first[1:], len(rows)) - 1
    result = np.empty((len(first), 6))
    result[:, 0] = starts[first]
    result[:, 1] = rows[first, 1]
    result[:, 2] = np.maximum.reduceat(rows[:, 2], first)
    result[:, 3] = np.minimum.reduceat(rows[:, 3], first)
    result[:, 4] = rows[last, 4]
    result[:, 5] = np.add.reduceat(rows[:, 5], first)
    return result


def merge(older: Rows, newer: Rows) -> Rows:
    """Join two histories, oldest first. Of two candles of one moment the one with more volume stays: it has seen more.

    So the order in which histories arrive does not matter, and joining one twice changes nothing; the newer wins a tie.
    """
    rows = np.concatenate((older, newer))
    if (rows[1:, 0] > rows[:-1, 0]).all():
        return rows
    rows = rows[np.lexsort((np.arange(len(rows)), rows[:, 5], rows[:, 0]))]
    is_last = np.append(rows[1:, 0] != rows[:-1, 0], [True] * bool(len(rows)))
    kept: Rows = rows[is_last.astype(bool)]
    return kept


def clean(rows: Rows) -> Rows:
    """Return the rows that can be candles, each moment once: finite, above zero, open and close from low to high."""
    prices = rows[:, 1:5]
    is_good = np.isfinite(rows).all(axis=1) & (prices > 0).all(axis=1) & (rows[:, 5] >= 0)
    is_good &= (prices <= rows[:, 2:3]).all(axis=1) & (prices >= rows[:, 3:4]).all(axis=1)
    return merge(no_rows(), rows[is_good])
