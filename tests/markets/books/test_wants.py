"""Which order books are followed, and how they travel over the bus."""

import asyncio

import redis
import time_machine

from markets.books.selectors import books_of
from markets.books.wants import ALWAYS, HOLD_MS, MOST, Places, want_books
from markets.stream import bus as keys
from markets.stream.board import Board
from markets.stream.publisher import Publisher
from markets.stream.shelf import BookShelf
from markets.types import Book
from project.common.clock import from_ms, now_ms

NAMED = [f"C{number}-USDT" for number in range(40)]
FREE = MOST - len(ALWAYS)


def test_a_few_are_always_followed_and_of_the_others_those_that_were_asked_for_last() -> None:
    assert Places().choose([], 0) == frozenset(ALWAYS)
    assert Places().choose([ALWAYS[0], *NAMED], 0) == {*ALWAYS, *NAMED[:FREE]}


def test_more_than_can_be_followed_take_turns_and_do_not_push_each_other_out_at_once() -> None:
    places = Places()
    first = places.choose(NAMED[:FREE], 0)
    assert places.choose(NAMED[::-1], HOLD_MS - 1) == first
    assert places.choose(NAMED[: FREE - 1], HOLD_MS - 1) == first - {NAMED[FREE - 1]}
    assert places.choose(["NEW-USDT", *NAMED[: FREE - 1]], HOLD_MS - 1) == first - {NAMED[FREE - 1]} | {"NEW-USDT"}
    assert places.choose([*NAMED, "NEW-USDT"], HOLD_MS) == {*ALWAYS, "NEW-USDT", *NAMED[FREE - 1 : 2 * FREE - 2]}


def test_a_wish_reaches_the_stream_and_ends(bus: redis.Redis) -> None:
    publisher = Publisher(Board(), BookShelf(), list)
    publisher.switch("live")
    want_books(["SOL-USDT"])
    flush(publisher)
    assert publisher.shelf.wanted == {*ALWAYS, "SOL-USDT"}
    bus.zadd(keys.BOOKS_WANTED, {"SOL-USDT": now_ms() - 1})
    publisher._wanted_ms = 0
    flush(publisher)
    assert publisher.shelf.wanted == frozenset(ALWAYS)
    assert bus.zcard(keys.BOOKS_WANTED) == 0


def test_a_book_comes_out_of_the_bus_as_it_went_in_and_runs_out(bus: redis.Redis) -> None:
    publisher = Publisher(Board(), BookShelf(), list)
    publisher.switch("live")
    whole = Book("okx", "BTC-USDT", ((99.0, 1.5), (98.0, 2.0)), ((101.0, 1.0),), now_ms(), now_ms())
    broken = Book("htx", "BTC-USDT", (), (), now_ms(), now_ms(), "gap in the sequence")
    for book in (whole, broken):
        publisher.shelf.take(book)
    flush(publisher)
    assert books_of("BTC-USDT") == [broken, whole]
    assert 0 < bus.ttl(keys.book_key("BTC-USDT")) <= keys.BOOK_LIFE_S


def test_the_books_of_another_mode_leave_the_bus_first(bus: redis.Redis) -> None:
    bus.set(keys.MODE, "live")
    bus.hset(keys.book_key("BTC-USDT"), "okx", b"{}")
    publisher = Publisher(Board(), BookShelf(), list)
    publisher.switch("simulated")
    flush(publisher)
    assert books_of("BTC-USDT") == []


def flush(publisher: Publisher) -> None:
    async def once() -> None:
        async with keys.async_client() as client:
            await publisher.flush(client)

    asyncio.run(once())


def test_a_clock_that_is_put_back_does_not_stop_what_is_renewed(bus: redis.Redis) -> None:
    publisher = Publisher(Board(), BookShelf(), list)
    publisher.switch("live")
    with time_machine.travel(from_ms(now_ms() + 3_600_000), tick=False):
        flush(publisher)
    bus.delete(keys.MODE)
    want_books(["SOL-USDT"])
    flush(publisher)
    assert bus.get(keys.MODE) == "live"
    assert "SOL-USDT" in publisher.shelf.wanted
