"""The books that a process's sockets look at, on a real bus."""

import asyncio

import redis

from markets.books.desk import BookDesk
from markets.stream import bus as keys
from markets.stream.channels import Channel
from markets.stream.dialects import PAGES, Dialect
from markets.stream.outbox import Outbox
from tests.markets.books.values import book
from tests.markets.stream.test_hub import until


class Screen:
    """Hears what the channel says; it is busy while ``is_free`` is not set."""

    def __init__(self) -> None:
        self.dialect: Dialect = PAGES
        self.outbox = Outbox(self.hear, lambda: None)
        self.is_free = asyncio.Event()
        self.is_free.set()
        self.heard: list[str] = []

    async def hear(self, frame: str) -> None:
        self.heard.append(frame)
        await self.is_free.wait()


class Room:
    """A channel whose rows are counted as they are written, and its desk; SOL-USDT and BTC-USDT are traded."""

    def __init__(self, client: redis.asyncio.Redis) -> None:
        self.written: list[str] = []
        self.channel = Channel("book:", self.write, keeps_newest=True)
        self.desk = BookDesk(self.channel, {"SOL-USDT", "BTC-USDT"}, client)

    def write(self, _: Dialect, key: str, row: dict[str, object]) -> str:
        self.written.append(key)
        return f"{key} {row['best_bid']}"


def put(bus: redis.Redis, *exchanges: str, middle: float = 100.0) -> None:
    for exchange in exchanges:
        bus.hset(keys.book_key("SOL-USDT"), exchange, keys.dump(book(exchange, middle)))


async def test_a_row_is_made_once_for_all_who_look_and_only_when_it_changed(bus: redis.Redis) -> None:
    put(bus, "okx")
    screens = [Screen() for _ in range(50)]
    async with keys.async_client() as client:
        room = Room(client)
        for screen in screens:
            room.channel.want(screen, ["book:SOL-USDT:1"])
        for _ in range(3):
            await room.desk.look()
        assert room.written == ["SOL-USDT:1"]
        put(bus, "htx", middle=101.0)
        await room.desk.look()
    assert {tuple(screen.heard) for screen in screens} == {("SOL-USDT:1 okx", "SOL-USDT:1 htx")}


async def test_a_busy_screen_is_passed_over_and_gets_what_is_newest_then(bus: redis.Redis) -> None:
    put(bus, "okx")
    screen = Screen()
    async with keys.async_client() as client:
        room = Room(client)
        room.channel.want(screen, ["book:SOL-USDT:1"])
        screen.is_free.clear()
        await room.desk.look()
        for exchange, middle in (("kraken", 101.0), ("bybit", 102.0)):
            put(bus, exchange, middle=middle)
            await room.desk.look()
        screen.is_free.set()
        await until(lambda: not screen.outbox.is_busy)
        put(bus, "htx", middle=103.0)
        await room.desk.look()
    assert screen.heard == ["SOL-USDT:1 okx", "SOL-USDT:1 htx"]


async def test_only_what_is_traded_and_looked_at_is_wished_for(bus: redis.Redis) -> None:
    async with keys.async_client() as client:
        room, screen = Room(client), Screen()
        await room.desk.look()
        assert bus.zcard(keys.BOOKS_WANTED) == 0
        room.channel.want(screen, ["book:SOL-USDT:1", "book:SOL-USDT:0.1:okx", "book:NOPE-USDT:1"])
        await room.desk.look()
        assert bus.zrange(keys.BOOKS_WANTED, 0, -1) == ["SOL-USDT"]
        bus.delete(keys.BOOKS_WANTED)
        await room.desk.look()
        assert bus.zcard(keys.BOOKS_WANTED) == 0, "a wish that is fresh is not made again"
        room.channel.want(screen, [])
        await room.desk.look()
    assert room.channel.newest == {}, "nobody gets an old book later"


async def test_a_book_that_breaks_is_told_with_its_reason(bus: redis.Redis) -> None:
    put(bus, "okx")
    async with keys.async_client() as client:
        room = Room(client)
        room.channel.want(Screen(), ["book:SOL-USDT:1"])
        await room.desk.look()
        bus.hset(keys.book_key("SOL-USDT"), "okx", keys.dump(book("okx", reason="out of order")))
        await room.desk.look()
    row = room.channel.newest["SOL-USDT:1"]
    assert (row["bids"], row["rejected"]) == ([], {"okx": "out of order"})
