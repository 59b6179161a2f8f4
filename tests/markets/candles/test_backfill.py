import numpy as np
import pytest
import time_machine
from channels.db import database_sync_to_async

from markets.candles.backfill import DEPTH_MS, backfill, fill, first_hole, refill_minutes
from markets.candles.resample import resample
from markets.candles.store import Minute, read_minutes, read_stored, store_minutes
from markets.exchanges.base import BackOff, Interrupted, Rejected
from markets.models import Candle, CandleChunk
from markets.types import Timeframe
from project.common.clock import from_ms
from tests.factories import InstrumentFactory
from tests.fakes.scripted import ScriptedExchange
from tests.markets.candles.samples import DAY_MS, MINUTE_MS, MONDAY_MS, candles

pytestmark = pytest.mark.django_db(transaction=True)
NOW_MS = MONDAY_MS + 4 * DAY_MS + 30 * MINUTE_MS + 1
HISTORY = candles(4 * 1440 + 31)


@pytest.fixture
def btc():
    return InstrumentFactory(symbol="BTC-USDT", base="BTC")


@pytest.fixture(autouse=True)
def at_that_time():
    with time_machine.travel(from_ms(NOW_MS), tick=False):
        yield


@pytest.fixture
def exchange():
    hours, days = resample(HISTORY, Timeframe.H1), resample(HISTORY, Timeframe.D1)
    return ScriptedExchange(history={Timeframe.M1: HISTORY, Timeframe.H1: hours, Timeframe.D1: days})


@database_sync_to_async
def stored(instrument, timeframe):
    return read_stored(instrument.pk, "kraken", timeframe, 0)


async def test_an_empty_store_is_filled_as_deep_as_each_timeframe_goes(btc, exchange):
    await backfill(exchange, ["BTC-USDT"], {"BTC-USDT": btc.pk})
    first_minute = NOW_MS - DEPTH_MS[Timeframe.M1]
    assert await stored(btc, Timeframe.M1) == pytest.approx(HISTORY[HISTORY[:, 0] >= first_minute])
    closed_hours = resample(HISTORY, Timeframe.H1)[:-1]
    assert await stored(btc, Timeframe.H1) == pytest.approx(closed_hours)
    assert len(await stored(btc, Timeframe.D1)) == 4
    today = await database_sync_to_async(read_minutes)(btc.pk, "kraken")
    assert today == pytest.approx(HISTORY[4 * 1440 :])


async def test_filling_again_asks_only_for_what_is_not_there_and_changes_nothing(btc, exchange):
    await fill(exchange, "BTC-USDT", btc.pk, Timeframe.M1)
    before = await stored(btc, Timeframe.M1)
    exchange.calls.clear()
    await fill(exchange, "BTC-USDT", btc.pk, Timeframe.M1)
    assert exchange.calls == []
    assert np.array_equal(await stored(btc, Timeframe.M1), before)


async def test_a_hole_in_the_middle_is_found_and_filled(btc, exchange):
    await fill(exchange, "BTC-USDT", btc.pk, Timeframe.M1)
    hole = from_ms(MONDAY_MS + 4 * DAY_MS + 5 * MINUTE_MS), from_ms(MONDAY_MS + 4 * DAY_MS + 9 * MINUTE_MS)
    await database_sync_to_async(Candle.objects.filter(opened_at__range=hole).delete)()
    exchange.calls.clear()
    await fill(exchange, "BTC-USDT", btc.pk, Timeframe.M1)
    assert exchange.calls == [("1m", MONDAY_MS + 4 * DAY_MS + 5 * MINUTE_MS)]
    assert (await stored(btc, Timeframe.M1))[-31:] == pytest.approx(HISTORY[-31:])


async def test_an_exchange_that_fails_for_a_moment_is_asked_again(btc, exchange, monkeypatch):
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)

    monkeypatch.setattr("markets.candles.backfill.asyncio.sleep", sleep)
    answers = [BackOff("Slow down.", retry_after_s=7), Interrupted("Lost."), HISTORY]
    exchange.history[Timeframe.M1] = lambda: answers.pop(0) if len(answers) > 1 else answers[0]
    assert await fill(exchange, "BTC-USDT", btc.pk, Timeframe.M1) > 0
    assert pauses[0] == 7


async def test_what_an_exchange_rejects_is_left_out_and_the_rest_comes(btc, exchange):
    exchange.history[Timeframe.H1] = Rejected("There is no such pair.")
    await backfill(exchange, ["BTC-USDT"], {"BTC-USDT": btc.pk})
    assert len(await stored(btc, Timeframe.H1)) == 0
    assert len(await stored(btc, Timeframe.D1)) == 4


async def test_impossible_candles_are_not_stored(btc, exchange):
    broken = HISTORY.copy()
    broken[::2, 1] = np.nan
    exchange.history[Timeframe.M1] = broken
    await fill(exchange, "BTC-USDT", btc.pk, Timeframe.M1)
    assert await database_sync_to_async(CandleChunk.objects.count)()
    assert np.isfinite(await stored(btc, Timeframe.M1)).all()


def test_the_first_hole_starts_at_a_full_period_and_an_open_period_is_none():
    start = MONDAY_MS + 1
    assert first_hole(candles(0), Timeframe.M1, start, start + DAY_MS) == MONDAY_MS + MINUTE_MS
    assert first_hole(candles(10), Timeframe.M1, MONDAY_MS, MONDAY_MS + 10 * MINUTE_MS + 5) == (
        MONDAY_MS + 10 * MINUTE_MS + 5
    )


async def test_a_minute_that_was_seen_in_part_is_replaced_by_the_exchanges_own(btc, exchange):
    partial = HISTORY[-3:].copy()
    partial[:, 5] /= 10
    rows = [Minute(btc.pk, "kraken", int(row[0]), *row[1:].tolist()) for row in partial]
    await database_sync_to_async(store_minutes)(rows)
    await refill_minutes(exchange, ["BTC-USDT"], {"BTC-USDT": btc.pk}, int(HISTORY[-2, 0]))
    today = await database_sync_to_async(read_minutes)(btc.pk, "kraken")
    assert today[-2:] == pytest.approx(HISTORY[-2:])
    assert today[0] == pytest.approx(partial[0])
