"""Stored candles of many instruments at once, in as many queries for one as for a hundred."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np

from markets.candles.resample import Rows, merge, no_rows, resample
from markets.candles.selectors import CandleSeries, preferred_exchanges
from markets.candles.store import CHUNK_REACH, unpack
from markets.models import CandleChunk
from markets.types import TIMEFRAME_MS, Timeframe
from project.common.clock import from_ms, now_ms

ABOUT_AS_NEW_PERIODS = 2

Key = tuple[str, str]


def many_candles(symbols: Iterable[str], timeframe: Timeframe, count: int) -> dict[str, CandleSeries]:
    """Return up to ``count`` hourly or daily candles of each symbol that has any; today's day is made of its hours."""
    wanted = sorted(symbols)
    step = TIMEFRAME_MS[timeframe]
    since = from_ms(now_ms() // step * step - step * count)
    rows = _stored(wanted, timeframe, since)
    if timeframe is Timeframe.D1:
        # Yesterday too: its day is stored only when its last trades can have come in.
        hours = _stored(wanted, Timeframe.H1, from_ms((now_ms() // step - 1) * step))
        last_days = {key: resample(part, Timeframe.D1) for key, part in hours.items()}
        rows = {key: merge(rows.get(key, no_rows()), last_days.get(key, no_rows())) for key in {*rows, *last_days}}
    return {
        symbol: CandleSeries(exchange, timeframe, rows[symbol, exchange][-count:])
        for symbol, exchange in _newest(rows, step * ABOUT_AS_NEW_PERIODS).items()
    }


def _stored(symbols: list[str], timeframe: Timeframe, since: datetime) -> dict[Key, Rows]:
    chunks = CandleChunk.objects.filter(
        instrument__symbol__in=symbols,
        exchange__in=preferred_exchanges(),
        timeframe=timeframe.value,
        starts_at__gt=since - CHUNK_REACH[timeframe],
    )
    parts: dict[Key, list[Rows]] = {}
    for symbol, exchange, data in chunks.order_by("starts_at").values_list("instrument__symbol", "exchange", "data"):
        parts.setdefault((symbol, exchange), []).append(unpack(data))
    joined = {key: np.concatenate(part) for key, part in parts.items()}
    first_ms = since.timestamp() * 1000
    return {key: recent for key, rows in joined.items() if len(recent := rows[rows[:, 0] >= first_ms])}


def _newest(rows: Mapping[Key, Rows], about_ms: int) -> dict[str, str]:
    """Return the exchange to show for each symbol: the operator's first whose data are about the newest."""
    order = list(preferred_exchanges())
    ends: dict[str, dict[str, float]] = {}
    for (symbol, exchange), part in rows.items():
        ends.setdefault(symbol, {})[exchange] = float(part[-1, 0])
    return {
        symbol: min((name for name in known if known[name] >= max(known.values()) - about_ms), key=order.index)
        for symbol, known in ends.items()
    }
