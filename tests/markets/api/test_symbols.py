"""Symbols, depths, limits, periods and exchanges of every operation on market data: what is read, what is refused."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from urllib.parse import quote

import pytest
import redis
from django.test import Client

from accounts.keys import create_key
from accounts.models import User
from markets.models import AssetClass
from markets.stocks.types import Period
from markets.stream import bus as keys
from project.api import api
from tests.factories import InstrumentFactory
from tests.markets.values import price

PAIRS = (
    "/multi/ticker/{}",
    "/multi/orderbook/{}",
    "/multi/trades/{}",
    "/gpt/raw?symbol={}",
    "/gpt/orderbook?symbol={}",
)
INSTRUMENTS = ("/market/price/{}", "/market/info/{}", "/market/history/{}", "/market/history/{}/chart")
INSTRUMENTS += ("/market/dividends/{}", "/market/stream?symbols={}")
FLOW = ("/gpt/whale", "/gpt/liq")
SPELLINGS = ("BTC", "BTC/USDT", "XBT/USDT", "BTCUSDT", "BTC-USDT", "btcusdt", " btc_usdt ", "xbt")
DOLLARS = ("BTC-USD", "XBT/USD", "xbtusd", "BTC/USD")
UNKNOWN = (
    "XYZ",
    "BTC-XYZ",
    "BTC/USDT:USDT",
    "BTC-PERP",
    "a b",
    "'; --",
    "%00",
    "x" * 300,
    "BTC/USDT/USD",
    "💥",
    "-",
    "/",
)


@pytest.fixture
def headers(user: User) -> dict[str, str]:
    return {"X-API-Key": create_key(user, "Desk")[1]}


@pytest.fixture(autouse=True)
def market(db: None, bus: redis.Redis) -> None:
    stock = {"base": "AAPL", "quote": "USD", "asset_class": AssetClass.STOCK, "rank": 3}
    pairs = [InstrumentFactory(symbol=f"BTC-{quoted}", base="BTC", quote=quoted) for quoted in ("USDT", "USD")]
    for instrument in (*pairs, InstrumentFactory(symbol="AAPL", **stock)):
        bus.hset(keys.PRICES, instrument.symbol, keys.dump(price(instrument.symbol)))


def spelled(address: str, symbol: str) -> str:
    return "/api/v1" + address.format(quote(symbol.replace("%00", "\x00"), safe="/" if "?" not in address else ""))


def test_the_table_names_every_operation_that_takes_a_symbol() -> None:
    paths = api.get_openapi_schema()["paths"]
    described = {
        path.removeprefix("/api/v1")
        for path, entry in paths.items()
        for each in entry.get("get", {}).get("parameters", [])
        if each["name"] in ("symbol", "symbols") and path.startswith(("/api/v1/multi", "/api/v1/market", "/api/v1/gpt"))
    }
    ours = {address.partition("?")[0].format("{symbol}") for address in PAIRS + INSTRUMENTS}
    assert described - set(FLOW) == ours


@pytest.mark.parametrize("address", [*PAIRS, *INSTRUMENTS])
def test_every_way_to_write_a_pair_is_read(client: Client, headers: dict[str, str], address: str) -> None:
    for symbols, found in ((SPELLINGS, "BTC-USDT"), (DOLLARS, "BTC-USD")):
        for symbol in symbols:
            answer = client.get(spelled(address, symbol), headers=headers)
            assert answer.status_code in {200, 503}, (symbol, answer.content)
            if answer.status_code == 200 and not answer.streaming and "chart" not in address:
                body = answer.json()
                assert body.get("instrument", body["symbol"]) == found, symbol
            elif answer.status_code == 503:
                # Nothing is stored of it here, and the answer says of what.
                assert "orderbook" in address or "history" in address
                assert found in answer.json()["error"]["message"]


@pytest.mark.parametrize("address", [*PAIRS, *INSTRUMENTS])
def test_an_unknown_symbol_names_those_there_are(client: Client, headers: dict[str, str], address: str) -> None:
    supported = ["BTC"] if address in PAIRS else ["BTC-USDT", "BTC-USD", "AAPL"]
    for symbol in UNKNOWN:
        answer = client.get(spelled(address, symbol), headers=headers)
        if symbol == "%00" and "?" in address:
            assert answer.status_code == 422
            continue
        assert answer.status_code == 404, (symbol, answer.content)
        error = answer.json()["error"]
        assert error["code"] == "INVALID_SYMBOL", symbol
        assert sorted(error["details"]["supported_symbols"]) == sorted(supported)


def test_a_stock_is_no_pair_and_a_pair_is_never_taken_for_a_stock(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/api/v1/multi/ticker/AAPL", headers=headers).status_code == 404
    assert client.get("/api/v1/market/price/aapl", headers=headers).json()["symbol"] == "AAPL"
    assert client.get("/api/v1/market/price/AAPL-USDT", headers=headers).status_code == 404


DEPTH, LIMIT = "a whole number from 1 to 100", "a whole number from 1 to 100"
PERIOD = f"one of {', '.join(Period)}"


@pytest.mark.parametrize(
    ("address", "field", "allowed", "values"),
    [
        ("/multi/orderbook/BTC", "depth", DEPTH, ("0", "101", "-1", "x", "", "1.5", "9" * 400, "NaN")),
        ("/gpt/orderbook?symbol=BTC", "depth", DEPTH, ("0", "500", "x")),
        ("/multi/trades/BTC", "limit", LIMIT, ("0", "101", "-5", "all", "1e3")),
        ("/market/history/AAPL", "period", PERIOD, ("", "2d", "1Y", "max;", "0")),
        ("/market/history/AAPL/chart", "period", PERIOD, ("2d", "1h")),
    ],
)
def test_what_is_out_of_bounds_is_named_with_what_is_allowed(
    client: Client, headers: dict[str, str], address: str, field: str, allowed: str, values: tuple[str, ...]
) -> None:
    for value in values:
        answer = client.get(f"/api/v1{address}{'&' if '?' in address else '?'}{field}={value}", headers=headers)
        assert answer.status_code == 422, (value, answer.content)
        error = answer.json()["error"]
        assert (error["code"], error["details"]) == ("INVALID_INPUT", {field: f"“{value[:40]}” is not {allowed}."})


@pytest.mark.parametrize("address", ["/multi/trades/BTC", "/multi/symbols"])
@pytest.mark.parametrize("exchange", ["mtgox", "yahoo", "x" * 300, "💥", "binance,okx"])
def test_an_unknown_exchange_names_those_there_are(
    client: Client, headers: dict[str, str], address: str, exchange: str
) -> None:
    answer = client.get(f"/api/v1{address}", {"exchange": exchange}, headers=headers)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (422, "INVALID_EXCHANGE")
    assert exchange[:40] in error["message"]
    named = ["binance", "coinbase", "kraken", "bybit", "okx", "htx", "kucoin"]
    assert error["details"]["supported"] == named


@pytest.mark.parametrize("address", ["/gpt/raw", "/gpt/orderbook", "/market/stream"])
def test_a_symbol_that_is_missing_is_asked_for(client: Client, headers: dict[str, str], address: str) -> None:
    error = client.get(f"/api/v1{address}", headers=headers).json()["error"]
    assert error["code"] == "INVALID_INPUT"
    assert [*error["details"].values()] == ["This field is required."]


def test_the_list_of_symbols_has_every_instrument(client: Client, headers: dict[str, str]) -> None:
    listed = client.get("/api/v1/symbols", headers=headers).json()
    assert {each["symbol"]: each["kind"] for each in listed} == dict.fromkeys(("BTC-USDT", "BTC-USD"), "crypto") | {
        "AAPL": "stock"
    }


@pytest.mark.parametrize("act", ["edit", "delete", "delete_selected"])
def test_what_an_administrator_changes_counts_at_once(
    client: Client,
    admin_client: Client,
    headers: dict[str, str],
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
    act: str,
) -> None:
    ether = InstrumentFactory(symbol="ETH-USDT", base="ETH")
    assert client.get("/api/v1/multi/symbols", headers=headers).json()["symbols"] == ["BTC", "ETH"]
    page = f"/admin/markets/instrument/{ether.pk}"
    fields = {each.name: getattr(ether, each.name) for each in ether._meta.fields} | {"is_active": ""}
    many = {"action": "delete_selected", "_selected_action": [ether.pk], "post": "yes"}
    posts = {"edit": (f"{page}/change/", fields), "delete": (f"{page}/delete/", {"post": "yes"})}
    path, body = posts.get(act, ("/admin/markets/instrument/", many))
    with django_capture_on_commit_callbacks(execute=True):
        assert admin_client.post(path, body).status_code == 302
    assert client.get("/api/v1/multi/symbols", headers=headers).json()["symbols"] == ["BTC"]
