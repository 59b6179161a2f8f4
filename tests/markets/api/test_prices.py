"""Symbols and prices by the API."""

import pytest
import redis
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.billing.catalog import load_catalog
from accounts.keys import create_key
from accounts.models import User
from markets.candles.store import store_minutes
from markets.models import Instrument
from markets.stream import bus as keys
from project.common.clock import now_ms
from tests.factories import InstrumentFactory
from tests.markets.candles.samples import candles
from tests.markets.candles.test_store import minutes
from tests.markets.values import price

PRICE = "/api/v1/market/price/BTC-USDT"


@pytest.fixture
def headers(user: User) -> dict[str, str]:
    return {"X-API-Key": create_key(user, "Desk")[1]}


@pytest.fixture
def btc(db: None) -> Instrument:
    return InstrumentFactory(symbol="BTC-USDT", base="BTC", name="Bitcoin", rank=1)


def test_every_active_instrument_is_listed_in_order(client: Client, btc: Instrument, headers: dict[str, str]) -> None:
    InstrumentFactory(symbol="ETH-USDT", base="ETH", rank=2)
    InstrumentFactory(symbol="OLD-USDT", is_active=False)
    body = client.get("/api/v1/symbols", headers=headers).json()
    assert [entry["symbol"] for entry in body] == ["BTC-USDT", "ETH-USDT"]
    assert body[0] == {"symbol": "BTC-USDT", "base": "BTC", "quote": "USDT", "name": "Bitcoin", "kind": "crypto"}


@pytest.mark.parametrize("symbol", ["BTC-USDT", "btc-usdt"])
def test_a_price_is_a_number_with_its_age_and_its_sources(
    client: Client, btc: Instrument, headers: dict[str, str], bus: redis.Redis, symbol: str
) -> None:
    written = price(last=64_010.5, at_ms=now_ms() - 2_000, exchanges=("binance", "kraken"))
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(written))
    body = client.get(f"/api/v1/market/price/{symbol}", headers=headers).json()
    assert 2 <= body.pop("age_s") < 30
    sources = ["binance", "kraken"]
    assert body == {"symbol": "BTC-USDT", "price": 64010.5, "currency": "USDT", "sources": sources, "market": "open"}


def test_without_the_bus_the_last_stored_close_answers(
    client: Client, btc: Instrument, headers: dict[str, str], settings: Settings
) -> None:
    rows = candles(5)
    store_minutes(minutes(btc, rows, "simulated"))
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    body = client.get(PRICE, headers=headers).json()
    assert body["price"] == pytest.approx(rows[-1, 4])
    assert body["age_s"] > 0


@pytest.mark.parametrize("symbol", ["NOPE", "x" * 300, "%00", "..%2f..", "BTC-USDT'--"])
def test_an_unknown_symbol_names_those_there_are(
    client: Client, btc: Instrument, headers: dict[str, str], symbol: str
) -> None:
    response = client.get(f"/api/v1/market/price/{symbol}", headers=headers)
    assert response.status_code == 404
    error = response.json()["error"]
    if "/" not in symbol.replace("%2f", "/"):
        assert error["code"] == "INVALID_SYMBOL"
        assert error["details"] == {"supported_symbols": ["BTC-USDT"]}


def test_an_instrument_without_a_price_yet_is_unavailable(
    client: Client, btc: Instrument, headers: dict[str, str]
) -> None:
    response = client.get(PRICE, headers=headers)
    assert (response.status_code, response.json()["error"]["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert response["Retry-After"]


@pytest.mark.parametrize("address", [PRICE, "/api/v1/symbols"])
def test_a_visitor_needs_a_key_unless_the_settings_say_otherwise(
    client: Client, btc: Instrument, bus: redis.Redis, settings: Settings, address: str
) -> None:
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price()))
    assert client.get(address).status_code == 401
    settings.GPT_API_REQUIRE_AUTH = False
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", [PRICE, "/api/v1/symbols"])
def test_a_call_asks_the_database_for_the_caller_and_the_instruments_only(
    client: Client,
    btc: Instrument,
    headers: dict[str, str],
    bus: redis.Redis,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    address: str,
) -> None:
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price()))
    load_catalog()
    client.get(address, headers=headers)  # the first call of a month reads what was used before
    with django_assert_max_num_queries(3):
        assert client.get(address, headers=headers).status_code == 200
