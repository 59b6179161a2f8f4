"""Several exchanges as one by the API: exact payloads, and answers that many share."""

import pytest
import redis
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.keys import create_key
from accounts.models import User
from markets.stream import bus as keys
from markets.types import Book
from project.common.clock import now_ms
from tests.factories import InstrumentFactory
from tests.markets.values import price, state, trade

TICKER, BOOK = "/api/v1/multi/ticker/BTC", "/api/v1/multi/orderbook/BTC"


@pytest.fixture
def headers(user: User) -> dict[str, str]:
    return {"X-API-Key": create_key(user, "Desk")[1]}


@pytest.fixture(autouse=True)
def pairs(db: None) -> None:
    InstrumentFactory(symbol="BTC-USDT", base="BTC", rank=1, decimals=2)
    InstrumentFactory(symbol="BTC-USD", base="BTC", quote="USD", rank=2, decimals=2)
    InstrumentFactory(symbol="ETH-USDT", base="ETH", rank=3, decimals=2)


def book(exchange: str = "binance", reason: str = "", around: float = 100.0, **fields: object) -> Book:
    sides = [tuple((around + sign * (0.5 + step), 1.0 + step) for step in range(30)) for sign in (-1, 1)]
    bids, asks = ((), ()) if reason else sides
    values = {"event_ms": now_ms(), "received_ms": now_ms(), "reason": reason, **fields}
    return Book(exchange, "BTC-USDT", bids, asks, **values)  # type: ignore[arg-type]


def put(bus: redis.Redis, *books: Book) -> None:
    bus.hset(keys.book_key("BTC-USDT"), mapping={each.exchange: keys.dump(each) for each in books})


@pytest.mark.parametrize("symbol", ["BTC", "btc", "BTC-USDT", "btcusdt", "XBT", "BTC_USDT"])
def test_the_ticker_has_what_earlier_clients_read(
    client: Client, headers: dict[str, str], bus: redis.Redis, symbol: str
) -> None:
    day = {"turnover_24h": 1e9, "change_24h": 2.5, "high_24h": 110.0, "low_24h": 90.0}
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price(last=100.0, vwap=100.25, bid=99.9, ask=100.1, **day)))
    body = client.get(f"/api/v1/multi/ticker/{symbol}", headers=headers).json()
    assert body.pop("timestamp").endswith("Z")
    stated = {"success": True, "symbol": symbol.upper(), "exchange": "aggregated", "price": 100.25}
    stated |= {"bid": 99.9, "ask": 100.1, "volume_24h": 1e9, "change_24h": 2.5, "high_24h": 110.0, "low_24h": 90.0}
    more = {"instrument": "BTC-USDT", "median_price": 100.0, "exchanges": ["binance"], "standing": "firm"}
    assert body == stated | more


def test_the_order_book_adds_up_the_exchanges_and_says_who_is_left_out(
    client: Client, headers: dict[str, str], bus: redis.Redis
) -> None:
    old = book("kraken", received_ms=now_ms() - 60_000)
    put(bus, book(), book("okx"), book("htx", "gap in the sequence"), old, book("bybit", around=200.0))
    body = client.get(BOOK, headers=headers).json()
    assert [len(body[side]) for side in ("bids", "asks")] == [20, 20]
    assert body["bids"][0] == {"price": 99.5, "amount": 2.0, "total": 199.0}
    assert body["asks"][1] == {"price": 101.5, "amount": 4.0, "total": 406.0}
    assert body["exchanges"] == ["binance", "okx"]
    reasons = {"htx": "gap in the sequence", "kraken": "no longer renewed", "bybit": "far from the others"}
    assert body["rejected"] == reasons
    assert (body["spread"], body["mid_price"], body["imbalance"]) == (1.0, 100.0, 0.0)
    assert [each["is_whole"] for each in body["near"]] == [True, True, True]


@pytest.mark.parametrize("depth", [1, 30, 100])
def test_the_depth_is_as_asked_for(client: Client, headers: dict[str, str], bus: redis.Redis, depth: int) -> None:
    put(bus, book())
    for address in (f"{BOOK}?depth={depth}", f"/api/v1/gpt/orderbook?symbol=BTC&depth={depth}"):
        assert len(client.get(address, headers=headers).json()["bids"]) == min(depth, 30)


def test_a_book_that_nobody_looked_at_is_asked_for_and_comes_later(
    client: Client, headers: dict[str, str], bus: redis.Redis
) -> None:
    response = client.get("/api/v1/multi/orderbook/ETH", headers=headers)
    assert response.status_code == 503
    assert response["Retry-After"]
    assert [name for name, _ in bus.zscan_iter(keys.BOOKS_WANTED)] == ["ETH-USDT"]


@pytest.mark.parametrize(("asked", "exchange"), [("huobi", "htx"), ("HTX", "htx"), ("binance", "binance")])
def test_trades_are_those_of_the_exchange(
    client: Client, headers: dict[str, str], bus: redis.Redis, asked: str, exchange: str
) -> None:
    prints = [trade(str(number), exchange=("htx", "binance")[number % 2], price=100.0) for number in range(9)]
    for name, own in (("", prints), ("binance", prints[1::2]), ("htx", prints[::2])):
        bus.lpush(keys.tape_key("BTC-USDT", name), *map(keys.dump, own))
    body = client.get(f"/api/v1/multi/trades/BTC?limit=3&exchange={asked}", headers=headers).json()
    assert body["exchange"] == exchange
    assert len(body["trades"]) == 3
    first = body["trades"][0]
    assert first.pop("timestamp")
    stated = {"price": 100.0, "amount": 1.0, "usd_value": 100.0, "side": "buy", "exchange": exchange}
    assert first == stated | {"id": "8" if exchange == "htx" else "7"}
    assert len(client.get("/api/v1/multi/trades/BTC", headers=headers).json()["trades"]) == 9


def test_each_exchange_writes_a_pair_its_own_way(client: Client, headers: dict[str, str]) -> None:
    body = client.get("/api/v1/multi/symbols", headers=headers).json()
    named = {"binance": "BTC/USDT", "coinbase": "BTC-USD", "kraken": "XBT/USD", "bybit": "BTCUSDT"}
    assert body["mapping"]["BTC"] == named | {"okx": "BTC-USDT", "htx": "btcusdt", "kucoin": "BTC-USDT"}
    assert (body["count"], body["symbols"]) == (2, ["BTC", "ETH"])
    one = client.get("/api/v1/multi/symbols?exchange=huobi", headers=headers).json()
    assert one["mapping"] == {"BTC": {"htx": "btcusdt"}, "ETH": {"htx": "ethusdt"}}


def test_health_counts_the_exchanges_that_do_well(client: Client, headers: dict[str, str], bus: redis.Redis) -> None:
    assert client.get("/api/v1/multi/health", headers=headers).json()["status"] == "down"
    for each in (state("binance"), state("okx", at_ms=now_ms() - 60_000)):
        bus.hset(keys.EXCHANGES, each.exchange, keys.dump(each))
    body = client.get("/api/v1/multi/health", headers=headers).json()
    assert (body["status"], body["healthy"], body["total"]) == ("degraded", 1, 2)
    assert body["exchanges"]["binance"]["status"] == "live"
    assert body["exchanges"]["okx"]["is_healthy"] is False


def test_everything_of_a_symbol_comes_in_one_answer(client: Client, headers: dict[str, str], bus: redis.Redis) -> None:
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price()))
    body = client.get("/api/v1/gpt/raw?symbol=BTC", headers=headers).json()
    assert (body["ticker"]["price"], body["orderbook"], body["trades"], body["exchanges"]) == (100.0, None, [], {})
    put(bus, book())
    body = client.get("/api/v1/gpt/raw?symbol=BTC", headers=headers).json()
    assert body["orderbook"]["depth"] == 20


def test_callers_share_an_answer_unless_the_setting_says_otherwise(
    client: Client, headers: dict[str, str], bus: redis.Redis, settings: Settings
) -> None:
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price(last=100.0)))
    assert client.get(TICKER, headers=headers).json()["price"] == 100.0
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price(last=101.0)))
    assert client.get(TICKER, headers=headers).json()["price"] == 100.0
    (name,) = bus.keys("tw:multi_ticker:*")
    assert 5 < bus.ttl(name) <= 10
    settings.GPT_API_CACHE_ENABLED = False
    assert client.get(TICKER, headers=headers).json()["price"] == 101.0


@pytest.mark.parametrize("address", [TICKER, BOOK, "/api/v1/multi/trades/BTC", "/api/v1/multi/symbols"])
def test_a_call_asks_the_database_for_the_caller_and_the_instruments_only(
    client: Client,
    headers: dict[str, str],
    bus: redis.Redis,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    address: str,
) -> None:
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price()))
    put(bus, book())
    client.get(address, headers=headers)
    with django_assert_max_num_queries(3):
        assert client.get(address, headers=headers).status_code == 200
