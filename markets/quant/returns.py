"""What a series of closes did: changes, volatility, and a basket of several."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]

MIN_RETURNS = 2


def change_percent(start: float, end: float) -> float | None:
    """Return the change from ``start`` to ``end`` in percent, None when there is nothing to compare with."""
    return (end / start - 1.0) * 100.0 if start > 0 else None


def change_over(closes: Values, periods: int) -> float | None:
    """Return the change in percent over the last ``periods`` closes, None when there are not that many."""
    return change_percent(float(closes[-1 - periods]), float(closes[-1])) if len(closes) > periods else None


def rebased(closes: Values) -> Values:
    """Return each close as its change in percent against the first one."""
    changes: Values = (closes / closes[0] - 1.0) * 100.0
    return changes


def realised_volatility(closes: Values, periods_per_year: float) -> float | None:
    """Return the annualised standard deviation of log returns in percent, None under two returns."""
    returns = np.diff(np.log(closes[closes > 0]))
    if len(returns) < MIN_RETURNS:
        return None
    return float(np.std(returns, ddof=1) * np.sqrt(periods_per_year) * 100.0)


def aligned(times: Values, closes: Values, timeline: Values) -> Values:
    """Return the close known at each time of ``timeline``, NaN before the first one. ``times`` ascend."""
    known = np.searchsorted(times, timeline, side="right") - 1
    return np.where(known >= 0, closes[np.maximum(known, 0)], np.nan)


def equal_weight_basket(rows: Sequence[Values]) -> Values:
    """Return the change in percent of equal sums put into each asset at the start and then left alone.

    An asset without a close at the start is left out. **Shape** rows of (n,); answers (n,), empty without any asset.
    """
    held = [row for row in rows if len(row) and np.isfinite(row[0])]
    return np.mean([rebased(row) for row in held], axis=0) if held else np.empty(0)
