"""What is Bybit's own: requests of ten topics, the perpetual of the same name, sides from another channel."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from markets.exchanges.bybit import MAX_TOPICS, Bybit
from markets.types import Timeframe
from project.common.clock import now_ms
from tests.fakes.venues import tick
from tests.fakes.venues_bybit import FakeBybit
from tests.markets.exchanges.conftest import hurried
from tests.markets.exchanges.taking import take

PAIRS = tuple(f"C{number}-USDT" for number in range(12))


@pytest.fixture
async def venue() -> AsyncIterator[FakeBybit]:
    async with FakeBybit().serving() as venue:
        assert isinstance(venue, FakeBybit)
        yield venue


@pytest.fixture
async def bybit(venue: FakeBybit) -> AsyncIterator[Bybit]:
    exchange = hurried(Bybit(venue.urls))
    assert isinstance(exchange, Bybit)
    yield exchange
    await exchange.close()


async def test_many_pairs_are_asked_for_in_requests_of_ten_topics(venue: FakeBybit, bybit: Bybit) -> None:
    venue.pairs = PAIRS
    assert await bybit.connect(PAIRS) == PAIRS
    quotes = asyncio.create_task(take(bybit.quotes(PAIRS), len(PAIRS)))
    trades = asyncio.create_task(take(bybit.trades(PAIRS), 1))
    for pair in PAIRS:
        await venue.subscription("ticker", pair)
        await venue.subscription("trade", pair)
        await venue.emit_tick(pair, tick(100.0))
    assert {quote.symbol for quote in await quotes} == set(PAIRS)
    trades.cancel()
    asked = [json.loads(entry.body)["args"] for entry in venue.reached("frame")]
    assert max(map(len, asked)) == MAX_TOPICS
    assert len({topic for topics in asked for topic in topics}) == sum(map(len, asked)) == 3 * len(PAIRS)


async def test_the_perpetual_of_the_same_name_is_never_asked_for(venue: FakeBybit, bybit: Bybit) -> None:
    await bybit.connect(["BTC-USDT"])
    reading = asyncio.create_task(take(bybit.quotes(["BTC-USDT"]), 1))
    await venue.subscription("ticker", "BTC-USDT")
    await venue.emit_tick("BTC-USDT", tick(70_500.0))
    await reading
    await bybit.candles("BTC-USDT", Timeframe.M1, now_ms() - 600_000, 5)
    assert {entry.path for entry in venue.reached("handshake")} == {"/v5/public/spot"}
    assert all("category=spot" in entry.path for entry in venue.reached("http"))


async def test_changes_of_the_best_level_join_the_next_ticker(venue: FakeBybit, bybit: Bybit) -> None:
    await bybit.connect(["BTC-USDT"])
    reading = asyncio.create_task(take(bybit.quotes(["BTC-USDT"]), 1))
    await venue.subscription("ticker", "BTC-USDT")
    await venue.emit_tick("BTC-USDT", tick(100.0, bid=99.0, ask=101.0))
    (first,) = await reading
    assert (first.last, first.bid, first.ask) == (100.0, 99.0, 101.0)
    reading = asyncio.create_task(take(bybit.quotes(["BTC-USDT"]), 1))
    await asyncio.sleep(0.01)
    delta = {"s": "BTCUSDT", "b": [["99.0", "0"], ["99.5", "2"]], "a": [], "u": 2, "seq": 3}
    await venue.send_raw(json.dumps({"topic": "orderbook.1.BTCUSDT", "type": "delta", "ts": now_ms(), "data": delta}))
    await venue.send_raw(json.dumps(venue.ticker_frame("BTC-USDT", tick(100.2), now_ms())))
    (second,) = await reading
    assert (second.last, second.bid, second.ask) == (100.2, 99.5, 101.0)


async def test_a_side_that_empties_is_unknown_again(venue: FakeBybit, bybit: Bybit) -> None:
    await bybit.connect(["BTC-USDT"])
    for bid in (99.0, None):
        reading = asyncio.create_task(take(bybit.quotes(["BTC-USDT"]), 1))
        await venue.subscription("ticker", "BTC-USDT")
        await asyncio.sleep(0.01)
        await venue.emit_tick("BTC-USDT", tick(100.0, bid=bid, ask=101.0))
        assert (await reading)[0].bid == bid


async def test_the_best_level_leaves_the_deeper_book_alone(venue: FakeBybit, bybit: Bybit) -> None:
    await bybit.connect(["BTC-USDT"])
    books = bybit.books(["BTC-USDT"])
    async with asyncio.timeout(10):
        while len((await anext(books)).bids) != 11:
            pass
    reading = asyncio.create_task(take(bybit.quotes(["BTC-USDT"]), 1))
    await venue.subscription("ticker", "BTC-USDT")
    await venue.emit_tick("BTC-USDT", tick(100.0))
    await reading
    await venue.emit_book("BTC-USDT", venue.change_book("BTC-USDT", bids=[(60_000.0, 1.0)]))
    book = await anext(books)
    assert (len(book.bids), len(book.asks), book.reason) == (12, 11, "")
    await books.aclose()  # type: ignore[attr-defined]
