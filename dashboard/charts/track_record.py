"""The numbers of the track record's two charts: how sure against how right, and how often right by horizon."""

from collections.abc import Mapping
from typing import Any

from alerts.calibration import Calibration
from alerts.track_record import Moves
from dashboard.formats import horizon


def reliability_chart(found: Calibration) -> dict[str, Any]:
    """Return a point for each tenth with a decided event, in percent, with its 95 % interval."""
    bins = [each for each in found.bins if each.decided]
    return {
        "x": [round((each.mean or 0.0) * 100, 1) for each in bins],
        "y": [percent(each.share) for each in bins],
        "low": [percent(each.interval[0]) if each.interval else None for each in bins],
        "high": [percent(each.interval[1]) if each.interval else None for each in bins],
        "count": [each.decided for each in bins],
    }


def hit_chart(moves: Mapping[int, Moves]) -> dict[str, Any]:
    """Return a bar for each horizon with a figure, in percent, with its 95 % interval."""
    shown = {horizon_s: each for horizon_s, each in moves.items() if each.measured}
    return {
        "x": [horizon(horizon_s) for horizon_s in shown],
        "y": [percent(each.hit_rate) for each in shown.values()],
        "low": [percent(each.interval[0]) if each.interval else None for each in shown.values()],
        "high": [percent(each.interval[1]) if each.interval else None for each in shown.values()],
        "count": [each.measured for each in shown.values()],
    }


def percent(share: float | None) -> float | None:
    return None if share is None else round(share * 100, 1)
