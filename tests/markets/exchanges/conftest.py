"""Each adapter with the loopback exchange that it talks to; the simulated one talks to nobody."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from markets.exchanges.base import Exchange
from markets.exchanges.binance import Binance
from markets.exchanges.bybit import Bybit
from markets.exchanges.ccxt_base import CcxtExchange
from markets.exchanges.coinbase import Coinbase
from markets.exchanges.htx import Htx
from markets.exchanges.kraken import Kraken
from markets.exchanges.kucoin import Kucoin
from markets.exchanges.okx import Okx
from markets.exchanges.simulated import SimulatedExchange
from tests.fakes.venues import FakeVenue
from tests.fakes.venues_binance import FakeBinance
from tests.fakes.venues_bybit import FakeBybit
from tests.fakes.venues_coinbase import FakeCoinbase
from tests.fakes.venues_htx import FakeHtx
from tests.fakes.venues_kraken import FakeKraken
from tests.fakes.venues_kucoin import FakeKucoin
from tests.fakes.venues_okx import FakeOkx

LIVE: dict[str, tuple[type[CcxtExchange], Callable[[], FakeVenue]]] = {
    "binance": (Binance, FakeBinance),
    "coinbase": (Coinbase, FakeCoinbase),
    "kraken": (Kraken, FakeKraken),
    "bybit": (Bybit, FakeBybit),
    "okx": (Okx, FakeOkx),
    "htx": (Htx, FakeHtx),
    "kucoin": (Kucoin, FakeKucoin),
}


@dataclass
class Live:
    exchange: CcxtExchange
    venue: FakeVenue

    @property
    def symbol(self) -> str:
        return self.venue.pairs[0]


def hurried(exchange: CcxtExchange) -> CcxtExchange:
    """Take away the politeness towards real exchanges, which would only make the tests slow."""
    clients = [exchange._client]
    if exchange.capabilities.liquidations:
        clients.append(exchange.perpetuals().connection.client)
    for client in clients:
        client.throttler.config["refillRate"] = 1.0
        client.timeout_on_exit = 20
    return exchange


@pytest.fixture(params=LIVE)
async def live(request: pytest.FixtureRequest) -> AsyncIterator[Live]:
    """An adapter before ``connect``, pointed at a loopback exchange that speaks its dialect."""
    adapter, fake = LIVE[request.param]
    before = asyncio.all_tasks()
    async with fake().serving() as venue:
        exchange = hurried(adapter(venue.urls))
        yield Live(exchange, venue)
        await exchange.close()
    left = asyncio.all_tasks() - before - {asyncio.current_task()}
    assert not left


@pytest.fixture(params=[*LIVE, "simulated"])
async def exchange(request: pytest.FixtureRequest) -> AsyncIterator[Exchange]:
    """Any adapter, its venue moving by itself."""
    if request.param == "simulated":
        simulated = SimulatedExchange()
        yield simulated
        await simulated.close()
        return
    adapter, fake = LIVE[request.param]
    venue = fake()
    venue.pulse_s = 0.02
    async with venue.serving():
        connected = hurried(adapter(venue.urls))
        yield connected
        await connected.close()
