"""The numbers of a candle chart: bars, indicators, what is compared, and what stands on its time axis."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from django.urls import reverse

from alerts.models import Alert
from dashboard.charts.indicators import Indicator, bars_of, drawn
from dashboard.charts.numbers import milliseconds, plain
from markets.candles.resample import Rows
from markets.candles.selectors import CandleSeries
from markets.quant.indicators import Series
from markets.quant.returns import aligned
from markets.types import TIMEFRAME_MS, EventKind, FlowEvent, Timeframe

DAY_MS = TIMEFRAME_MS[Timeframe.D1]
FLAGGED = {EventKind.WHALE: "W", EventKind.LIQUIDATION: "L"}
# So many times the candles that an indicator needs, until a smoothed one forgets where it began.
FORGETS, LEAST_WARM_UP = 5, 240


def warm_up(indicators: Iterable[Indicator], timeframe: Timeframe) -> int:
    """Return how many candles before the first one shown the indicators want to see."""
    longest = max((each.needed for each in indicators), default=0)
    # The day's first candle has to be there for a price since the session began.
    session = DAY_MS // TIMEFRAME_MS[timeframe] if any(each.kind.key == "vwap" for each in indicators) else 0
    return max(LEAST_WARM_UP, FORGETS * longest, session)


def candle_chart(
    series: CandleSeries, limit: int, indicators: Sequence[Indicator], compared: Mapping[str, CandleSeries]
) -> dict[str, Any]:
    """Return the last ``limit`` bars with indicators computed over all the rows given."""
    rows = series.rows
    shown = rows[-limit:]
    bars = bars_of(rows, sessions(rows, series.timeframe))
    return {
        "timeframe": str(series.timeframe),
        "step": TIMEFRAME_MS[series.timeframe],
        "exchange": series.exchange,
        "t": milliseconds(shown[:, 0]),
        **{name: plain(shown[:, column]) for name, column in zip("ohlcv", range(1, 6), strict=True)},
        "indicators": [drawn(each, bars, limit) for each in indicators],
        "compare": [_compared(symbol, other, shown[:, 0]) for symbol, other in compared.items()],
    }


def sessions(rows: Rows, timeframe: Timeframe) -> Series:
    """Number the session of each candle: its day in UTC, its month if it lasts a day, its year if it lasts a week."""
    days = (rows[:, 0] // DAY_MS).astype("datetime64[D]")
    unit = {Timeframe.D1: "M", Timeframe.W1: "Y"}.get(timeframe, "D")
    return days.astype(f"datetime64[{unit}]").astype(np.float64)


def _compared(symbol: str, other: CandleSeries, timeline: Series) -> dict[str, Any]:
    """Return the closes of another instrument at the times of this one; the browser knows which part is in view."""
    closes = (
        aligned(other.rows[:, 0], other.rows[:, 4], timeline) if len(other.rows) else np.full(len(timeline), np.nan)
    )
    return {"symbol": symbol, "exchange": other.exchange, "values": plain(closes)}


def alert_flags(alerts: Iterable[Alert]) -> list[dict[str, Any]]:
    """Return a flag per alert: N for news, T for a token launch, at the time it was published or seen."""
    return [
        {
            "t": int((alert.published_at or alert.created_at).timestamp() * 1000),
            "letter": "T" if alert.is_event else "N",
            "urgency": alert.urgency,
            "title": alert.title,
            "url": reverse("alert", args=[alert.pk]),
        }
        for alert in alerts
    ]


def event_flags(symbol: str, events: Iterable[FlowEvent]) -> list[dict[str, Any]]:
    """Return a flag per event of the market: W for whales, L for liquidations; it opens the flow of its instrument."""
    flow_url = f"{reverse('instrument', args=[symbol])}?tab=flow"
    return [
        {"t": event.began_ms, "letter": FLAGGED[event.kind], "urgency": "", "title": event.title, "url": flow_url}
        for event in events
    ]
