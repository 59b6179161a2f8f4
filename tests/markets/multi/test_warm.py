"""What is asked for most is answered before anybody asks again."""

import asyncio

import pytest
import redis
from channels.db import database_sync_to_async
from pytest_django.fixtures import Settings

from markets.multi import selectors, warm
from markets.multi.counts import ASKED, report
from markets.multi.kinds import Kind
from markets.stream import bus as keys
from markets.stream.supervise import end_tasks
from tests.factories import InstrumentFactory
from tests.markets.values import price

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def prices(db: None, bus: redis.Redis) -> None:
    for symbol in ("BTC-USDT", "ETH-USDT"):
        InstrumentFactory(symbol=symbol)
        bus.hset(keys.PRICES, symbol, keys.dump(price(symbol)))


def hits_after_the_answer_ran_out(bus: redis.Redis, *, is_warmed: bool) -> int:
    """Ask every time that the answer is gone, as somebody does who calls each minute."""
    instrument = selectors.find_pair("BTC")
    for _ in range(10):
        for name in bus.keys("tw:multi_ticker:*"):
            bus.delete(name)
        if is_warmed:
            warm.warm()
        selectors.ticker(instrument)
    return int(report()["kinds"][Kind.TICKER]["hits"])


@pytest.mark.parametrize(("is_warmed", "hits"), [(False, 0), (True, 9)])
def test_warming_lets_slow_callers_find_an_answer(bus: redis.Redis, is_warmed: bool, hits: int) -> None:
    assert hits_after_the_answer_ran_out(bus, is_warmed=is_warmed) == hits


def test_what_was_asked_for_once_is_left_after_three_minutes(bus: redis.Redis) -> None:
    selectors.ticker(selectors.find_pair("BTC"))
    for _ in range(int(180 / warm.EVERY_S)):
        warm.warm()
    assert bus.zcard(ASKED) == 0


def test_only_the_most_wanted_are_warmed(bus: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "MOST", 1)
    bus.zadd(ASKED, {"multi_ticker BTC-USDT": 3, "multi_ticker ETH-USDT": 9})
    warm.warm()
    assert bus.keys("tw:multi_ticker:*") == ["tw:multi_ticker:ETH-USDT::"]


def test_what_has_no_answer_or_no_instrument_is_left_to_who_asks(bus: redis.Redis) -> None:
    bus.zadd(ASKED, {"multi_orderbook BTC-USDT": 5, "multi_ticker GONE-USDT": 4, "multi_ticker BTC-USDT": 3})
    warm.warm()
    assert bus.keys("tw:multi_*:*") == ["tw:multi_ticker:BTC-USDT::"]


def test_warming_renews_no_wish_for_books(bus: redis.Redis) -> None:
    bus.zadd(ASKED, {"multi_orderbook BTC-USDT": 5, "aggregated_data BTC-USDT": 5})
    warm.warm()
    assert bus.zcard(keys.BOOKS_WANTED) == 0


@pytest.mark.parametrize("state", ["off", "no bus"])
def test_without_a_cache_nothing_is_warmed(bus: redis.Redis, settings: Settings, state: str) -> None:
    bus.zadd(ASKED, {"multi_ticker BTC-USDT": 3})
    if state == "off":
        settings.GPT_API_CACHE_ENABLED = False
    else:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
    warm.warm()
    assert bus.keys("tw:multi_*:*") == []


@pytest.mark.django_db(transaction=True)
async def test_the_stream_keeps_warming(bus: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "EVERY_S", 0.01)
    bus.zadd(ASKED, {"multi_ticker BTC-USDT": 3})
    running = asyncio.create_task(warm.keep_warm())
    for _ in range(200):
        await asyncio.sleep(0.02)
        if await database_sync_to_async(bus.keys)("tw:multi_ticker:*"):
            break
    await end_tasks([running])
    assert bus.keys("tw:multi_ticker:*")
