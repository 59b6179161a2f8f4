"""The overview's charts: a watchlist against BTC and ETH, and its turnover hour by hour."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from dashboard.charts.numbers import milliseconds, plain
from markets.candles.selectors import CandleSeries
from markets.quant.returns import Values, aligned, equal_weight_basket, rebased


def performance_chart(name: str, watched: Sequence[CandleSeries], others: Mapping[str, CandleSeries]) -> dict[str, Any]:
    """Return percent changes from the first common day: the basket called ``name``, then each of ``others``."""
    timeline = _timeline([*watched, *others.values()])
    basket = equal_weight_basket([_closes(series, timeline) for series in watched])
    lines = [_line(name, basket), *(_line(label, _rebased(series, timeline)) for label, series in others.items())]
    return {"t": milliseconds(timeline), "lines": [line for line in lines if line["values"]]}


def _timeline(series: Sequence[CandleSeries]) -> Values:
    times = [each.rows[:, 0] for each in series if len(each.rows)]
    return np.unique(np.concatenate(times)) if times else np.empty(0)


def _closes(series: CandleSeries, timeline: Values) -> Values:
    return aligned(series.rows[:, 0], series.rows[:, 4], timeline) if len(series.rows) else np.empty(0)


def _rebased(series: CandleSeries, timeline: Values) -> Values:
    closes = _closes(series, timeline)
    return rebased(closes) if len(closes) and np.isfinite(closes[0]) else np.empty(0)


def _line(name: str, values: Values) -> dict[str, Any]:
    return {"name": name, "values": plain(values, 5)}


def turnover_chart(watched: Sequence[CandleSeries]) -> dict[str, Any]:
    """Return each hour's turnover: of assets whose hour rose above zero, of those that fell below."""
    timeline = _timeline(watched)
    rising, falling = np.zeros(len(timeline)), np.zeros(len(timeline))
    for rows in (series.rows for series in watched if len(series.rows)):
        at = np.searchsorted(timeline, rows[:, 0])
        turnover = rows[:, 4] * rows[:, 5]
        is_up = rows[:, 4] >= rows[:, 1]
        np.add.at(rising, at[is_up], turnover[is_up])
        np.add.at(falling, at[~is_up], turnover[~is_up])
    return {"t": milliseconds(timeline), "rising": plain(rising, 5), "falling": plain(-falling, 5)}
