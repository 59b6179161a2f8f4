"""What every adapter must do, one numbered case per promise, each held against the adapter's own row of abilities."""

import asyncio
import gc

import numpy as np
import pytest

from markets.exchanges.base import Exchange, Rejected
from markets.types import TIMEFRAME_MS, Liquidation, Quote, Timeframe, Trade
from project.common.clock import now_ms
from tests.markets.exchanges.taking import drain, take

WANTED = ("ETH-USDT", "BTC-USD", "NOPE-USDT", "BTC-USDT", "LUNA-USDT", "LUNA-USD", "ETH-USD")
DAY_MS = 86_400_000


async def test_01_connect_lists_what_trades_here_in_the_order_asked(exchange: Exchange) -> None:
    listed = await exchange.connect(WANTED)
    assert "BTC-USDT" in listed
    assert listed == tuple(symbol for symbol in WANTED if symbol in listed)
    assert not {"NOPE-USDT", "LUNA-USDT", "LUNA-USD"} & set(listed)
    assert {symbol.split("-")[1] for symbol in listed} <= set(exchange.capabilities.quote_currencies)


async def test_02_quotes_arrive_with_sane_fields(exchange: Exchange) -> None:
    assert exchange.capabilities.quotes
    listed = await exchange.connect(WANTED)
    quotes: list[Quote] = await take(exchange.quotes(listed), 12)
    assert {quote.symbol for quote in quotes} == set(listed)
    for quote in quotes:
        assert quote.exchange == exchange.id
        assert quote.bid is not None
        assert quote.ask is not None
        assert 0 < quote.bid < quote.ask
        assert quote.bid <= quote.last <= quote.ask
        assert quote.low_24h is not None
        assert quote.high_24h is not None
        assert 0 < quote.low_24h <= quote.high_24h
        assert quote.open_24h is not None
        assert quote.open_24h > 0
        assert quote.volume_24h is not None
        assert quote.volume_24h > 0
        assert now_ms() - 60_000 < quote.event_ms <= quote.received_ms + 1000


async def test_03_trades_have_unique_ids_a_size_and_a_side(exchange: Exchange) -> None:
    assert exchange.capabilities.trades
    listed = await exchange.connect(WANTED)
    trades: list[Trade] = await take(exchange.trades(listed), 8)
    keys = [(trade.symbol, trade.trade_id) for trade in trades]
    assert len(set(keys)) == len(keys)
    for trade in trades:
        assert trade.exchange == exchange.id
        assert trade.symbol in listed
        assert trade.trade_id
        assert trade.price > 0
        assert trade.size > 0
        assert trade.side in {"buy", "sell"}


@pytest.mark.parametrize("timeframe", [Timeframe.M1, Timeframe.H1])
async def test_04_candles_ascend_and_stand_on_their_grid(exchange: Exchange, timeframe: Timeframe) -> None:
    (symbol,) = await exchange.connect(["BTC-USDT"])
    step = TIMEFRAME_MS[timeframe]
    since = now_ms() - 30 * step
    rows = await exchange.candles(symbol, timeframe, since, 12)
    assert rows.shape == (12, 6)
    assert rows.dtype == np.float64
    assert rows[0, 0] - step < since <= rows[0, 0]
    assert (rows[:, 0] % step == 0).all()
    assert (np.diff(rows[:, 0]) == step).all()
    assert (rows[:, 2] >= rows[:, [1, 4]].max(axis=1)).all()
    assert (rows[:, 3] <= rows[:, [1, 4]].min(axis=1)).all()
    assert (rows[:, 5] >= 0).all()


async def test_05_every_timeframe_of_the_table_is_served(exchange: Exchange) -> None:
    (symbol,) = await exchange.connect(["BTC-USDT"])
    for timeframe in exchange.capabilities.timeframes:
        step = TIMEFRAME_MS[timeframe]
        rows = await exchange.candles(symbol, timeframe, now_ms() - 4 * step, 2)
        assert np.diff(rows[:, 0]).tolist() == [step]


async def test_06_a_timeframe_outside_the_table_is_rejected(exchange: Exchange) -> None:
    (symbol,) = await exchange.connect(["BTC-USDT"])
    missing = set(Timeframe) - set(exchange.capabilities.timeframes)
    assert missing
    for timeframe in missing:
        with pytest.raises(Rejected, match=str(timeframe)):
            await exchange.candles(symbol, timeframe, now_ms() - DAY_MS, 2)


async def test_07_more_candles_than_the_table_allows_are_cut(exchange: Exchange) -> None:
    (symbol,) = await exchange.connect(["BTC-USDT"])
    limit = exchange.capabilities.max_candles
    rows = await exchange.candles(symbol, Timeframe.M1, now_ms() - (limit - 1) * 60_000, limit + 500)
    assert limit - 2 <= len(rows) <= limit


async def test_08_candles_of_the_future_are_none(exchange: Exchange) -> None:
    (symbol,) = await exchange.connect(["BTC-USDT"])
    for timeframe in exchange.capabilities.timeframes:
        rows = await exchange.candles(symbol, timeframe, now_ms() + 3 * DAY_MS, 5)
        assert rows.shape == (0, 6)


async def test_09_what_is_not_a_listed_pair_is_rejected(exchange: Exchange) -> None:
    await exchange.connect(["BTC-USDT"])
    for symbols in (["NOPE-USDT"], ["NOPE"]):
        with pytest.raises(Rejected):
            await take(exchange.quotes(symbols), 1)
    with pytest.raises(Rejected):
        await exchange.candles("NOPE-USDT", Timeframe.M1, now_ms() - DAY_MS, 2)


async def test_10_close_ends_running_streams_and_leaves_no_task(exchange: Exchange) -> None:
    before = asyncio.all_tasks()
    listed = await exchange.connect(WANTED)
    running = [asyncio.create_task(drain(stream)) for stream in (exchange.quotes(listed), exchange.trades(listed))]
    await take(exchange.quotes(listed), 3)
    await exchange.close()
    async with asyncio.timeout(10):
        assert await asyncio.gather(*running) == [True, True]
    assert asyncio.all_tasks() <= before
    gc.collect()


async def test_11_close_works_twice_and_before_connect(exchange: Exchange) -> None:
    await exchange.close()
    await exchange.close()


async def test_12_a_cancelled_stream_stays_cancelled(exchange: Exchange) -> None:
    listed = await exchange.connect(WANTED)
    started = asyncio.Event()

    async def watch() -> None:
        async for _ in exchange.quotes(listed):
            started.set()

    task = asyncio.create_task(watch())
    async with asyncio.timeout(10):
        await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_13_books_are_sorted_and_the_best_bid_is_below_the_best_ask(exchange: Exchange) -> None:
    assert exchange.capabilities.books
    await exchange.connect(WANTED)
    books = await take(exchange.books(["BTC-USDT"]), 8)
    whole = [book for book in books if not book.reason]
    assert whole
    for book in whole:
        assert (book.exchange, book.symbol) == (exchange.id, "BTC-USDT")
        assert list(book.bids) == sorted(book.bids, reverse=True)
        assert list(book.asks) == sorted(book.asks)
        assert book.bids[0][0] < book.asks[0][0]
        assert all(price > 0 and size > 0 for price, size in (*book.bids, *book.asks))
        assert len(book.bids) <= 100
        assert now_ms() - 60_000 < book.event_ms <= book.received_ms + 1000


async def test_14_books_of_what_is_not_a_listed_pair_are_never_believed(exchange: Exchange) -> None:
    await exchange.connect(["BTC-USDT"])
    with pytest.raises(Rejected):
        await take(exchange.books(["NOPE"]), 1)


async def test_15_liquidations_are_told_once_of_pairs_with_a_perpetual_where_the_table_says_so(
    exchange: Exchange,
) -> None:
    listed = await exchange.connect(["BTC-USDT", "BTC-USD", "ETH-USDT"])
    if not exchange.capabilities.liquidations:
        with pytest.raises(Rejected):
            await take(exchange.liquidations(listed), 1)
        return
    if exchange.capabilities.is_simulated:
        # It closes a position every few minutes only; its own test turns the clock.
        return
    liquidations: list[Liquidation] = await take(exchange.liquidations(listed), 6)
    assert {each.symbol for each in liquidations} == {"BTC-USDT", "ETH-USDT"}
    assert len({(each.symbol, each.trade_id) for each in liquidations}) == 6
    for each in liquidations:
        assert each.exchange == exchange.id
        assert each.side == "long"
        assert each.price > 0
        assert each.size == pytest.approx(round(each.size)) != 0
        assert now_ms() - 60_000 < each.event_ms <= now_ms() + 1000
