"""Liquidations of perpetuals: whose position was closed, how much of it, once, and apart from everything of spot."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from markets.exchanges.base import BackOff, Interrupted, Rejected
from markets.types import Liquidation
from project.common.clock import now_ms
from tests.fakes.venues import PRICES, Answer, tick
from tests.markets.exchanges.conftest import LIVE, Live, hurried
from tests.markets.exchanges.taking import drain, take, take_again

SYMBOL = "BTC-USDT"
HEARD = [exchange_id for exchange_id, (adapter, _) in LIVE.items() if adapter.capabilities.liquidations]
SOCKETS = {"binance": "/market/ws", "bybit": "/v5/public/linear", "okx": "/ws/v5/public"}
LISTS = {"binance": "/fapi/", "bybit": "category=linear", "okx": "instType=SWAP"}
GARBAGE = (
    "nonsense",
    "{",
    '{"e":"forceOrder"}',
    '{"e":"forceOrder","o":{"s":"BTCUSDT","S":7}}',
    '{"topic":"allLiquidation.BTCUSDT","data":7}',
    '{"topic":"allLiquidation.BTCUSDT","data":[7]}',
    '{"arg":{"channel":"liquidation-orders"},"data":[[]]}',
    '{"arg":{"channel":"liquidation-orders"},"data":[{"details":[{"sz":"1"}],"instId":"BTC-USDT-SWAP"}]}',
)
BAD = (
    {"price": "NaN"},
    {"price": 0},
    {"price": "1e308"},
    {"size": "0"},
    {"size": "-1"},
    {"size": "Infinity"},
    {"size": "many"},
)


@pytest.fixture(params=HEARD)
async def heard(request: pytest.FixtureRequest) -> AsyncIterator[Live]:
    """An adapter with public liquidations before ``connect``, and its loopback exchange."""
    adapter, fake = LIVE[request.param]
    before = asyncio.all_tasks()
    async with fake().serving() as venue:
        exchange = hurried(adapter(venue.urls))
        yield Live(exchange, venue)
        await exchange.close()
    assert not asyncio.all_tasks() - before - {asyncio.current_task()}


async def start(live: Live, count: int = 1) -> asyncio.Task[list[Liquidation]]:
    """Wait until the exchange knows that somebody listens."""
    reading = asyncio.create_task(take(live.exchange.liquidations([SYMBOL]), count))
    await live.venue.subscription("liquidation", SYMBOL)
    return reading


async def send(live: Live, *orders: dict[str, object], at_ms: int | None = None) -> None:
    """Send each in a message of its own."""
    for order in orders:
        await live.venue.emit_liquidation(SYMBOL, live.venue.liquidation(SYMBOL, order, at_ms=at_ms))


async def test_the_position_and_its_size_in_the_base_asset_are_told(heard: Live) -> None:
    reading = await start(heard, 2)
    orders: tuple[dict[str, object], ...] = ({"side": "long", "size": 1.5}, {"side": "short", "size": 0.02, "price": 9})
    await send(heard, *orders, at_ms=now_ms())
    first, second = await reading
    assert (first.exchange, first.symbol) == (heard.exchange.id, SYMBOL)
    assert (first.side, first.size, first.price) == ("long", pytest.approx(1.5), PRICES[SYMBOL])
    assert (second.side, second.size, second.price) == ("short", pytest.approx(0.02), 9)


async def test_what_is_sent_again_comes_once_also_after_a_reconnect(heard: Live) -> None:
    reading = await start(heard)
    frame = heard.venue.liquidation(SYMBOL, {"size": 1})
    await heard.venue.emit_liquidation(SYMBOL, frame)
    (first,) = await reading
    again = asyncio.create_task(take(heard.exchange.liquidations([SYMBOL]), 1))
    await heard.venue.subscription("liquidation", SYMBOL, times=2)
    await heard.venue.emit_liquidation(SYMBOL, frame)
    await send(heard, {"size": 2})
    (second,) = await again
    assert (first.size, second.size) == (pytest.approx(1), pytest.approx(2))
    assert heard.exchange.dropped["repeated"] == 1


async def test_a_cut_connection_interrupts_it_alone(heard: Live) -> None:
    await heard.exchange.connect([SYMBOL])
    quotes = asyncio.create_task(take(heard.exchange.quotes([SYMBOL]), 1))
    await heard.venue.subscription("ticker", SYMBOL)
    reading = await start(heard)
    (derivatives,) = {socket for socket, channel, _ in heard.venue.subscribed if channel == "liquidation"}
    request = heard.venue.sockets[derivatives]
    assert request.path.startswith(SOCKETS[heard.exchange.id])
    assert not {channel for socket, channel, _ in heard.venue.subscribed if socket is derivatives} - {"liquidation"}
    assert request.transport is not None
    request.transport.abort()
    with pytest.raises(Interrupted, match=heard.exchange.name):
        await reading
    await heard.venue.emit_tick(SYMBOL, tick(70_500.0))
    assert (await quotes)[0].last == 70_500.0
    again = asyncio.create_task(take_again(lambda: heard.exchange.liquidations([SYMBOL]), 1))
    await heard.venue.subscription("liquidation", SYMBOL, times=2)
    await send(heard, {"size": 3})
    assert (await again)[0].size == pytest.approx(3)
    assert sum(LISTS[heard.exchange.id] in entry.path for entry in heard.venue.reached("http")) <= 2


async def test_garbage_and_impossible_numbers_never_leave(heard: Live) -> None:
    reading = await start(heard)
    for text in GARBAGE:
        await heard.venue.send_raw(text)
    await send(heard, *BAD)
    await send(heard, {"size": 1}, at_ms=now_ms() + 86_400_000)
    await send(heard, {"size": 4})
    (only,) = await reading
    assert only.size == pytest.approx(4)
    dropped = heard.exchange.dropped
    assert sum(dropped[reason] for reason in ("price", "size")) >= len(BAD)
    assert dropped["time"] >= 1
    assert dropped["frame"] >= 1


async def test_a_refusal_breaks_the_stream_and_the_next_one_asks_again(heard: Live) -> None:
    heard.venue.refusal = "not for you"
    with pytest.raises((Interrupted, Rejected, BackOff)):
        await take(heard.exchange.liquidations([SYMBOL]), 1)
    heard.venue.refusal = ""
    reading = await start(heard)
    await send(heard, {"size": 5})
    assert (await reading)[0].size == pytest.approx(5)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(429, "{}", {"Retry-After": "7"}), BackOff),
        (Answer(503, "sorry"), Interrupted),
        (Answer(200, '{"result":7}'), Interrupted),
    ],
)
async def test_a_market_list_that_does_not_come_leaves_spot_alone(
    heard: Live, answer: Answer, expected: type[Exception]
) -> None:
    assert await heard.exchange.connect([SYMBOL]) == (SYMBOL,)
    heard.venue.answers.extend([answer, answer])
    with pytest.raises(expected):
        await take(heard.exchange.liquidations([SYMBOL]), 1)
    quotes = asyncio.create_task(take(heard.exchange.quotes([SYMBOL]), 1))
    await heard.venue.subscription("ticker", SYMBOL)
    await heard.venue.emit_tick(SYMBOL, tick(70_500.0))
    assert (await quotes)[0].last == 70_500.0


async def test_a_pair_without_a_linear_perpetual_is_rejected(heard: Live) -> None:
    for symbol in ("BTC-USD", "LUNA-USDT", "AAPL"):
        with pytest.raises(Rejected, match="no perpetual"):
            await take(heard.exchange.liquidations([symbol]), 1)


async def test_closing_ends_the_stream(heard: Live) -> None:
    running = asyncio.create_task(drain(heard.exchange.liquidations([SYMBOL])))
    await heard.venue.subscription("liquidation", SYMBOL)
    await heard.exchange.close()
    async with asyncio.timeout(5):
        assert await running


async def test_perpetuals_of_no_pair_of_ours_stay_unheard(heard: Live) -> None:
    reading = await start(heard)
    text = json.dumps(heard.venue.liquidation(SYMBOL, {"size": 9}))
    await heard.venue.send_raw(text.replace("BTC-USDT-SWAP", "BTC-USD-SWAP").replace('"BTCUSDT"', '"BTCUSDT_991231"'))
    await send(heard, {"size": 6})
    assert (await reading)[0].size == pytest.approx(6)


@pytest.mark.parametrize("live_id", ["bybit", "okx"])
async def test_several_in_one_message_all_count_even_when_they_are_alike(live_id: str) -> None:
    adapter, fake = LIVE[live_id]
    async with fake().serving() as venue:
        exchange = hurried(adapter(venue.urls))
        reading = asyncio.create_task(take(exchange.liquidations([SYMBOL]), 4))
        await venue.subscription("liquidation", SYMBOL)
        frame = venue.liquidation(SYMBOL, {"size": 1}, {"size": 1}, {"size": 2, "side": "short"})
        await venue.emit_liquidation(SYMBOL, frame)
        await venue.emit_liquidation(SYMBOL, frame)
        await venue.emit_liquidation(SYMBOL, venue.liquidation(SYMBOL, {"size": 7}))
        assert [(round(each.size), each.side) for each in await reading] == [
            (1, "long"),
            (1, "long"),
            (2, "short"),
            (7, "long"),
        ]
        await exchange.close()


async def test_an_okx_account_with_one_position_a_coin_is_read_by_the_side_of_the_order() -> None:
    adapter, fake = LIVE["okx"]
    async with fake().serving() as venue:
        exchange = hurried(adapter(venue.urls))
        reading = asyncio.create_task(take(exchange.liquidations([SYMBOL]), 2))
        await venue.subscription("liquidation", SYMBOL)
        orders = ({"side": "long", "position": "net"}, {"side": "short", "position": "net"})
        await venue.emit_liquidation(SYMBOL, venue.liquidation(SYMBOL, *orders))
        assert [each.side for each in await reading] == ["long", "short"]
        await exchange.close()
