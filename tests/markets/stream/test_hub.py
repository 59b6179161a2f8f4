"""The hub on a real bus."""

import asyncio
from contextlib import asynccontextmanager

import orjson
import pytest
from redis._defaults import DEFAULT_SOCKET_TIMEOUT

from markets.selectors import SILENT_MS
from markets.stream import bus as keys
from markets.stream.hub import Hub, Member, running_hub
from markets.stream.outbox import Outbox
from markets.types import Verdict
from project.common.clock import now_ms
from tests.markets.books.values import book
from tests.markets.values import price, state, trade, venue

LIMIT_S = 10


class Page:
    """A member that keeps what it got; it can stop reading."""

    def __init__(self):
        self.frames = []
        self.is_reading = asyncio.Event()
        self.is_reading.set()
        self.overflowed = asyncio.Event()
        self.member = Member(Outbox(self.send, self.overflowed.set))

    async def send(self, text):
        await self.is_reading.wait()
        self.frames.append(orjson.loads(text))

    def of(self, kind):
        return [frame for frame in self.frames if frame["type"] == kind]

    def last(self, symbol="BTC-USDT"):
        seen = [frame["prices"][symbol]["last"] for frame in self.of("prices") if symbol in frame["prices"]]
        return seen[-1] if seen else None


async def until(condition):
    async with asyncio.timeout(LIMIT_S):
        while not condition():
            await asyncio.sleep(0.01)


@asynccontextmanager
async def open_page(hub, *topics):
    page = Page()
    hub.join(page.member)
    hub.subscribe(page.member, topics)
    try:
        yield page
    finally:
        await hub.leave(page.member)


async def subscribed(bus, count=1):
    await until(lambda: dict(bus.pubsub_numsub(keys.channel(keys.PRICES)))[keys.channel(keys.PRICES)] == count)


def publish(bus, *prices):
    bus.hset(keys.PRICES, mapping={each.symbol: keys.dump(each) for each in prices})
    bus.publish(keys.channel(keys.PRICES), keys.dump(list(prices)))


@pytest.fixture
def hub():
    return Hub(flush_s=0.02)


async def test_what_the_bus_holds_arrives_after_joining(hub, bus):
    publish(bus, price(last=1.5), price("ETH-USDT"))
    async with open_page(hub, "px:BTC-USDT") as page:
        await until(lambda: page.frames)
    assert page.frames[0]["prices"].keys() == {"BTC-USDT"}
    assert page.last() == 1.5
    assert "symbol" not in page.frames[0]["prices"]["BTC-USDT"]


async def test_the_lines_behind_a_price_come_only_to_who_looks_at_them(hub, bus):
    publish(bus, price(venues=(venue("kraken", 1.25, Verdict.STALE),)))
    async with open_page(hub, "px:BTC-USDT") as other, open_page(hub, "venues:BTC-USDT") as page:
        await until(lambda: page.frames and other.frames)
        publish(bus, price(venues=(venue("kraken", 1.5),)))
        await until(lambda: len(page.frames) > 1)
    first, *_, last = page.frames
    assert (first["type"], first["symbol"]) == ("venues", "BTC-USDT")
    (line,) = first["venues"]
    assert (line["exchange"], line["verdict"], line["last"]) == ("kraken", "stale", 1.25)
    assert last["venues"][0]["last"] == 1.5
    assert other.frames[0]["prices"]["BTC-USDT"]["standing"] == "firm"
    assert "venues" not in other.frames[0]["prices"]["BTC-USDT"]
    assert other.of("venues") == []


async def test_a_second_page_gets_its_snapshot_at_once(hub, bus):
    publish(bus, price(last=1.5))
    async with open_page(hub, "px:BTC-USDT") as first:
        await until(lambda: first.frames)
        async with open_page(hub, "px:BTC-USDT", "px:NONE") as second:
            assert second.last() == 1.5


async def test_ticks_are_conflated_and_the_last_price_is_never_an_old_one(bus):
    hub = Hub(flush_s=0.2)
    async with open_page(hub, "px:BTC-USDT") as page:
        await subscribed(bus)
        for tick in range(500):
            publish(bus, price(last=float(tick)))
        await until(lambda: page.last() == 499)
        frames = len(page.frames)
        await asyncio.sleep(0.5)
    assert frames < 100
    assert page.last() == 499
    assert len(page.frames) == frames, "nothing is sent when nothing changed"


async def test_another_installation_on_the_same_redis_is_not_heard(hub, bus, settings):
    async with open_page(hub, "px:BTC-USDT", "px:ETH-USDT") as page:
        await subscribed(bus)
        ours, settings.BUS_NUMBER = settings.BUS_NUMBER, "9"
        bus.publish(keys.channel(keys.PRICES), keys.dump([price("ETH-USDT")]))
        settings.BUS_NUMBER = ours
        publish(bus, price())
        await until(lambda: page.of("prices"))
    assert {symbol for frame in page.of("prices") for symbol in frame["prices"]} == {"BTC-USDT"}


async def test_pages_get_only_what_they_asked_for(hub, bus):
    async with open_page(hub, "px:BTC-USDT") as bitcoin, open_page(hub, "px:ETH-USDT", "exchanges") as ether:
        await subscribed(bus)
        publish(bus, price(), price("ETH-USDT"))
        bus.publish(keys.channel(keys.EXCHANGES), keys.dump([state("kraken")]))
        bus.publish(keys.channel(keys.TRADES), keys.dump([trade()]))
        await until(lambda: bitcoin.frames and ether.of("prices") and ether.of("exchanges"))
    assert {symbol for frame in bitcoin.of("prices") for symbol in frame["prices"]} == {"BTC-USDT"}
    assert {symbol for frame in ether.of("prices") for symbol in frame["prices"]} == {"ETH-USDT"}
    assert ether.of("exchanges")[-1]["exchanges"][0]["name"] == "Kraken"
    assert not bitcoin.of("exchanges")
    assert not bitcoin.of("trades")


async def test_a_book_comes_while_somebody_looks_and_is_no_longer_wished_for_after(hub, bus):
    publish(bus, price(last=100.0))
    bus.hset(keys.book_key("BTC-USDT"), "okx", keys.dump(book("okx", symbol="BTC-USDT")))
    async with open_page(hub, "book:BTC-USDT:1") as page, open_page(hub, "px:BTC-USDT") as other:
        await until(lambda: page.of("book"))
        async with open_page(hub, "book:BTC-USDT:1") as late:
            assert late.of("book") == page.of("book"), "who joins gets what is known"
        bus.hset(keys.book_key("BTC-USDT"), "htx", keys.dump(book("htx", 101.0, symbol="BTC-USDT")))
        await until(lambda: page.of("book")[-1]["best_bid"] == "htx")
        assert bus.zrange(keys.BOOKS_WANTED, 0, -1) == ["BTC-USDT"]
        assert not other.of("book")
    frame = page.of("book")[0]
    assert (frame["key"], frame["bids"][0], frame["exchanges"]) == ("BTC-USDT:1", [99.0, 3.0], ["okx"])
    assert not hub.books.keys


async def test_another_subscription_replaces_the_first(hub, bus):
    async with open_page(hub, "px:BTC-USDT") as page:
        await subscribed(bus)
        hub.subscribe(page.member, ["px:ETH-USDT"])
        publish(bus, price(), price("ETH-USDT"))
        await until(lambda: page.frames)
    assert page.last("BTC-USDT") is None


async def test_the_tape_is_newest_last_and_at_most_thirty_a_frame(bus):
    hub = Hub(flush_s=0.3)
    async with open_page(hub, "tape:BTC-USDT") as page:
        await subscribed(bus)
        bus.publish(keys.channel(keys.TRADES), keys.dump([trade(str(number)) for number in range(90)]))
        await until(lambda: page.frames)
    frame = page.frames[0]
    assert frame["symbol"] == "BTC-USDT"
    assert [row["id"] for row in frame["trades"]] == [str(number) for number in range(60, 90)]
    assert frame["trades"][0].keys() == {"id", "exchange", "price", "size", "side", "at_ms"}


async def test_a_slow_page_is_passed_over_and_then_gets_the_newest_of_everything_it_missed(hub, bus):
    async with open_page(hub, "px:BTC-USDT", "px:ETH-USDT") as slow, open_page(hub, "px:BTC-USDT") as quick:
        await subscribed(bus)
        publish(bus, price(last=1))
        await until(lambda: slow.last() == 1)
        slow.is_reading.clear()
        publish(bus, price(last=2), price("ETH-USDT", last=20))
        await until(lambda: quick.last() == 2)
        publish(bus, price(last=3), price("ETH-USDT", last=30))
        await until(lambda: quick.last() == 3)
        before = len(slow.frames)
        slow.is_reading.set()
        await until(lambda: (slow.last(), slow.last("ETH-USDT")) == (3, 30))
        assert len(slow.frames) - before <= 2
        assert not slow.overflowed.is_set()


async def test_a_page_that_never_reads_again_is_given_up(hub, bus):
    async with open_page(hub, "px:BTC-USDT") as page:
        await subscribed(bus)
        page.is_reading.clear()
        tick = 0
        async with asyncio.timeout(LIMIT_S):
            while not page.overflowed.is_set():
                publish(bus, price(last=float(tick := tick + 1)))
                await asyncio.sleep(0.01)


async def test_a_lost_connection_to_the_bus_heals_and_what_was_missed_comes(hub, bus):
    async with open_page(hub, "px:BTC-USDT") as page:
        await subscribed(bus)
        publish(bus, price(last=1))
        await until(lambda: page.last() == 1)
        bus.client_kill_filter(_type="pubsub")
        bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price(last=2)))
        await until(lambda: page.last() == 2)
        await subscribed(bus)
        publish(bus, price(last=3))
        await until(lambda: page.last() == 3)


async def test_a_subscription_outlives_a_silence_longer_than_the_clients_own_time_limit(hub, bus):
    async with open_page(hub, "px:BTC-USDT") as page:
        await subscribed(bus)
        await asyncio.sleep(DEFAULT_SOCKET_TIMEOUT + 1)
        publish(bus, price(last=5))
        await until(lambda: page.last() == 5)


async def test_a_quiet_bus_is_asked_whether_it_lives(hub, bus, monkeypatch, caplog):
    monkeypatch.setattr("markets.stream.listener.QUIET_S", 0.05)
    async with open_page(hub, "px:BTC-USDT") as page:
        await subscribed(bus)
        await asyncio.sleep(0.5)
        publish(bus, price(last=6))
        await until(lambda: page.last() == 6)
    assert "The bus is lost" not in caplog.text


async def test_a_message_that_cannot_be_read_does_not_end_the_subscription(hub, bus, caplog):
    async with open_page(hub, "px:BTC-USDT") as page:
        await subscribed(bus)
        bus.publish(keys.channel(keys.PRICES), "{")
        await until(lambda: "hub subscription failed" in caplog.text)
        await subscribed(bus)
        publish(bus, price(last=4))
        await until(lambda: page.last() == 4)


async def test_all_pages_share_one_subscription_that_ends_with_the_last(hub, bus):
    async with open_page(hub, "px:BTC-USDT"):
        async with open_page(hub, "px:BTC-USDT"):
            await subscribed(bus, 1)
        await asyncio.sleep(0.05)
        await subscribed(bus, 1)
    await subscribed(bus, 0)


async def test_each_loop_has_one_hub():
    assert running_hub() is running_hub()
    assert await asyncio.to_thread(lambda: asyncio.run(_hub_of_another_loop())) is not running_hub()


async def _hub_of_another_loop():
    return running_hub()


async def test_a_price_that_is_due_when_the_last_page_leaves_does_not_break_the_next(hub, caplog):
    async with open_page(hub, "px:BTC-USDT"):
        hub.take_prices([{"symbol": "BTC-USDT", "last": 1.0}])
    async with open_page(hub, "px:BTC-USDT"):
        hub.flush()


async def test_prices_of_an_exchange_that_is_gone_are_not_shown_to_the_next_page(hub, bus):
    publish(bus, price(exchanges=("simulated",)), price("NVDA", exchanges=("simulated",)))
    bus.hset(keys.EXCHANGES, "simulated", keys.dump(state("simulated")))
    async with open_page(hub, "px:NVDA", "exchanges") as first:
        await until(lambda: first.last("NVDA") and first.of("exchanges"))
        publish(bus, price(last=7))
        bus.publish(keys.channel(keys.EXCHANGES), keys.dump([state("binance")]))
        await until(lambda: len(first.of("exchanges")) > 1)
        async with open_page(hub, "px:NVDA", "px:BTC-USDT") as second:
            await until(lambda: second.last() == 7)
            assert second.last("NVDA") is None


async def test_exchanges_that_nobody_reports_on_any_more_are_not_shown_as_live(hub, bus):
    bus.hset(keys.EXCHANGES, "kraken", keys.dump(state("kraken", at_ms=now_ms() - SILENT_MS - 1)))
    bus.hset(keys.EXCHANGES, "binance", keys.dump(state("binance")))
    async with open_page(hub, "exchanges") as page:
        await until(lambda: page.of("exchanges"))
        told = page.of("exchanges")[-1]["exchanges"]
    shown = {each["exchange"]: each["state"] for each in told}
    assert [each["latency_ms"] for each in told if each["state"] == "stale"] == [None]
    assert shown == {"kraken": "stale", "binance": "live"}
