"""Which order books an exchange's feed follows, and what is told of those that break."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from markets.exchanges.base import BackOff, Interrupted
from markets.stream.book_feed import LOST, BookFeed
from markets.stream.shelf import BookShelf
from markets.types import Book
from project.common.clock import now_ms
from tests.fakes.scripted import ScriptedExchange
from tests.markets.stream.test_hub import until


class Bookish(ScriptedExchange):
    """Sends a book now and then; ``faults`` are raised one after the other instead."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[Exception] = []
        self.begun: list[str] = []
        self.ended: list[str] = []

    async def books(self, symbols: Sequence[str]) -> AsyncIterator[Book]:
        (symbol,) = symbols
        self.begun.append(symbol)
        try:
            while True:
                yield Book(self.id, symbol, ((99.0, 1.0),), ((101.0, 1.0),), now_ms(), now_ms())
                await asyncio.sleep(0.01)
                if self.faults:
                    raise self.faults.pop(0)
        finally:
            self.ended.append(symbol)


@asynccontextmanager
async def following(exchange: Bookish, shelf: BookShelf) -> AsyncIterator[None]:
    task = asyncio.create_task(BookFeed(exchange, shelf).run(["BTC-USDT", "ETH-USDT", "SOL-USDT"]))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_only_listed_symbols_that_somebody_wants_are_followed_and_left_when_nobody_does() -> None:
    exchange, shelf = Bookish(), BookShelf()
    shelf.wanted = frozenset({"BTC-USDT", "NOPE-USDT"})
    async with following(exchange, shelf):
        await until(lambda: exchange.begun == ["BTC-USDT"])
        shelf.wanted = frozenset({"ETH-USDT"})
        await until(lambda: exchange.begun == ["BTC-USDT", "ETH-USDT"])
        assert exchange.ended == ["BTC-USDT"]
    assert exchange.ended == ["BTC-USDT", "ETH-USDT"]


@pytest.mark.parametrize("fault", [Interrupted("Cut."), BackOff("Peace.", retry_after_s=0.5)])
async def test_a_broken_stream_makes_its_book_invalid_at_once_and_begins_again(fault: Exception) -> None:
    exchange, shelf = Bookish(), BookShelf()
    shelf.wanted = frozenset({"BTC-USDT", "ETH-USDT"})
    async with following(exchange, shelf):
        await until(lambda: len(exchange.begun) == 2)
        exchange.faults.append(fault)
        seen: list[Book] = []

        def has_broken() -> bool:
            seen.extend(shelf.changed())
            return any(book.reason == LOST and book.bids == () for book in seen)

        await until(has_broken)
        broken = next(book.symbol for book in seen if book.reason)
        await until(lambda: exchange.begun.count(broken) == 2)
        assert len(exchange.begun) == 3


async def test_the_shelf_keeps_the_newest_book_of_each_exchange() -> None:
    shelf = BookShelf()
    for exchange, size in (("okx", 1.0), ("okx", 2.0), ("htx", 3.0)):
        shelf.take(Book(exchange, "BTC-USDT", ((99.0, size),), ((101.0, 1.0),), 1, 1))
    assert {(book.exchange, book.bids[0][1]) for book in shelf.changed()} == {("okx", 2.0), ("htx", 3.0)}
    assert shelf.changed() == []
