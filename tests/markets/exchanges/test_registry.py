"""Which exchanges there are, and the settings that choose and move them."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from markets.exchanges.registry import exchange_names, live_exchanges, make_exchange
from markets.exchanges.simulated import SimulatedExchange
from project.common.errors import Invalid
from tests.markets.exchanges.conftest import LIVE


@pytest.mark.parametrize("name", exchange_names())
def test_every_name_makes_the_exchange_of_that_id_and_name(name: str) -> None:
    exchange = make_exchange(name)
    assert (exchange.id, exchange.name) == (name, exchange_names()[name])
    assert exchange.capabilities.is_simulated == (name == "simulated")


def test_all_seven_and_the_stocks_run_unless_the_setting_says_otherwise() -> None:
    assert live_exchanges() == ("binance", "coinbase", "kraken", "bybit", "okx", "htx", "kucoin", "yahoo")
    assert [exchange_names()[name] for name in live_exchanges()[3:]] == [
        *("Bybit", "OKX", "HTX", "KuCoin", "Yahoo Finance")
    ]


def test_huobi_is_htx() -> None:
    assert make_exchange("Huobi").id == "htx"


def test_an_unknown_exchange_is_invalid_and_the_known_are_named() -> None:
    with pytest.raises(Invalid, match=r"binance, coinbase, kraken, bybit, okx, htx, kucoin") as caught:
        make_exchange("mtgox")
    assert caught.value.code == "INVALID_EXCHANGE"


def test_the_setting_chooses_what_runs(settings: Settings) -> None:
    settings.EXCHANGES = ["Kraken", "coinbasepro", "kraken"]
    assert live_exchanges() == ("kraken", "coinbase")


def test_a_misspelt_exchange_in_the_setting_is_invalid(settings: Settings) -> None:
    settings.EXCHANGES = ["binence"]
    with pytest.raises(Invalid, match="binence"):
        live_exchanges()


@pytest.mark.parametrize("name", LIVE)
async def test_the_setting_moves_an_exchange(settings: Settings, name: str) -> None:
    async with LIVE[name][1]().serving() as venue:
        settings.EXCHANGE_BASE_URLS = {name: {"rest": venue.urls["rest"]}}
        exchange = make_exchange(name)
        assert await exchange.connect(["BTC-USDT"]) == ("BTC-USDT",)
        await exchange.close()
        assert venue.reached("http")


@pytest.mark.parametrize("value", ["http://x", {}, {"ws": "ws://x"}, {"rest": 7}, []])
def test_a_wrong_address_is_invalid(settings: Settings, value: object) -> None:
    settings.EXCHANGE_BASE_URLS = {"kraken": value}
    with pytest.raises(Invalid, match="EXCHANGE_BASE_URLS"):
        make_exchange("kraken")


def test_the_seed_of_the_simulation_is_a_setting(settings: Settings) -> None:
    settings.SIMULATION_SEED = 11
    exchange = make_exchange("simulated")
    assert isinstance(exchange, SimulatedExchange)
    assert exchange.market.seed == 11


def test_knowing_the_names_does_not_load_ccxt() -> None:
    code = "import markets.exchanges.registry as r, sys; r.exchange_names(); print('ccxt' in sys.modules)"
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
