"""What is KuCoin's own: a token for each connection, pings of its own, and a ticker in two parts."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from markets.exchanges.kucoin import Kucoin
from project.common.clock import now_ms
from tests.fakes.venues import FakeVenue, tick
from tests.fakes.venues_kucoin import FakeKucoin
from tests.markets.exchanges.conftest import hurried
from tests.markets.exchanges.taking import drain, seen_alive, take, take_again


@pytest.fixture
async def venue() -> AsyncIterator[FakeVenue]:
    async with FakeKucoin().serving() as venue:
        yield venue


async def test_every_connection_has_a_token_of_its_own(venue: FakeVenue) -> None:
    exchange = hurried(Kucoin(venue.urls))
    await exchange.connect(["BTC-USDT"])
    streams = [asyncio.create_task(drain(each(["BTC-USDT"]))) for each in (exchange.quotes, exchange.trades)]
    for channel in ("ticker", "trade"):
        await venue.subscription(channel, "BTC-USDT")
    await venue.drop()
    assert await asyncio.gather(*streams) == [False, False]
    again = asyncio.create_task(take_again(lambda: exchange.quotes(["BTC-USDT"]), 1))
    await venue.subscription("ticker", "BTC-USDT", times=2)
    await venue.emit_tick("BTC-USDT", tick(70_500.0))
    assert (await again)[0].last == 70_500.0
    handshakes = [entry.path for entry in venue.reached("handshake")]
    assert len(handshakes) == len(set(handshakes)) == 2
    assert sum("bullet-public" in entry.path for entry in venue.reached("http")) == 2
    await exchange.close()


async def test_a_connection_lives_on_pings_of_its_own(venue: FakeVenue) -> None:
    await seen_alive(Kucoin(venue.urls, keep_alive_s=0.05), venue)


async def test_the_numbers_of_the_day_join_the_next_ticker_and_end_with_the_connection(venue: FakeVenue) -> None:
    def bare(price: float) -> str:
        return json.dumps(venue.ticker_frame("BTC-USDT", tick(price), now_ms()))

    exchange = hurried(Kucoin(venue.urls))
    await exchange.connect(["BTC-USDT"])
    reading = asyncio.create_task(take(exchange.quotes(["BTC-USDT"]), 1))
    await venue.subscription("ticker", "BTC-USDT")
    await venue.send_raw(bare(100.0))
    (first,) = await reading
    assert (first.last, first.high_24h) == (100.0, None)
    reading = asyncio.create_task(take_again(lambda: exchange.quotes(["BTC-USDT"]), 1))
    await asyncio.sleep(0.01)
    await venue.emit_tick("BTC-USDT", tick(101.0, high=110.0))
    (second,) = await reading
    assert (second.last, second.high_24h) == (101.0, 110.0)
    await venue.drop()
    again = asyncio.create_task(take_again(lambda: exchange.quotes(["BTC-USDT"]), 1))
    await venue.subscription("ticker", "BTC-USDT", times=2)
    await venue.send_raw(bare(102.0))
    (third,) = await again
    assert (third.last, third.high_24h) == (102.0, None)
    await exchange.close()
