"""The overview's liquidations hour by hour: what longs lost stands below zero, what shorts lost above."""

from collections.abc import Mapping, Sequence
from typing import Any


def liquidation_chart(hours: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return dollars by hour; no hours when nothing was liquidated in any of them."""
    shown = hours if any(hour["longs_usd"] or hour["shorts_usd"] for hour in hours) else []
    return {
        "t": [hour["hour_ms"] for hour in shown],
        "longs": [-round(hour["longs_usd"]) for hour in shown],
        "shorts": [round(hour["shorts_usd"]) for hour in shown],
    }
