"""The stream process in this process: scripted exchanges, a real bus, a real database."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from channels.db import database_sync_to_async
from django.conf import settings

from markets.exchanges.base import Interrupted
from markets.exchanges.registry import make_exchange
from markets.flow.selectors import whales
from markets.models import Candle
from markets.selectors import data_mode, exchange_states, latest_prices, recent_trades
from markets.stocks.answers import Kind, Topic
from markets.stocks.ask import last_answer
from markets.stream import bus as keys
from markets.stream.runner import Runner
from markets.types import FeedState
from tests.factories import InstrumentFactory
from tests.fakes.scripted import ScriptedExchange
from tests.fakes.venues_binance import FakeBinance
from tests.fakes.venues_coinbase import FakeCoinbase
from tests.fakes.venues_kraken import FakeKraken
from tests.markets.values import price, quote, trade

pytestmark = pytest.mark.django_db(transaction=True)
NEVER = [Interrupted("No route.")] * 1_000


@pytest.fixture(autouse=True)
def two_live_exchanges(settings):
    settings.EXCHANGES = ["binance", "kraken"]
    for symbol in ("BTC-USDT", "ETH-USDT"):
        InstrumentFactory(symbol=symbol)


class Venues:
    """Makes exchanges and keeps them: by id, and in the order in which they were made."""

    def __init__(self, **scripts):
        self.scripts = scripts
        self.made = []

    def __call__(self, name):
        script = self.scripts.get(name, {})
        exchange = ScriptedExchange(name, **(script() if callable(script) else script))
        self.made.append(exchange)
        return exchange


@asynccontextmanager
async def running(venues, market_data, make=None, **limits):
    stop = asyncio.Event()
    runner = Runner(make or venues, market_data=market_data, **limits)
    task = asyncio.create_task(runner.run(stop))
    try:
        yield runner
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)
        assert all(exchange.has_ended for exchange in venues.made)


async def read(selector, *arguments):
    return await database_sync_to_async(selector)(*arguments)


async def until_price(symbol, last):
    async with asyncio.timeout(10):
        while True:
            prices = await read(latest_prices, [symbol])
            if symbol in prices and prices[symbol].last == last:
                return prices[symbol]
            await asyncio.sleep(0.02)


def live(exchange, last, **more):
    return {"quotes": [lambda: quote(exchange, last)], **more}


async def test_live_prices_are_a_consensus_with_its_exchanges(bus):
    venues = Venues(binance=live("binance", 100), kraken=live("kraken", 102))
    async with running(venues, "live"):
        found = await until_price("BTC-USDT", 101)
        assert found.exchanges == ("binance", "kraken")
        assert await read(data_mode) == "live"
        assert {state.state for state in await read(exchange_states)} == {FeedState.LIVE}


async def test_trades_reach_the_tape_newest_first_and_the_candles(bus):
    prints = [trade(str(number), exchange="kraken", price=100 + number, size=2) for number in range(3)]
    async with running(Venues(kraken=live("kraken", 100, trades=prints)), "live"):
        async with asyncio.timeout(10):
            while len(await read(recent_trades, "BTC-USDT")) < 3:
                await asyncio.sleep(0.02)
        for exchange, newest in (("", ["2", "1", "0"]), ("kraken", ["2", "1", "0"]), ("binance", [])):
            found = await read(recent_trades, "BTC-USDT", 50, exchange)
            assert [each.trade_id for each in found] == newest
    candles = await read(lambda: list(Candle.objects.values_list("exchange", "high", "volume")))
    assert sum(volume for _, _, volume in candles) == 6
    assert max(high for _, high, _ in candles) == 102


async def test_a_whale_on_the_tape_is_stored_by_the_end(bus):
    prints = [trade("big", exchange="kraken", size=5_000), trade("small", exchange="kraken")]
    async with running(Venues(kraken=live("kraken", 100, trades=prints)), "live"):
        async with asyncio.timeout(10):
            while len(await read(recent_trades, "BTC-USDT")) < 2:
                await asyncio.sleep(0.02)
    (found,) = await read(lambda: whales("BTC-USDT", minimum_usd=None, side=None, limit=10))
    assert (found.trade_id, found.usd_value) == ("big", 500_000)


async def test_auto_simulates_when_nobody_answers(bus, caplog):
    venues = Venues(
        binance={"connects": NEVER.copy()}, kraken={"connects": NEVER.copy()}, simulated=live("simulated", 7)
    )
    async with running(venues, "auto", try_s=0.2, retry_s=60):
        found = await until_price("BTC-USDT", 7)
        assert found.exchanges == ("simulated",)
        assert await read(data_mode) == "simulated"
        assert [state.exchange for state in await read(exchange_states)] == ["simulated"]
    assert "prices are simulated" in caplog.text


async def test_auto_goes_live_when_an_exchange_answers_later_and_mixes_nothing(bus, caplog):
    simulated = []
    venues = Venues(
        kraken=lambda: live("kraken", 50) if simulated else {"connects": NEVER.copy()},
        binance=lambda: {"connects": NEVER.copy()},
        simulated=live("simulated", 7, trades=[trade(exchange="simulated")]),
    )
    async with running(venues, "auto", try_s=0.3, retry_s=0.3):
        simulated.append(await until_price("BTC-USDT", 7))
        found = await until_price("BTC-USDT", 50)
        assert found.exchanges == ("kraken",)
        assert await read(data_mode) == "live"
        assert await read(recent_trades, "BTC-USDT") == []
        assert {state.exchange for state in await read(exchange_states)} == {"binance", "kraken"}
        assert next(each for each in venues.made if each.id == "simulated").has_ended
    assert "prices are live" in caplog.text


async def test_live_never_simulates_and_simulated_never_connects(bus):
    silent = Venues(binance={"connects": NEVER.copy()}, kraken={"connects": NEVER.copy()})
    async with running(silent, "live", try_s=0.05, retry_s=0.05):
        await asyncio.sleep(0.5)
    simulated = Venues(simulated=live("simulated", 7))
    async with running(simulated, "simulated", try_s=0.05, retry_s=0.05):
        await until_price("BTC-USDT", 7)
    assert {exchange.id for exchange in silent.made} == {"binance", "kraken"}
    assert {exchange.id for exchange in simulated.made} == {"simulated"}


async def test_questions_about_stocks_are_answered_by_the_running_source(bus):
    async with running(Venues(), "simulated", make=make_exchange):
        async with asyncio.timeout(20):
            while await read(data_mode) != "simulated":
                await asyncio.sleep(0.02)
        answer = await read(last_answer, Topic("AAPL", Kind.INFO))
        assert (answer.value["symbol"], answer.value["source"], answer.fault) == ("AAPL", "simulated", "")


async def test_prices_of_another_mode_leave_the_bus_first(bus):
    bus.set(keys.MODE, "simulated")
    bus.hset(keys.PRICES, "DOGE-USDT", keys.dump(price("DOGE-USDT")))
    async with running(Venues(kraken=live("kraken", 3)), "live"):
        await until_price("BTC-USDT", 3)
        assert not bus.hexists(keys.PRICES, "DOGE-USDT")


async def test_a_bus_that_lost_everything_gets_it_again(bus, monkeypatch):
    monkeypatch.setattr("markets.stream.publisher.RENEW_MS", 200)
    async with running(Venues(kraken=live("kraken", 3)), "live"):
        await until_price("BTC-USDT", 3)
        bus.flushdb()
        bus.client_kill_filter(_type="normal", skipme=True)
        await until_price("BTC-USDT", 3)
        assert await read(data_mode) == "live"


async def test_an_exchange_that_is_lost_leaves_the_consensus(bus):
    venues = Venues(binance=live("binance", 100), kraken=live("kraken", 102))
    async with running(venues, "live"):
        await until_price("BTC-USDT", 101)
        next(each for each in venues.made if each.id == "kraken").quotes_script.append(Interrupted("Lost."))
        found = await until_price("BTC-USDT", 100)
        assert found.exchanges == ("binance",)


async def test_prices_come_from_three_exchanges_in_their_own_dialects_and_through_a_cut(bus, settings):
    venues = {"binance": FakeBinance(), "coinbase": FakeCoinbase(), "kraken": FakeKraken()}
    async with AsyncExitStack() as stack:
        for venue in venues.values():
            venue.pulse_s = 0.05
            await stack.enter_async_context(venue.serving())
        settings.EXCHANGES = [*venues]
        settings.EXCHANGE_BASE_URLS = {name: venue.urls for name, venue in venues.items()}
        async with running(Venues(), "live", make=make_exchange):
            await until_exchanges("BTC-USDT", *venues)
            await venues["kraken"].drop()
            await until_message("kraken")
            await until_exchanges("BTC-USDT", *venues)
        assert await read(Candle.objects.filter(instrument__symbol="BTC-USDT").exists)


async def until_exchanges(symbol, *names):
    async with asyncio.timeout(30):
        while (await read(latest_prices, [symbol])).get(symbol, price()).exchanges != names:
            await asyncio.sleep(0.02)


async def until_message(exchange):
    async with asyncio.timeout(30):
        while not any(state.exchange == exchange and state.message for state in await read(exchange_states)):
            await asyncio.sleep(0.02)


def test_the_process_ends_at_sigterm_by_itself(bus, tmp_path):
    environment = {**os.environ, "MARKET_DATA": "simulated", "DATA_DIR": str(tmp_path), "DATABASE_URL": ""}
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v", "0"], cwd=settings.BASE_DIR, env=environment, check=True)
    process = subprocess.Popen([*manage, "stream"], cwd=settings.BASE_DIR, env=environment)
    try:
        deadline = time.monotonic() + 60
        while data_mode() != "simulated":
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0
    finally:
        process.kill()
        process.wait()
