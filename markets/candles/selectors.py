"""Reads of stored candles: the newest of one instrument, and closes of many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import numpy as np
from django.conf import settings
from django.db.models import Max, OuterRef, Subquery

from markets.candles.resample import Rows, merge, no_rows, resample
from markets.candles.store import CHUNK_REACH, read_minutes, unpack
from markets.exchanges.registry import SIMULATED, live_exchanges
from markets.models import Candle, CandleChunk, Instrument
from markets.stream.reads import data_mode
from markets.types import TIMEFRAME_MS, Timeframe
from project.common.clock import from_ms, now
from project.common.errors import Invalid

STORED_AS = {
    Timeframe.M1: Timeframe.M1,
    Timeframe.M5: Timeframe.M1,
    Timeframe.M15: Timeframe.M1,
    Timeframe.H1: Timeframe.H1,
    Timeframe.D1: Timeframe.D1,
    Timeframe.W1: Timeframe.D1,
}
CHUNK_DAYS = {Timeframe.M1: 1, Timeframe.H1: 28, Timeframe.D1: 365}
ABOUT_AS_NEW = timedelta(minutes=5)
"""Between exchanges whose data ends so close together, the operator's order decides."""


@dataclass(frozen=True, slots=True)
class CandleSeries:
    """Candles of one exchange. Shape of rows: (n, 6) float64, oldest first: open_ms, open, high, low, close, volume."""

    exchange: str
    timeframe: Timeframe
    rows: Rows


@dataclass(frozen=True, slots=True)
class Close:
    symbol: str
    exchange: str
    close: float
    at_ms: int


def parse_timeframe(text: str) -> Timeframe:
    """Return the timeframe of that name, such as 1h. Raises Invalid."""
    try:
        return Timeframe(text)
    except ValueError:
        supported = [timeframe.value for timeframe in Timeframe]
        raise Invalid(
            f"There is no timeframe {text[:10]}. Use {', '.join(supported)}.",
            code="INVALID_TIMEFRAME",
            details={"supported_timeframes": supported},
        ) from None


def preferred_exchanges() -> Sequence[str]:
    """Return the exchanges whose candles may be shown, in the operator's order; simulated only in that mode."""
    mode = data_mode()
    if mode == "simulated" or (mode == "off" and settings.MARKET_DATA == "simulated"):
        return (SIMULATED,)
    if mode == "live" or settings.MARKET_DATA == "live":
        return live_exchanges()
    return (*live_exchanges(), SIMULATED)


def latest_candles(
    instrument: Instrument, timeframe: Timeframe, limit: int = 300, before_ms: int | None = None
) -> CandleSeries:
    """Return the newest candles of the exchange that has the newest data; only those that open before ``before_ms``."""
    exchange = _newest_exchange(instrument)
    if exchange is None:
        return CandleSeries("", timeframe, no_rows())
    until_ms = before_ms if before_ms is not None else int(now().timestamp() * 1000) + TIMEFRAME_MS[Timeframe.W1]
    stored_as = STORED_AS[timeframe]
    chunks = 1 + ceil(limit * TIMEFRAME_MS[timeframe] / (CHUNK_DAYS[stored_as] * TIMEFRAME_MS[Timeframe.D1]))
    minutes = (limit + 1) * TIMEFRAME_MS[timeframe] // TIMEFRAME_MS[Timeframe.M1]
    history = _history(instrument, exchange, stored_as, until_ms + TIMEFRAME_MS[timeframe], chunks, minutes=minutes)
    rows = history if stored_as is timeframe else resample(history, timeframe)
    return CandleSeries(exchange, timeframe, rows[rows[:, 0] < until_ms][-limit:])


def last_closes(symbols: Iterable[str]) -> list[Close]:
    """Return the last stored close of each symbol that has one, in one query an exchange."""
    wanted = list(symbols)
    newest: dict[str, Close] = {}
    for exchange in preferred_exchanges():
        candles = Candle.objects.filter(instrument=OuterRef("pk"), exchange=exchange).order_by("-opened_at")
        rows = Instrument.objects.filter(symbol__in=wanted).annotate(
            close=Subquery(candles.values("close")[:1]), opened_at=Subquery(candles.values("opened_at")[:1])
        )
        for symbol, close, opened_at in rows.exclude(opened_at=None).values_list("symbol", "close", "opened_at"):
            at_ms = int(opened_at.timestamp() * 1000) + TIMEFRAME_MS[Timeframe.M1]
            _keep_newest(newest, Close(symbol, exchange, close, at_ms), ABOUT_AS_NEW)
    for symbol, (exchange, hours) in _hours([symbol for symbol in wanted if symbol not in newest], days=31).items():
        newest[symbol] = Close(symbol, exchange, float(hours[-1, 4]), int(hours[-1, 0]) + TIMEFRAME_MS[Timeframe.H1])
    return list(newest.values())


def hourly_closes(symbols: Iterable[str], days: int = 7) -> dict[str, list[float]]:
    """Return the closes of the last ``days``, oldest first, of each symbol that has any; in one query."""
    return {symbol: hours[:, 4].tolist() for symbol, (_, hours) in _hours(list(symbols), days).items()}


def closes_before(moment: datetime) -> dict[str, float]:
    """Return the price of each symbol at ``moment``: the close of the last whole minute, at most 5 minutes old."""
    minute = timedelta(minutes=1)
    allowed = preferred_exchanges()
    candles = Candle.objects.filter(
        instrument__in=Instrument.objects.filter(is_active=True),
        exchange__in=allowed,
        opened_at__gt=moment - 6 * minute,
        opened_at__lte=moment - minute,
    )
    closes: dict[str, tuple[int, float]] = {}
    for symbol, exchange, close in candles.order_by("opened_at").values_list("instrument__symbol", "exchange", "close"):
        rank = allowed.index(exchange)
        if symbol not in closes or rank <= closes[symbol][0]:
            closes[symbol] = (rank, close)
    return {symbol: close for symbol, (_, close) in closes.items()}


def _history(
    instrument: Instrument,
    exchange: str,
    timeframe: Timeframe,
    until_ms: int,
    chunks: int,
    *,
    since_ms: int = 0,
    minutes: int | None = None,
) -> Rows:
    """Return the newest chunks and what came after the last of them, made of shorter candles."""
    since, until = from_ms(since_ms), from_ms(until_ms)
    stored = CandleChunk.objects.filter(instrument=instrument, exchange=exchange, timeframe=timeframe.value)
    if since_ms:
        stored = stored.filter(starts_at__gt=since - CHUNK_REACH[timeframe])
    newest = stored.filter(starts_at__lt=until).order_by("-starts_at").values_list("data", flat=True)[:chunks]
    closed = np.concatenate([no_rows(), *(unpack(data) for data in reversed(newest))])
    if timeframe is Timeframe.M1:
        return merge(closed, read_minutes(instrument.pk, exchange, since, until, minutes))
    last_ms = int(closed[-1, 0]) if len(closed) else since_ms
    if last_ms >= until_ms:
        return closed
    shorter = Timeframe.M1 if timeframe is Timeframe.H1 else Timeframe.H1
    rest = _history(instrument, exchange, shorter, until_ms, 2, since_ms=last_ms)
    return merge(closed, resample(rest, timeframe))


def _newest_exchange(instrument: Instrument) -> str | None:
    allowed = preferred_exchanges()
    newest: dict[str, Close] = {}
    rows = Candle.objects.filter(instrument=instrument, exchange__in=allowed)
    ends: dict[str, datetime] = dict(rows.values_list("exchange").annotate(Max("opened_at")).order_by())
    if not ends:
        stored = CandleChunk.objects.filter(instrument=instrument, exchange__in=allowed)
        ends = dict(stored.values_list("exchange").annotate(Max("starts_at")).order_by())
    for exchange in allowed:
        if exchange in ends:
            _keep_newest(newest, Close("", exchange, 0, int(ends[exchange].timestamp() * 1000)), ABOUT_AS_NEW)
    return newest[""].exchange if newest else None


def _hours(symbols: Sequence[str], days: int) -> dict[str, tuple[str, Rows]]:
    since = now() - timedelta(days=days)
    allowed = preferred_exchanges()
    stored = CandleChunk.objects.filter(
        instrument__symbol__in=symbols,
        exchange__in=allowed,
        timeframe=Timeframe.H1.value,
        starts_at__gte=since.replace(day=1, hour=0, minute=0, second=0, microsecond=0),
    ).order_by("starts_at")
    parts: dict[tuple[str, str], list[Rows]] = {}
    for symbol, exchange, data in stored.values_list("instrument__symbol", "exchange", "data"):
        parts.setdefault((symbol, exchange), []).append(unpack(data))
    newest: dict[str, Close] = {}
    joined: dict[tuple[str, str], Rows] = {}
    for symbol, exchange in sorted(parts, key=lambda pair: allowed.index(pair[1])):
        rows = np.concatenate(parts[symbol, exchange])
        rows = rows[rows[:, 0] >= since.timestamp() * 1000]
        if len(rows):
            joined[symbol, exchange] = rows
            _keep_newest(newest, Close(symbol, exchange, 0, int(rows[-1, 0])), timedelta(hours=2))
    return {symbol: (close.exchange, joined[symbol, close.exchange]) for symbol, close in newest.items()}


def _keep_newest(newest: dict[str, Close], close: Close, about: timedelta) -> None:
    known = newest.get(close.symbol)
    if known is None or close.at_ms > known.at_ms + about.total_seconds() * 1000:
        newest[close.symbol] = close
