"""What the live adapters must survive: broken connections, silence, garbage, refusals and numbers that cannot be."""

import asyncio
import contextlib
import gc
import json
from urllib.parse import urlsplit

import pytest

from markets.exchanges.base import BackOff, Interrupted, Rejected
from markets.types import Quote, Timeframe
from project.common.clock import now_ms
from tests.fakes.venues import PRICES, Answer, tick
from tests.markets.exchanges.conftest import LIVE, Live, hurried
from tests.markets.exchanges.taking import drain, take, take_again

GARBAGE = (
    "nonsense",
    '{"a":',
    "[1,",
    "[]",
    "{}",
    "[[]]",
    '{"channel":"ticker","data":[{"last":NaN}]}',
    '"x"',
    "{" * 5000,
)
WRONG_SHAPES = (
    '{"e":"24hrTicker"}',
    '{"e":"aggTrade","s":[]}',
    '{"type":"ticker","product_id":7}',
    '{"type":"match","product_id":"NO-PE"}',
    '{"channel":"ticker","data":7}',
    '{"channel":"trade","data":[{"symbol":null}]}',
    '{"topic":"tickers.BTCUSDT","type":"snapshot","data":7}',
    '{"topic":"orderbook.1.BTCUSDT","type":"snapshot","data":{"s":"BTCUSDT","b":7,"a":[[]]}}',
    '{"topic":"publicTrade.BTCUSDT","data":[[]]}',
    '{"arg":{"channel":"tickers","instId":"BTC-USDT"},"data":[[]]}',
    '{"arg":{"channel":"trades","instId":7},"data":7}',
    '{"ch":"market.btcusdt.ticker","tick":7}',
    '{"ch":"market..trade.detail","tick":{"data":[7]}}',
    '{"type":"message","subject":"trade.snapshot","topic":"/market/snapshot:BTC-USDT","data":{"data":[]}}',
    '{"type":"message","subject":"trade.ticker","topic":7,"data":{}}',
)
BAD_PRICES = ("NaN", "inf", "1e308", "-5")


async def start(live: Live) -> tuple[str, asyncio.Task[list[Quote]]]:
    """Connect and wait until the exchange knows that somebody listens for quotes of the first pair."""
    await live.exchange.connect(live.venue.pairs)
    reading = asyncio.create_task(take(live.exchange.quotes([live.symbol]), 1))
    await live.venue.subscription("ticker", live.symbol)
    return live.symbol, reading


async def test_a_dropped_connection_interrupts_and_the_next_stream_subscribes_again(live: Live) -> None:
    symbol, reading = await start(live)
    await live.venue.drop()
    with pytest.raises(Interrupted, match=live.exchange.name):
        await reading
    again = asyncio.create_task(take(live.exchange.quotes([symbol]), 1))
    await live.venue.subscription("ticker", symbol, times=2)
    await live.venue.emit_tick(symbol, tick(70_500.0))
    (quote,) = await again
    assert quote.last == 70_500.0


async def test_ten_drops_in_a_row_leave_the_adapter_well(live: Live) -> None:
    symbol, reading = await start(live)
    for times in range(2, 12):
        await live.venue.drop()
        with pytest.raises(Interrupted):
            await reading
        reading = asyncio.create_task(take(live.exchange.quotes([symbol]), 1))
        await live.venue.subscription("ticker", symbol, times=times)
    await live.venue.emit_tick(symbol, tick(70_500.0))
    assert len(await reading) == 1
    assert len(live.venue.reached("handshake")) == 11


async def test_a_price_from_before_the_drop_is_not_sold_as_fresh(live: Live) -> None:
    symbol, reading = await start(live)
    await live.venue.emit_tick(symbol, tick(70_400.0))
    assert (await reading)[0].last == 70_400.0
    await live.venue.drop()
    again = asyncio.create_task(take_again(lambda: live.exchange.quotes([symbol]), 1))
    await live.venue.subscription("ticker", symbol, times=2)
    await live.venue.emit_tick(symbol, tick(70_500.0))
    assert (await again)[0].last == 70_500.0


async def test_an_exchange_that_closes_politely_interrupts(live: Live) -> None:
    _, reading = await start(live)
    for socket in list(live.venue.sockets):
        await socket.close(code=1001)
    with pytest.raises(Interrupted):
        await reading


@pytest.mark.parametrize("exchange_id", LIVE)
async def test_silence_without_pongs_interrupts(exchange_id: str) -> None:
    adapter, fake = LIVE[exchange_id]
    async with fake().serving() as venue:
        exchange = adapter(venue.urls, keep_alive_s=0.1)
        live = Live(exchange, venue)
        _, reading = await start(live)
        venue.is_silent = True
        with pytest.raises(Interrupted):
            await reading
        await exchange.close()


@pytest.mark.parametrize("exchange_id", LIVE)
async def test_pongs_without_quotes_interrupt_and_the_next_stream_has_a_new_connection(exchange_id: str) -> None:
    adapter, fake = LIVE[exchange_id]
    async with fake().serving() as venue:
        exchange = hurried(adapter(venue.urls, quiet_s=0.3))
        symbol, reading = await start(Live(exchange, venue))
        with pytest.raises(Interrupted, match="no quote"):
            await reading
        again = asyncio.create_task(take_again(lambda: exchange.quotes([symbol]), 1))
        await venue.subscription("ticker", symbol, times=2)
        await venue.emit_tick(symbol, tick(70_500.0))
        assert (await again)[0].last == 70_500.0
        assert len(venue.reached("handshake")) >= 2
        await exchange.close()


async def test_garbage_frames_are_counted_and_the_stream_goes_on(live: Live) -> None:
    symbol, reading = await start(live)
    for text in (*GARBAGE, *WRONG_SHAPES):
        await live.venue.send_raw(text)
    await live.venue.emit_tick(symbol, tick(70_300.0))
    (quote,) = await reading
    assert quote.last == 70_300.0
    assert live.exchange.dropped["frame"] >= 3
    assert len(live.venue.reached("handshake")) == 1


async def test_impossible_prices_never_leave(live: Live) -> None:
    symbol, reading = await start(live)
    bad = [tick(71_000.0, **{field: value}) for field in ("last", "bid", "ask") for value in BAD_PRICES]
    for broken in (*bad, *(tick(71_000.0, last=value) for value in (0, "0", "abc", None))):
        await live.venue.emit_tick(symbol, broken)
        await asyncio.sleep(0.01)
    await live.venue.emit_tick(symbol, tick(70_200.0))
    (quote,) = await reading
    assert quote.last == 70_200.0
    assert live.exchange.dropped["price"] + live.exchange.dropped["frame"] == 16


@pytest.mark.parametrize("field", ["bid", "ask"])
async def test_a_side_without_orders_leaves_as_unknown(live: Live, field: str) -> None:
    symbol, reading = await start(live)
    await live.venue.emit_tick(symbol, tick(71_000.0, **{field: None}))
    (quote,) = await reading
    assert getattr(quote, field) is None
    assert quote.last == 71_000.0


async def test_a_crossed_book_never_leaves(live: Live) -> None:
    symbol, reading = await start(live)
    await live.venue.emit_tick(symbol, tick(71_000.0, bid=71_010.0, ask=70_990.0))
    await asyncio.sleep(0.02)
    await live.venue.emit_tick(symbol, tick(71_000.0, bid=71_000.0, ask=71_000.0))
    await asyncio.sleep(0.02)
    await live.venue.emit_tick(symbol, tick(70_100.0))
    assert (await reading)[0].last == 70_100.0
    assert live.exchange.dropped["crossed"] == 2


async def test_unbelievable_day_numbers_are_blanked_and_the_price_stays(live: Live) -> None:
    symbol, reading = await start(live)
    await live.venue.emit_tick(symbol, tick(70_100.0, high="1e308", low="-1", volume="-3"))
    (quote,) = await reading
    assert quote.last == 70_100.0
    assert (quote.high_24h, quote.low_24h, quote.volume_24h) == (None, None, None)


async def test_a_quote_from_tomorrow_is_dropped(live: Live) -> None:
    symbol, reading = await start(live)
    await live.venue.emit_tick(symbol, tick(71_000.0), at_ms=now_ms() + 86_400_000)
    await asyncio.sleep(0.02)
    await live.venue.emit_tick(symbol, tick(70_100.0))
    assert (await reading)[0].last == 70_100.0
    assert live.exchange.dropped["time"] == 1


async def test_impossible_trades_never_leave_and_the_taker_side_is_told(live: Live) -> None:
    await live.exchange.connect(live.venue.pairs)
    reading = asyncio.create_task(take(live.exchange.trades([live.symbol]), 2))
    await live.venue.subscription("trade", live.symbol)
    for change in ({"price": "NaN"}, {"price": 0}, {"size": -1}, {"size": "1e308"}, {"price": "1e308"}):
        await live.venue.emit_trade(live.symbol, **change)
    await live.venue.emit_trade(live.symbol, price=70_001.0, size=0.5, side="buy")
    await live.venue.emit_trade(live.symbol, price=70_002.0, size=0.25, side="sell")
    trades = await reading
    assert [(trade.price, trade.size, trade.side) for trade in trades] == [
        (70_001.0, 0.5, "buy"),
        (70_002.0, 0.25, "sell"),
    ]
    assert sum(live.exchange.dropped[reason] for reason in ("price", "size", "frame")) == 5


async def test_a_trade_sent_again_after_a_reconnect_comes_once(live: Live) -> None:
    await live.exchange.connect(live.venue.pairs)
    reading = asyncio.create_task(take(live.exchange.trades([live.symbol]), 1))
    await live.venue.subscription("trade", live.symbol)
    await live.venue.emit_trade(live.symbol, id=77)
    assert (await reading)[0].trade_id == "77"
    await live.venue.drop()
    again = asyncio.create_task(take_again(lambda: live.exchange.trades([live.symbol]), 1))
    await live.venue.subscription("trade", live.symbol, times=2)
    await live.venue.emit_trade(live.symbol, id=77)
    await live.venue.emit_trade(live.symbol, id=78)
    assert (await again)[0].trade_id == "78"
    assert live.exchange.dropped["repeated"] == 1


async def test_a_burst_of_many_symbols_in_one_breath_loses_nothing(live: Live) -> None:
    await live.exchange.connect(live.venue.pairs)
    pairs = live.venue.pairs
    reading = asyncio.create_task(take(live.exchange.trades(pairs), 40 * len(pairs)))
    for pair in pairs:
        await live.venue.subscription("trade", pair)
    for number in range(40):
        for place, pair in enumerate(pairs):
            await live.venue.emit_trade(pair, id=1 + number * 10 + place)
    got = {(trade.symbol, trade.trade_id) for trade in await reading}
    assert got == {(pair, str(1 + number * 10 + place)) for number in range(40) for place, pair in enumerate(pairs)}


@pytest.mark.parametrize(
    ("status", "header", "seconds"), [(429, "7", 7), (418, "90", 90), (429, "soon", 30), (429, None, 30)]
)
async def test_too_many_requests_says_how_long_to_back_off(
    live: Live, status: int, header: str | None, seconds: float
) -> None:
    live.venue.answers.append(Answer(status, "{}", {"Retry-After": header} if header else {}))
    with pytest.raises(BackOff) as caught:
        await live.exchange.connect(["BTC-USDT"])
    assert caught.value.retry_after_s == seconds
    assert await live.exchange.connect(["BTC-USDT"]) == ("BTC-USDT",)


async def test_too_many_connections_says_how_long_to_back_off(live: Live) -> None:
    await live.exchange.connect(["BTC-USDT"])
    live.venue.handshakes.append(Answer(429, "{}", {"Retry-After": "12"}))
    with pytest.raises(BackOff) as caught:
        await take(live.exchange.quotes(["BTC-USDT"]), 1)
    assert caught.value.retry_after_s == 12


@pytest.mark.parametrize("status", [500, 502, 503, 403])
async def test_a_server_error_interrupts_and_connect_works_later(live: Live, status: int) -> None:
    live.venue.answers.append(Answer(status, "<html>sorry</html>"))
    # Bybit's word for too many requests is 403.
    is_ban = (live.venue.id, status) == ("bybit", 403)
    with pytest.raises(BackOff if is_ban else Interrupted, match="fewer requests" if is_ban else "cannot be reached"):
        await live.exchange.connect(["BTC-USDT"])
    assert await live.exchange.connect(["BTC-USDT"]) == ("BTC-USDT",)


async def test_a_market_list_of_another_shape_is_no_crash(live: Live) -> None:
    bodies = ("", "null", "[]", "{}", "7", '"x"', "<html>", '{"symbols":[{}]}', '[{"id":"X"}]', '{"result":{"X":7}}')
    for body in bodies:
        live.venue.answers.append(Answer(200, body))
        with contextlib.suppress(Interrupted):
            assert await live.exchange.connect(["BTC-USDT"]) == ()
    assert await live.exchange.connect(["BTC-USDT"]) == ("BTC-USDT",)
    assert len(live.venue.reached("http")) == len(bodies) + 1


async def test_an_empty_market_list_interrupts(live: Live) -> None:
    live.venue.answers.append(Answer(200, json.dumps(live.venue.no_markets)))
    with pytest.raises(Interrupted, match=r"lists no market|returned an empty response"):
        await live.exchange.connect(["BTC-USDT"])


async def test_candles_of_another_shape_are_none_or_an_interruption(live: Live) -> None:
    await live.exchange.connect(["BTC-USDT"])
    bodies = ("null", "[]", "{}", '[[1,"a",null,{},[],"NaN"]]', "[7]", '{"error":[],"result":{"XBTUSDT":[[1]]}}')
    for body in bodies:
        live.venue.answers.append(Answer(200, body))
        with contextlib.suppress(Interrupted):
            rows = await live.exchange.candles("BTC-USDT", Timeframe.M1, now_ms() - 600_000, 5)
            assert rows.shape == (0, 6)
    assert len(live.venue.reached("http")) == 1 + len(bodies)


async def test_a_place_that_is_not_served_is_rejected(live: Live) -> None:
    live.venue.answers.append(Answer(451, "{}"))
    with pytest.raises(Rejected, match="does not serve"):
        await live.exchange.connect(["BTC-USDT"])


@pytest.mark.parametrize("exchange_id", LIVE)
async def test_nobody_there_interrupts_and_close_is_clean(exchange_id: str) -> None:
    adapter, fake = LIVE[exchange_id]
    async with fake().serving() as venue:
        gone = venue.urls
    exchange = adapter(gone)
    with pytest.raises(Interrupted):
        await exchange.connect(["BTC-USDT"])
    await exchange.close()
    gc.collect()


async def test_close_in_the_middle_of_dialling_ends_the_stream(live: Live) -> None:
    await live.exchange.connect(["BTC-USDT"])
    reading = asyncio.create_task(drain(live.exchange.quotes(["BTC-USDT"])))
    await asyncio.sleep(0)
    await live.exchange.close()
    async with asyncio.timeout(10):
        await reading
    gc.collect()


async def test_every_address_points_to_the_given_host(live: Live) -> None:
    def addresses(urls: object) -> list[str]:
        return (
            [str(urls)]
            if not isinstance(urls, dict)
            else [text for value in urls.values() for text in addresses(value)]
        )

    hosts = {urlsplit(address).netloc for address in addresses(live.exchange._client.urls)}
    assert hosts == {f"127.0.0.1:{live.venue.port}"}


async def test_nothing_but_spot_is_asked_for_or_listed(live: Live) -> None:
    symbol, reading = await start(live)
    await live.venue.emit_tick(symbol, tick(PRICES[symbol]))
    await reading
    await live.exchange.candles(symbol, Timeframe.M1, now_ms() - 600_000, 5)
    words = ("linear", "inverse", "swap", "future", "fapi", "dapi", "option", "contract", "perp")
    asked = [entry.path.lower() for entry in (*live.venue.reached("http"), *live.venue.reached("handshake"))]
    assert not [path for path in asked if any(word in path for word in words)]
    assert all(market["spot"] and not market["contract"] for market in live.exchange._client.markets.values())


async def test_the_ledger_shows_public_requests_only(live: Live) -> None:
    symbol, reading = await start(live)
    await live.venue.emit_tick(symbol, tick(PRICES[symbol]))
    await reading
    assert all("key" not in entry.body.lower() and "sign" not in entry.path for entry in live.venue.ledger)
    assert len(live.venue.reached("http")) == live.venue.requests_to_start
    assert len(live.venue.reached("frame")) == live.venue.frames_to_start
