"""Fills the holes in stored candles from an exchange's own history, one call at a time."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from channels.db import database_sync_to_async

from markets.candles.resample import Rows, clean, no_rows
from markets.candles.store import DAY_MS, Minute, read_stored, store_chunks, store_minutes
from markets.exchanges.base import BackOff, Exchange, ExchangeError, Rejected
from markets.types import TIMEFRAME_MS, Timeframe
from project.common.clock import now_ms

log = logging.getLogger(__name__)

DEPTH_MS = {Timeframe.H1: 30 * DAY_MS, Timeframe.M1: 3 * DAY_MS, Timeframe.D1: 400 * DAY_MS}
"""How far back each timeframe goes, in the order in which they are filled."""

MAX_CALLS = 60
TRIES = 3


async def backfill(exchange: Exchange, symbols: Sequence[str], instrument_ids: Mapping[str, int]) -> int:
    """Fill every hole of every symbol, the shown timeframes first; return how many candles came."""
    total = 0
    for timeframe in DEPTH_MS:
        if timeframe in exchange.capabilities.timeframes:
            for symbol in symbols:
                total += await fill(exchange, symbol, instrument_ids[symbol], timeframe)
    log.info("%s: %d candles of history are stored.", exchange.name, total)
    return total


async def refill_minutes(
    exchange: Exchange, symbols: Sequence[str], instrument_ids: Mapping[str, int], since_ms: int
) -> None:
    """Take the exchange's own minutes since a moment for those that we saw only in part."""
    for symbol in symbols:
        rows = await _ask(exchange, symbol, Timeframe.M1, since_ms)
        await database_sync_to_async(store)(instrument_ids[symbol], exchange.id, Timeframe.M1, rows)


async def fill(exchange: Exchange, symbol: str, instrument_id: int, timeframe: Timeframe) -> int:
    """Fill one symbol from its first hole to now; an exchange that fails leaves the rest for the next time."""
    until_ms = now_ms()
    since_ms = until_ms - DEPTH_MS[timeframe]
    stored = await database_sync_to_async(read_stored)(instrument_id, exchange.id, timeframe, since_ms)
    since_ms = first_hole(stored, timeframe, since_ms, until_ms)
    total = 0
    for _ in range(MAX_CALLS):
        if since_ms + TIMEFRAME_MS[timeframe] > until_ms:
            break
        rows = await _ask(exchange, symbol, timeframe, since_ms)
        if not len(rows):
            break
        total += len(rows)
        await database_sync_to_async(store)(instrument_id, exchange.id, timeframe, rows)
        since_ms = int(rows[-1, 0]) + TIMEFRAME_MS[timeframe]
    return total


def first_hole(stored: Rows, timeframe: Timeframe, since_ms: int, until_ms: int) -> int:
    """Return when the first period opens that has no candle, from ``since_ms`` on; ``until_ms`` when there is none."""
    holes = missing(stored, timeframe, since_ms, until_ms)
    return int(holes[0]) if len(holes) else until_ms


def missing(stored: Rows, timeframe: Timeframe, since_ms: int, until_ms: int) -> npt.NDArray[np.int64]:
    """Return when those whole periods open that have no candle, oldest first."""
    length = TIMEFRAME_MS[timeframe]
    first = -(-since_ms // length) * length
    expected = np.arange(first, until_ms - length + 1, length)
    return expected[~np.isin(expected, stored[:, 0].astype(np.int64))]


def store(instrument_id: int, exchange: str, timeframe: Timeframe, rows: Rows) -> None:
    """Store an exchange's own candles: closed periods as chunks, today's minutes as rows."""
    now = now_ms()
    if timeframe is not Timeframe.M1:
        store_chunks(instrument_id, exchange, timeframe, rows[rows[:, 0] + TIMEFRAME_MS[timeframe] <= now])
        return
    is_today = rows[:, 0] >= now - now % DAY_MS
    store_chunks(instrument_id, exchange, timeframe, rows[~is_today])
    today = rows[is_today].tolist()
    store_minutes(Minute(instrument_id, exchange, int(open_ms), *values) for open_ms, *values in today)


async def ask(exchange: Exchange, symbol: str, timeframe: Timeframe, since_ms: int) -> Rows:
    """Ask for candles, and again after a pause, three times in all. Raises ExchangeError."""
    limit = exchange.capabilities.max_candles
    for attempt in range(1, TRIES):
        try:
            return clean(await exchange.candles(symbol, timeframe, since_ms, limit))
        except Rejected:
            raise
        except BackOff as error:
            await asyncio.sleep(error.retry_after_s)
        except ExchangeError as error:
            log.info("%s: history of %s was interrupted: %s", exchange.name, symbol, error.message)
            await asyncio.sleep(2**attempt)
    return clean(await exchange.candles(symbol, timeframe, since_ms, limit))


async def _ask(exchange: Exchange, symbol: str, timeframe: Timeframe, since_ms: int) -> Rows:
    try:
        return await ask(exchange, symbol, timeframe, since_ms)
    except ExchangeError as error:
        log.warning("%s: no %s history of %s: %s", exchange.name, timeframe, symbol, error.message)
        return no_rows()
