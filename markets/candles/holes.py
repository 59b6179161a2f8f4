"""Finds the days whose stored minutes have holes, without reading those that are whole, and fills one of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC

from channels.db import database_sync_to_async
from django.db.models import Count
from django.db.models.functions import Length, TruncDay

from markets.candles.backfill import ask, missing, store
from markets.candles.resample import merge, no_rows
from markets.candles.store import CANDLE_BYTES, DAY_MS, read_stored, roll_up_day
from markets.exchanges.base import Exchange
from markets.models import Candle, CandleChunk
from markets.types import TIMEFRAME_MS, Timeframe
from project.common.clock import from_ms

MINUTE_MS = TIMEFRAME_MS[Timeframe.M1]


@dataclass(frozen=True, slots=True)
class Filled:
    """How many minutes came, with how many questions, and whether every hole was asked for."""

    minutes: int
    calls: int
    is_through: bool


def minutes_by_day(instrument_id: int, exchange: str, since_ms: int, until_ms: int) -> Counter[int]:
    """Count the stored minutes of each day that has any; of a chunk only its length is asked for."""
    since, until = from_ms(since_ms), from_ms(until_ms)
    chunks = CandleChunk.objects.filter(
        instrument_id=instrument_id,
        exchange=exchange,
        timeframe=Timeframe.M1.value,
        starts_at__gte=since,
        starts_at__lt=until,
    ).values_list("starts_at", Length("data"))
    rows = Candle.objects.filter(
        instrument_id=instrument_id, exchange=exchange, opened_at__gte=since, opened_at__lt=until
    ).values_list(TruncDay("opened_at", tzinfo=UTC))
    counts = Counter({int(day.timestamp() * 1000): length // CANDLE_BYTES for day, length in chunks})
    counts.update({int(day.timestamp() * 1000): count for day, count in rows.annotate(Count("pk")).order_by()})
    return counts


def days_with_holes(counts: Counter[int], since_ms: int, until_ms: int) -> list[int]:
    """Return the days, the newest first, that have fewer minutes than have passed of them by ``until_ms``."""
    first = since_ms - since_ms % DAY_MS
    days = reversed(range(first, until_ms, DAY_MS))
    return [day for day in days if counts[day] < (min(until_ms, day + DAY_MS) - day) // MINUTE_MS]


async def fill_day(
    exchange: Exchange, symbol: str, instrument_id: int, since_ms: int, until_ms: int, most_calls: int
) -> Filled:
    """Fill the holes between two moments of one day, and make its hours anew. Raises ExchangeError."""
    stored = await database_sync_to_async(read_stored)(instrument_id, exchange.id, Timeframe.M1, since_ms, until_ms)
    holes = missing(stored, Timeframe.M1, since_ms, until_ms)
    found, calls, left = no_rows(), 0, holes
    while len(left) and calls < most_calls:
        calls += 1
        rows = await ask(exchange, symbol, Timeframe.M1, int(left[0]))
        # One that cannot go back so far answers with its newest.
        rows = rows[rows[:, 0] < until_ms]
        found = merge(found, rows)
        reached = int(rows[-1, 0]) if len(rows) else int(left[0]) + exchange.capabilities.max_candles * MINUTE_MS
        left = left[left > reached]
    if len(found):
        await database_sync_to_async(store)(instrument_id, exchange.id, Timeframe.M1, found)
        await database_sync_to_async(roll_up_day)(instrument_id, exchange.id, since_ms - since_ms % DAY_MS)
    # What is still missing has no trade, or is not known to the exchange.
    came = len(holes) - len(missing(merge(stored, found), Timeframe.M1, since_ms, until_ms))
    return Filled(came, calls, is_through=not len(left))
