"""The flow on its way from the stream to the database and the bus, both real."""

import asyncio
import threading
from dataclasses import replace

import orjson
import pytest
from channels.db import database_sync_to_async

from markets.flow.clusters import WINDOW_MS
from markets.flow.pending import AT_ONCE, MOST, Pending
from markets.flow.recorder import FlowRecorder
from markets.flow.services import Batch
from markets.models import LiquidationOrder, MarketEvent, WhaleTrade
from markets.stream import bus as keys
from markets.stream.supervise import end_tasks
from markets.types import EventKind, FlowEvent
from project.common.clock import from_ms, now_ms
from tests.factories import InstrumentFactory
from tests.markets.flow.samples import liquidated, printed, whale
from tests.markets.stream.test_hub import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def since_ms():
    return now_ms() - 3 * WINDOW_MS


@pytest.fixture
def prints(since_ms):
    return [printed(str(number), 300_000.0 + number, since_ms + number * 700) for number in range(30)]


@pytest.fixture
def orders(since_ms):
    return [liquidated(str(number), 50_000.0, since_ms + number * 700) for number in range(30)]


@pytest.fixture
def ids():
    return {"BTC-USDT": InstrumentFactory(symbol="BTC-USDT").pk}


@pytest.fixture
def heard(bus):
    """Return what has come over the bus since the last call, by kind."""
    with bus.pubsub(ignore_subscribe_messages=True) as pubsub:
        pubsub.subscribe(keys.channel(keys.FLOW))
        pubsub.get_message(timeout=5)

        def read():
            found = []
            while message := pubsub.get_message(timeout=0.05):
                found += orjson.loads(message["data"])
            return found

        yield read


def recorder_of(ids, prices=(), mode="live"):
    recorder = FlowRecorder(ids, lambda: list(prices))
    recorder.switch(mode)
    return recorder


def feed(recorder, prints, orders=()):
    for each in prints:
        recorder.take_trade(each)
    for each in orders:
        recorder.take_liquidation(each)


async def rows():
    def read():
        kept = ("exchange", "trade_id", "usd_value", "traded_at")
        return [
            *WhaleTrade.objects.order_by("trade_id").values_list(*kept),
            *LiquidationOrder.objects.order_by("trade_id").values_list(*kept),
            *MarketEvent.objects.order_by("kind").values_list("kind", "began_at", "ended_at", "count", "title"),
        ]

    return await database_sync_to_async(read)()


async def test_the_same_stream_again_leaves_the_same_rows(ids, prints, orders) -> None:
    found = []
    for _ in range(2):
        recorder = recorder_of(ids)
        feed(recorder, prints, orders)
        await recorder.look()
        await recorder.write()
        found.append(await rows())
    assert found[0] == found[1]
    assert len(found[0]) == 62  # 30 whales, 30 liquidations, a storm and a cascade


async def test_a_kill_between_batches_loses_nothing_that_the_exchange_repeats(ids, prints, orders) -> None:
    killed = recorder_of(ids)
    feed(killed, prints[:10], orders[:10])
    await killed.write()
    feed(killed, prints[10:20], orders[10:20])
    after = recorder_of(ids)
    feed(after, prints[5:], orders[5:])
    written = await after.write()
    assert [each.trade_id for each in written[0].whales] == [each.trade_id for each in prints[10:]]
    assert len(await rows()) == 60


async def test_what_the_database_refuses_waits_for_the_next_time(ids, caplog, prints, orders) -> None:
    unknown = {"BTC-USDT": ids["BTC-USDT"] + 1_000}
    recorder = recorder_of(unknown)
    feed(recorder, prints, orders)
    assert await recorder.write() == []
    assert "does not take them" in caplog.text
    unknown.update(ids)
    await recorder.write()
    assert len(await rows()) == 60
    assert recorder.pending.lost == 0


async def test_new_rows_are_told_on_the_bus_once(ids, heard, prints, orders) -> None:
    recorder = recorder_of(ids)
    async with keys.async_client() as client:
        feed(recorder, prints[:3], orders[:1])
        await recorder.look()
        await recorder.tell(client, await recorder.write())
        messages = heard()
        again = recorder_of(ids)
        feed(again, prints[:3], orders[:1])
        await again.tell(client, await again.write())
    assert [message["kind"] for message in messages] == ["whale", "whale", "whale", "liquidation", "event"]
    first, order, event = messages[0], messages[3], messages[4]
    assert (first["trade_id"], first["usd_value"], first["side"], first["percentile"]) == ("0", 300_000, "buy", None)
    assert (order["side"], order["usd_value"]) == ("long", 50_000)
    assert (event["event"], event["symbol"], event["count"]) == ("whale", "BTC-USDT", 3)
    assert heard() == []


async def test_the_thresholds_in_force_are_on_the_bus(ids, bus, prints) -> None:
    recorder = recorder_of(ids)
    feed(recorder, prints[:1])
    async with keys.async_client() as client:
        await recorder.tell(client, [])
    threshold = orjson.loads(bus.hget(keys.WHALE_THRESHOLDS, "BTC-USDT"))
    assert threshold == {"symbol": "BTC-USDT", "usd_value": 250_000, "percentile": None}
    assert 0 < bus.ttl(keys.WHALE_THRESHOLDS) <= keys.MODE_LIFE_S


async def test_a_bus_that_is_away_costs_nothing_but_the_telling(ids, settings, prints) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    recorder = recorder_of(ids)
    feed(recorder, prints)
    async with keys.async_client() as client:
        await recorder.tell(client, await recorder.write())
    assert len(await rows()) == 30


async def test_what_was_told_before_a_restart_is_not_told_again_within_the_pause(ids) -> None:
    at_ms = now_ms() - 4 * WINDOW_MS
    storm = [printed(str(number), 300_000.0, at_ms + number) for number in range(3)]
    later = [replace(each, trade_id=f"later {each.trade_id}", event_ms=each.event_ms + 2 * WINDOW_MS) for each in storm]
    for prints in (storm, later):
        recorder = recorder_of(ids)
        feed(recorder, prints)
        await recorder.look()
        await recorder.write()
    assert await database_sync_to_async(MarketEvent.objects.count)() == 1
    simulated = recorder_of(ids, mode="simulated")
    feed(simulated, [replace(each, exchange="simulated") for each in later])
    await simulated.look()
    await simulated.write()
    marks = await database_sync_to_async(lambda: set(MarketEvent.objects.values_list("is_simulated", flat=True)))()
    assert marks == {False, True}


async def test_another_mode_forgets_what_was_usual_and_ends_what_went_on(ids, prints) -> None:
    recorder = recorder_of(ids)
    lasting = FlowEvent(EventKind.DEPEG, "BTC-USDT", 1_000, None, "One USDT is worth 0.9900 dollars.")
    recorder.pending.events.append((lasting, False))
    feed(recorder, prints[:1])
    recorder.switch("simulated")
    feed(recorder, prints[:1])
    await recorder.write()
    event = await database_sync_to_async(MarketEvent.objects.get)()
    assert event.began_at == from_ms(1_000)
    assert event.ended_at is not None
    assert len(await rows()) == 2


async def test_a_slow_database_does_not_keep_us_from_looking(ids, prints, monkeypatch) -> None:
    monkeypatch.setattr("markets.flow.recorder.LOOK_S", 0.01)
    monkeypatch.setattr("markets.flow.recorder.WRITE_S", 0.01)
    looks, is_free = [], threading.Event()
    recorder = recorder_of(ids)
    recorder.prices = lambda: looks.append(1) or []
    running = [asyncio.create_task(job()) for job in (recorder.keep_looking, recorder.keep_writing)]
    await until(lambda: looks)
    slow = asyncio.create_task(database_sync_to_async(is_free.wait)())
    feed(recorder, prints)
    await until(lambda: not recorder.pending.whales)
    already = len(looks)
    await until(lambda: len(looks) > already + 5)
    is_free.set()
    await slow
    await end_tasks(running)
    await recorder.write()
    assert len(await rows()) == 31


async def test_a_stream_that_stops_ends_what_goes_on(ids) -> None:
    recorder = recorder_of(ids)
    await recorder.look()
    for began_ms in (1_000, 2_000):
        lasting = FlowEvent(EventKind.DEPEG, "BTC-USDT", began_ms, None, "One USDT is worth 0.9900 dollars.")
        recorder.pending.events.append((lasting, False))
        if began_ms == 1_000:
            await recorder.write()
    await recorder.close()
    ends = await database_sync_to_async(lambda: [*MarketEvent.objects.values_list("ended_at", flat=True)])()
    assert len(ends) == 2
    assert all(ends)


async def test_what_came_back_after_its_mode_had_ended_is_ended_too(ids) -> None:
    recorder = recorder_of(ids)
    recorder.switch("simulated")
    lasting = FlowEvent(EventKind.DEPEG, "BTC-USDT", 1_000, None, "One USDT is worth 0.9900 dollars.")
    with pytest.raises(KeyboardInterrupt), recorder.pending.kept_unless_done(Batch([], [], [(lasting, False)])):
        raise KeyboardInterrupt
    await recorder.look()
    await recorder.write()
    assert (await database_sync_to_async(MarketEvent.objects.get)()).ended_at is not None


def test_what_waits_is_bounded_and_what_had_to_go_is_counted() -> None:
    pending = Pending()
    pending.whales = [whale(str(number)) for number in range(MOST + 3)]
    batch = pending.take()
    assert batch is not None
    assert (batch.whales[0].trade_id, len(batch.whales), pending.lost) == ("3", AT_ONCE, 3)


def test_a_batch_that_nobody_could_store_goes_back_to_its_place() -> None:
    pending = Pending()
    pending.whales = [whale(str(number)) for number in range(AT_ONCE + 1)]
    with pytest.raises(KeyboardInterrupt):
        interrupted(pending)
    assert [each.trade_id for each in pending.whales] == [str(number) for number in range(AT_ONCE + 1)]
    for size in (AT_ONCE, 1):
        assert len((pending.take() or Batch([], [], [])).whales) == size
    assert pending.take() is None


def interrupted(pending):
    batch = pending.take()
    with pending.kept_unless_done(batch):
        raise KeyboardInterrupt
