"""Where candles are kept: minutes of the open day as rows, everything else as chunks of one period each.

Two candles of one moment are settled the same way everywhere: the one with more volume stays (see ``resample.merge``).
So a late trade, a duplicate and a repeated backfill all leave the same history.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
from django.db import connection, transaction

from markets.candles.resample import Rows, merge, no_rows, resample
from markets.models import Candle, CandleChunk
from markets.types import TIMEFRAME_MS, Timeframe
from project.common.clock import from_ms, now_ms

DAY_MS = TIMEFRAME_MS[Timeframe.D1]
CHUNK_UNIT = {Timeframe.M1: "D", Timeframe.H1: "M", Timeframe.D1: "Y"}
"""The period of a chunk by its timeframe, as numpy writes it: a day, a month, a year."""
CHUNK_REACH = {Timeframe.M1: timedelta(days=1), Timeframe.H1: timedelta(days=31), Timeframe.D1: timedelta(days=366)}
"""How long the longest chunk is: so far before a moment the chunk that holds it may start."""

UPSERT = """
INSERT INTO markets_candle (instrument_id, exchange, opened_at, open, high, low, close, volume)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (instrument_id, exchange, opened_at) DO UPDATE SET
open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close, volume = excluded.volume
WHERE excluded.volume >= markets_candle.volume
"""
BATCH = 5_000
CANDLE_BYTES = 6 * 8


class Minute(NamedTuple):
    """One 1m candle on its way into a row."""

    instrument_id: int
    exchange: str
    open_ms: int
    open: float
    high: float
    low: float
    close: float
    volume: float


def store_minutes(minutes: Iterable[Minute]) -> int:
    """Write 1m candles as rows, in as few statements as can be; return how many were given."""
    adapt = connection.ops.adapt_datetimefield_value
    rows = [(row[0], row[1], adapt(from_ms(row[2])), *row[3:]) for row in minutes]
    for start in range(0, len(rows), BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(UPSERT, rows[start : start + BATCH])
    return len(rows)


def read_minutes(
    instrument_id: int,
    exchange: str,
    since: datetime | None = None,
    until: datetime | None = None,
    most: int | None = None,
) -> Rows:
    """Return the 1m rows of one instrument, oldest first; of those before ``until`` only the ``most`` newest."""
    candles = Candle.objects.filter(instrument_id=instrument_id, exchange=exchange).order_by("-opened_at")
    if since is not None:
        candles = candles.filter(opened_at__gte=since)
    if until is not None:
        candles = candles.filter(opened_at__lt=until)
    fields = candles.values_list("opened_at", "open", "high", "low", "close", "volume")[:most]
    rows = [(opened_at.timestamp() * 1000, *values) for opened_at, *values in reversed(fields)]
    return np.array(rows, dtype=np.float64) if rows else no_rows()


def read_stored(
    instrument_id: int, exchange: str, timeframe: Timeframe, since_ms: int, until_ms: int | None = None
) -> Rows:
    """Return what is stored as ``timeframe`` itself from ``since_ms`` on: its chunks, and for 1m the rows too."""
    until = from_ms(until_ms) if until_ms is not None else None
    period = np.datetime64(since_ms, "ms").astype(f"datetime64[{CHUNK_UNIT[timeframe]}]")
    chunks = CandleChunk.objects.filter(
        instrument_id=instrument_id,
        exchange=exchange,
        timeframe=timeframe.value,
        starts_at__gte=from_ms(_milliseconds(period)),
    ).order_by("starts_at")
    if until is not None:
        chunks = chunks.filter(starts_at__lt=until)
    rows = np.concatenate([no_rows(), *(unpack(data) for data in chunks.values_list("data", flat=True))])
    if timeframe is Timeframe.M1:
        rows = merge(rows, read_minutes(instrument_id, exchange, from_ms(since_ms), until))
    rows = rows[rows[:, 0] >= since_ms]
    return rows if until_ms is None else rows[rows[:, 0] < until_ms]


def pack(rows: Rows) -> bytes:
    return np.ascontiguousarray(rows, dtype="<f8").tobytes()


def unpack(data: bytes | memoryview) -> Rows:
    return np.frombuffer(data, dtype="<f8").reshape(-1, 6)


@transaction.atomic
def store_chunks(instrument_id: int, exchange: str, timeframe: Timeframe, rows: Rows) -> None:
    """Merge closed candles of ``timeframe`` into the chunks of their periods."""
    periods = rows[:, 0].astype("datetime64[ms]").astype(f"datetime64[{CHUNK_UNIT[timeframe]}]")
    for period in np.unique(periods):
        starts_at = from_ms(_milliseconds(period))
        chunk, _ = CandleChunk.objects.select_for_update().get_or_create(
            instrument_id=instrument_id,
            exchange=exchange,
            timeframe=timeframe.value,
            starts_at=starts_at,
            defaults={"data": b""},
        )
        merged = pack(merge(unpack(chunk.data), rows[periods == period]))
        if merged != bytes(chunk.data):
            chunk.data = merged
            chunk.save(update_fields=["data"])


def _milliseconds(period: np.datetime64) -> int:
    return int(period.astype("datetime64[ms]").astype(np.int64))


def roll_over(before: datetime) -> int:
    """Move the 1m rows that opened before ``before``, the start of a day, into chunks; return how many were moved."""
    pairs = Candle.objects.filter(opened_at__lt=before).values_list("instrument_id", "exchange").distinct()
    return sum(_roll_over_one(instrument_id, exchange, before) for instrument_id, exchange in pairs.order_by())


@transaction.atomic
def _roll_over_one(instrument_id: int, exchange: str, before: datetime) -> int:
    minutes = read_minutes(instrument_id, exchange)
    minutes = minutes[minutes[:, 0] < before.timestamp() * 1000]
    store_chunks(instrument_id, exchange, Timeframe.M1, minutes)
    store_chunks(instrument_id, exchange, Timeframe.H1, resample(minutes, Timeframe.H1))
    store_chunks(instrument_id, exchange, Timeframe.D1, resample(minutes, Timeframe.D1))
    moved, _ = Candle.objects.filter(instrument_id=instrument_id, exchange=exchange, opened_at__lt=before).delete()
    return moved


def roll_up_day(instrument_id: int, exchange: str, day_ms: int) -> None:
    """Make the closed hours of one day, and the day if it is over, anew of its minutes."""
    minutes = read_stored(instrument_id, exchange, Timeframe.M1, day_ms, day_ms + DAY_MS)
    moment = now_ms()
    for timeframe in (Timeframe.H1, Timeframe.D1):
        longer = resample(minutes, timeframe)
        is_closed = longer[:, 0] + TIMEFRAME_MS[timeframe] <= moment
        store_chunks(instrument_id, exchange, timeframe, longer[is_closed])


def store_closed_hours(since: datetime, before: datetime) -> None:
    """Merge the hours of today's rows from ``since`` to ``before``, both full hours, into their chunks."""
    pairs = Candle.objects.filter(opened_at__gte=since, opened_at__lt=before)
    for instrument_id, exchange in pairs.values_list("instrument_id", "exchange").distinct().order_by():
        minutes = read_minutes(instrument_id, exchange, since)
        minutes = minutes[minutes[:, 0] < before.timestamp() * 1000]
        store_chunks(instrument_id, exchange, Timeframe.H1, resample(minutes, Timeframe.H1))
