import asyncio
from datetime import timedelta

import numpy as np
import pytest
import time_machine
from channels.db import database_sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.candles.holes import days_with_holes, minutes_by_day
from markets.candles.repair import LATE_MS, Repair
from markets.candles.resample import resample
from markets.candles.store import Minute, read_stored, store_chunks, store_minutes
from markets.exchanges.base import Rejected
from markets.models import Candle, CandleChunk
from markets.types import Timeframe
from project.common.clock import from_ms, now_ms
from tests.factories import InstrumentFactory
from tests.fakes.scripted import ScriptedExchange
from tests.fakes.venues import candle
from tests.markets.candles.samples import DAY_MS, MINUTE_MS, MONDAY_MS, candles
from tests.markets.exchanges.conftest import LIVE, hurried

pytestmark = pytest.mark.django_db(transaction=True)
NOW_MS = MONDAY_MS + 4 * DAY_MS + 30 * MINUTE_MS
HISTORY = candles(4 * 1440 + 30)
IDS = {"BTC-USDT": 1}


@pytest.fixture
def btc():
    return InstrumentFactory(pk=1, symbol="BTC-USDT", base="BTC")


@pytest.fixture
def at_that_time():
    with time_machine.travel(from_ms(NOW_MS), tick=False) as traveller:
        yield traveller


def keep(exchange, rows, today_ms):
    closed = rows[rows[:, 0] < today_ms]
    store_chunks(1, exchange, Timeframe.M1, closed)
    store_minutes(Minute(1, exchange, int(row[0]), *row[1:]) for row in rows[len(closed) :].tolist())


def without(rows, *spans):
    for start, end in spans:
        rows = rows[(rows[:, 0] < start) | (rows[:, 0] >= end)]
    return rows


@database_sync_to_async
def stored(exchange, timeframe=Timeframe.M1):
    return read_stored(1, exchange, timeframe, 0)


def repair_of(exchange):
    return Repair(exchange, ["BTC-USDT"], IDS)


async def test_an_hour_a_day_and_what_is_missing_of_today_are_filled_the_newest_first(btc):
    """From a loopback venue, in its own dialect: the clock is the real one."""
    adapter, fake = LIVE["binance"]
    until_ms = (now_ms() - LATE_MS) // MINUTE_MS * MINUTE_MS
    today_ms = until_ms - until_ms % DAY_MS
    opens = range(today_ms - 3 * DAY_MS, until_ms, MINUTE_MS)
    whole = np.array([(at, *candle("BTC-USDT", at)) for at in opens])
    hour = today_ms - 3 * DAY_MS + 7 * 60 * MINUTE_MS
    holes = (hour, hour + 60 * MINUTE_MS), (today_ms - DAY_MS, today_ms), (today_ms, today_ms + 20 * MINUTE_MS)
    await database_sync_to_async(keep)("binance", without(whole, *holes), today_ms)
    async with fake().serving() as venue:
        exchange = hurried(adapter(venue.urls))
        await exchange.connect(["BTC-USDT"])
        came = await repair_of(exchange).fill()
        asked = [each.path for each in venue.ledger if "klines" in each.path]
        await exchange.close()
    assert came == len(whole) - len(without(whole, *holes))
    ours = await stored("binance")
    assert np.array_equal(ours[ours[:, 0] < until_ms], whole)
    starts = [int(path.split("startTime=")[1].split("&")[0]) for path in asked]
    assert starts[-1] == hour
    assert [start // DAY_MS for start in starts] == sorted((start // DAY_MS for start in starts), reverse=True)


async def test_a_round_asks_so_often_and_no_more_and_the_next_one_goes_on(btc, at_that_time, monkeypatch):
    monkeypatch.setattr("markets.candles.repair.CALLS", 2)
    await database_sync_to_async(keep)("kraken", HISTORY[:1440], NOW_MS)
    exchange = ScriptedExchange(history={Timeframe.M1: HISTORY})
    repair, rounds = repair_of(exchange), []
    while await repair.fill():
        rounds.append(len(exchange.calls))
    assert [after - before for before, after in zip([0, *rounds], rounds, strict=False)][:4] == [2, 2, 2, 2]
    assert np.array_equal(await stored("kraken"), HISTORY[: -LATE_MS // MINUTE_MS])


async def test_a_hole_that_the_exchange_cannot_fill_is_left_alone_for_hours(btc, at_that_time):
    holed = without(HISTORY, (MONDAY_MS + DAY_MS, MONDAY_MS + DAY_MS + 9 * MINUTE_MS))[:-3]
    await database_sync_to_async(keep)("kraken", holed, NOW_MS - 30 * MINUTE_MS)
    exchange = ScriptedExchange(history={Timeframe.M1: holed})
    repair = repair_of(exchange)
    assert [await repair.fill() for _ in range(3)] == [0, 0, 0]
    assert exchange.calls == [("1m", MONDAY_MS + DAY_MS)]
    at_that_time.shift(timedelta(hours=7))
    await repair.fill()
    assert exchange.calls.count(("1m", MONDAY_MS + DAY_MS)) == 2


async def test_an_exchange_that_refuses_is_asked_again_in_the_next_round(btc, at_that_time):
    await database_sync_to_async(keep)("kraken", without(HISTORY, (MONDAY_MS, MONDAY_MS + MINUTE_MS)), NOW_MS)
    exchange = ScriptedExchange(history={Timeframe.M1: Rejected("There is no such pair.")})
    repair = repair_of(exchange)
    assert await repair.fill() == 0
    exchange.history[Timeframe.M1] = HISTORY
    assert await repair.fill() == 1


async def test_hours_and_days_are_made_anew_of_minutes_that_came_later(btc, at_that_time):
    holed = without(HISTORY, (MONDAY_MS + 10 * MINUTE_MS, MONDAY_MS + 50 * MINUTE_MS))
    await database_sync_to_async(keep)("kraken", holed, NOW_MS)
    await database_sync_to_async(store_chunks)(1, "kraken", Timeframe.H1, resample(holed[:-30], Timeframe.H1))
    await repair_of(ScriptedExchange(history={Timeframe.M1: HISTORY})).fill()
    hours = await stored("kraken", Timeframe.H1)
    assert hours[0] == pytest.approx(resample(HISTORY[:60], Timeframe.H1)[0])
    assert (await stored("kraken", Timeframe.D1))[0] == pytest.approx(resample(HISTORY[:1440], Timeframe.D1)[0])


def test_holes_are_found_in_two_queries_that_read_no_chunk(btc):
    gone = MONDAY_MS + DAY_MS
    keep("kraken", without(HISTORY, (gone, gone + DAY_MS), (NOW_MS - 9 * MINUTE_MS, NOW_MS)), NOW_MS - 30 * MINUTE_MS)
    with CaptureQueriesContext(connection) as queries:
        counts = minutes_by_day(1, "kraken", MONDAY_MS, NOW_MS)
    assert days_with_holes(counts, min(counts), NOW_MS) == [MONDAY_MS + 4 * DAY_MS, gone]
    assert len(queries) == 2
    assert not any('"data",' in query["sql"] or '"data" FROM' in query["sql"] for query in queries)


async def test_a_round_that_is_cut_off_leaves_what_came(btc, at_that_time):
    await database_sync_to_async(keep)("kraken", HISTORY[:1], NOW_MS)
    exchange = ScriptedExchange(history={Timeframe.M1: HISTORY})

    def stop():
        if len(exchange.calls) > 6:
            raise asyncio.CancelledError
        return HISTORY

    exchange.history[Timeframe.M1] = stop
    with pytest.raises(asyncio.CancelledError):
        await repair_of(exchange).fill()
    days = {int(at) // DAY_MS for at in (await stored("kraken"))[1:, 0]}
    assert days == {(MONDAY_MS + number * DAY_MS) // DAY_MS for number in (3, 4)}
    assert await database_sync_to_async(Candle.objects.exists)()
    assert await database_sync_to_async(CandleChunk.objects.exists)()
