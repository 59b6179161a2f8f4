"""The numbers of a candle chart: bars, indicators, and the alerts that stand on its time axis."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from django.urls import reverse
from numpy.typing import NDArray

from alerts.models import Alert
from dashboard.charts.numbers import milliseconds, plain
from markets.candles.selectors import CandleSeries
from markets.quant.indicators import ema, macd, rsi, sma
from markets.types import TIMEFRAME_MS

SMA_PERIOD = 50
EMA_PERIOD = 20
RSI_PERIOD = 14
# Enough that an exponential average forgets where it began.
WARM_UP = 240
NEEDED = {
    "sma": (f"SMA {SMA_PERIOD}", SMA_PERIOD),
    "ema": (f"EMA {EMA_PERIOD}", EMA_PERIOD),
    "rsi": (f"RSI {RSI_PERIOD}", RSI_PERIOD + 1),
    "macd": ("MACD 12 26 9", 34),
}


def candle_chart(series: CandleSeries, limit: int) -> dict[str, Any]:
    """Return the last ``limit`` bars with indicators computed over all the rows given."""
    rows = series.rows
    shown = rows[-limit:]
    return {
        "timeframe": str(series.timeframe),
        "step": TIMEFRAME_MS[series.timeframe],
        "exchange": series.exchange,
        "t": milliseconds(shown[:, 0]),
        **{name: plain(shown[:, column]) for name, column in zip("ohlcv", range(1, 6), strict=True)},
        **{name: plain(values[-limit:]) for name, values in indicators(rows[:, 4]).items()},
        "notes": missing_history(len(rows)),
    }


def indicators(closes: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
    """Return each indicator over all closes, NaN where there is too little history."""
    line, signal, histogram = macd(closes, 12, 26, 9)
    return {
        "sma": sma(closes, SMA_PERIOD),
        "ema": ema(closes, EMA_PERIOD),
        "rsi": rsi(closes, RSI_PERIOD),
        "macd": line,
        "signal": signal,
        "histogram": histogram,
    }


def missing_history(count: int) -> dict[str, str]:
    """Return a sentence for each indicator that ``count`` candles are too few for."""
    return {
        name: f"{label} needs {needed} candles, {count} so far"
        for name, (label, needed) in NEEDED.items()
        if count < needed
    }


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
