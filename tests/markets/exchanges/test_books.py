"""Order books of each exchange over its own dialect: whole, lost, late and repeated changes, and what cannot be."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import cast

import pytest

from markets.books.book import CHECKSUM, GAP, ORDER, LocalBook
from markets.exchanges.base import Interrupted
from markets.exchanges.ccxt_books import Followed
from markets.exchanges.kraken import checksum
from markets.types import Book
from tests.markets.exchanges.conftest import Live
from tests.markets.flow.samples import START

MARK = (71_500.5, 7.125)
NUMBERED = {"binance", "bybit", "okx", "htx"}


class Reader:
    """The books of one stream, read as they come."""

    def __init__(self, stream: AsyncIterator[Book]) -> None:
        self.seen: list[Book] = []
        self._stream = stream

    async def run(self) -> None:
        async with aclosing(cast(AsyncGenerator[Book], self._stream)) as books:
            async for book in books:
                self.seen.append(book)

    async def until(self, reason: str, levels: object = None) -> Book:
        """Wait for a book of that reason, after those that were seen before, and with those best levels."""
        async with asyncio.timeout(10):
            while True:
                for book in self.seen:
                    if book.reason == reason and levels in (None, (book.bids[:2], book.asks[:2])):
                        self.seen.clear()
                        return book
                await asyncio.sleep(0.01)


@asynccontextmanager
async def reading(live: Live, symbols: list[str] | None = None) -> AsyncIterator[Reader]:
    await live.exchange.connect(live.venue.pairs)
    reader = Reader(live.exchange.books(symbols or [live.symbol]))
    task = asyncio.create_task(reader.run())
    try:
        yield reader
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def best(live: Live) -> object:
    book = live.venue.book(live.symbol)
    return tuple(book.top("bids", 2)), tuple(book.top("asks", 2))


async def change(live: Live, size: float, *, is_sent: bool = True) -> object:
    """Change the size of the best bid, and put a level beneath it that no other change touches."""
    (price, _), *_ = live.venue.book(live.symbol).top("bids")
    frame = live.venue.change_book(live.symbol, bids=[(price, size), (round(price - size / 100, 2), 1.0)])
    if is_sent:
        await live.venue.emit_book(live.symbol, frame)
    return frame


def with_lie(frame: object, price: object, size: object) -> object:
    """Return the frame with another price and size in place of those of the marked level."""
    if isinstance(frame, dict):
        return {key: with_lie(value, price, size) for key, value in frame.items()}
    if isinstance(frame, list | tuple):
        return [with_lie(value, price, size) for value in frame]
    return price if frame in (MARK[0], str(MARK[0])) else size if frame in (MARK[1], str(MARK[1])) else frame


async def test_a_book_begins_whole_and_follows_every_change(live: Live) -> None:
    async with reading(live) as reader:
        first = await reader.until("", best(live))
        assert (first.exchange, first.symbol) == (live.exchange.id, live.symbol)
        assert len(first.bids) == len(first.asks) == 11
        for size in range(2, 9):
            await change(live, size)
        last = await reader.until("", best(live))
        book = live.venue.book(live.symbol)
        assert (last.bids, last.asks) == (tuple(book.top("bids")), tuple(book.top("asks")))
        assert not any("book" in reason for reason in live.exchange.dropped)


async def test_a_burst_of_changes_is_handed_on_four_times_a_second_at_most(live: Live) -> None:
    async with reading(live) as reader:
        await reader.until("", best(live))
        for size in range(2, 42):
            await change(live, size)
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        assert 1 <= len(reader.seen) <= 5


async def test_a_lost_change_makes_the_pair_invalid_at_once_and_one_snapshot_repairs_it(live: Live) -> None:
    if live.venue.id not in NUMBERED | {"kraken"}:
        pytest.skip("nothing in its messages tells of a lost one")
    async with reading(live) as reader:
        await reader.until("", best(live))
        live_asks = asks(live)
        await change(live, 3, is_sent=False)
        await change(live, 4)
        broken = await reader.until(GAP if live.venue.id in NUMBERED else CHECKSUM)
        assert broken.bids == broken.asks == ()
        await reader.until("", best(live))
        assert asks(live) == live_asks + 1


async def test_the_other_pair_of_the_connection_goes_on_meanwhile(live: Live) -> None:
    if live.venue.id not in NUMBERED | {"kraken"}:
        pytest.skip("nothing in its messages tells of a lost one")
    other = live.venue.pairs[1]
    async with reading(live) as reader, reading(live, [other]) as second:
        await reader.until("", best(live))
        await second.until("")
        await change(live, 3, is_sent=False)
        await change(live, 4)
        await reader.until(GAP if live.venue.id in NUMBERED else CHECKSUM)
        await live.venue.emit_book(other, live.venue.change_book(other, bids=[(1.0, 1.0)]))
        assert (await second.until("")).bids[-1] == (1.0, 1.0)
        assert all(not book.reason for book in second.seen)


async def test_a_repeated_change_is_dropped_and_the_book_stays(live: Live) -> None:
    async with reading(live) as reader:
        await reader.until("", best(live))
        frame = await change(live, 3)
        await live.venue.emit_book(live.symbol, frame)
        await asyncio.sleep(0.3)
        await change(live, 4)
        await reader.until("", best(live))
        assert all(not book.reason for book in reader.seen)


async def test_two_changes_in_the_wrong_order_never_make_a_wrong_book(live: Live) -> None:
    async with reading(live) as reader:
        await reader.until("", best(live))
        first = await change(live, 3, is_sent=False)
        await asyncio.sleep(0.005)
        second = await change(live, 4, is_sent=False)
        for frame in (second, first):
            await live.venue.emit_book(live.symbol, frame)
        if live.venue.id != "kucoin":
            broken = await reader.until({"kraken": CHECKSUM, "coinbase": ORDER}.get(live.venue.id, GAP))
            assert broken.bids == ()
        await reader.until("", best(live))


@pytest.mark.parametrize(("price", "size"), [("1e308", 1.0), (71_500.5, "NaN")])
async def test_a_level_that_cannot_be_is_kept_out_with_a_reason(live: Live, price: object, size: object) -> None:
    async with reading(live) as reader:
        await reader.until("", best(live))
        frame = live.venue.change_book(live.symbol, asks=[MARK])
        await live.venue.emit_book(live.symbol, with_lie(frame, price, size))
        await reader.until("price that cannot be" if size == 1.0 else "size that cannot be")


async def test_a_crossed_book_is_invalid(live: Live) -> None:
    async with reading(live) as reader:
        await reader.until("", best(live))
        price = live.venue.book(live.symbol).top("asks", 1)[0][0] + 5
        await live.venue.emit_book(live.symbol, live.venue.change_book(live.symbol, bids=[(price, 1.0)]))
        await reader.until("crossed")


SHAPES = {
    "binance": {"e": "depthUpdate", "s": "BTCUSDT"},
    "coinbase": {"type": "l2update", "product_id": "BTC-USD", "changes": [["up", "1", "1"]], "time": "now"},
    "kraken": {"channel": "book", "type": "update", "data": [{"symbol": "BTC/USD"}]},
    "bybit": {"topic": "orderbook.200.BTCUSDT", "type": "delta", "data": {"s": "BTCUSDT"}},
    "okx": {"arg": {"channel": "books", "instId": "BTC-USDT"}, "action": "update", "data": [{"bids": []}]},
    "htx": {"ch": "market.btcusdt.mbp.150", "tick": {}},
    "kucoin": {"type": "message", "subject": "level2", "topic": "/spotMarket/level2Depth50:BTC-USDT", "data": {}},
}


async def test_a_message_of_another_shape_makes_the_book_invalid_and_a_snapshot_repairs_it(live: Live) -> None:
    async with reading(live) as reader:
        await reader.until("", best(live))
        await live.venue.emit_book(live.symbol, SHAPES[live.venue.id])
        await reader.until("unreadable level")
        assert live.exchange.dropped["frame"] == 1
        await change(live, 5)
        await reader.until("", best(live))


async def test_a_dropped_connection_ends_the_stream_and_the_next_begins_with_a_snapshot(live: Live) -> None:
    await live.exchange.connect(live.venue.pairs)
    async with aclosing(cast(AsyncGenerator[Book], live.exchange.books([live.symbol]))) as stream:
        while (await anext(stream)).reason:
            pass
        await live.venue.drop()
        with pytest.raises(Interrupted):
            await drain_books(stream)
    await change(live, 7, is_sent=False)
    async with reading(live) as reader:
        await reader.until("", best(live))


async def test_the_end_of_a_stream_unsubscribes(live: Live) -> None:
    async with reading(live) as reader:
        await reader.until("", best(live))
    async with asyncio.timeout(5):
        while not live.venue.reached("unsubscribed"):
            await asyncio.sleep(0.01)
    assert not [entry for entry in live.venue.subscribed if entry[1] == "book"]


async def drain_books(stream: AsyncIterator[Book]) -> None:
    async for _ in stream:
        pass


def asks(live: Live) -> int:
    """Count how often a snapshot of the pair was asked for."""
    if live.venue.id == "binance":
        return sum("/depth" in entry.path for entry in live.venue.reached("http"))
    if live.venue.id == "htx":
        return sum("req" in json.loads(entry.body) for entry in live.venue.reached("frame"))
    return sum(entry.body == f"book {live.symbol}" for entry in live.venue.reached("subscribed"))


def test_the_checksum_is_the_one_of_the_exchanges_own_example() -> None:
    """Source: Kraken, Guides, Book checksum (v2): 3310070434."""
    book = LocalBook()
    asks_ = "45285.2 0.001 45286.4 1.54571953 45286.6 1.54571109 45289.6 1.54560911 45290.2 0.1589066 "
    asks_ += "45291.8 1.54553491 45294.7 0.04454749 45296.1 0.3538 45297.5 0.09945542 45299.5 0.18772827"
    bids = "45283.5 0.1 45283.4 1.54582015 45282.1 0.1 45281.0 0.1 45280.3 1.54592586 45279.0 0.0799 "
    bids += "45277.6 0.03310103 45277.5 0.3 45277.3 1.54602737 45276.6 0.15445238"
    for side, text in ((book.asks, asks_), (book.bids, bids)):
        numbers = [float(part) for part in text.split()]
        for price, size in zip(numbers[::2], numbers[1::2], strict=True):
            side.put(price, size)
    assert checksum(book, 1, 8) == 3310070434


def test_a_clock_that_is_put_back_does_not_silence_a_book() -> None:
    followed, later_ms = Followed(LocalBook()), START + 3_600_000
    assert followed.is_due_to_ask(later_ms)
    assert followed.is_due_to_tell(later_ms)
    assert followed.is_due_to_ask(START)
    assert followed.is_due_to_tell(START)
    assert not followed.is_due_to_ask(START + 1)
    assert not followed.is_due_to_tell(START + 1)
