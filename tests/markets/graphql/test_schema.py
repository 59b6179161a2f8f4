"""Questions about the market by GraphQL, as the document that promises them writes them."""

import pytest

from accounts.billing.selectors import free_tier
from accounts.keys import create_key
from markets.flow import selectors as flow
from markets.models import Instrument
from markets.multi import selectors as multi
from markets.stream import bus as keys
from markets.types import Liquidation, Whale
from project.common.clock import from_ms, now
from tests.factories import InstrumentFactory
from tests.markets.values import price
from tests.project.graphql.asking import ask, codes

pytestmark = pytest.mark.django_db
AT = 1_795_340_422_000
PRICE = """query GetPrice($symbol: String!) {
  price(symbol: $symbol) { price change_24h volume_24h timestamp }
}"""
WHALES = """query GetWhaleTransactions($symbol: String!, $filter: WhaleFilter) {
  whaleTransactions(symbol: $symbol, filter: $filter) { id symbol side amount price usdValue timestamp exchange }
}"""
LIQUIDATIONS = WHALES.replace("WhaleFilter", "LiquidationFilter").replace("whaleTransactions", "liquidations")
BOOK = """query ($filter: OrderbookFilter) {
  orderbook(symbol: "BTC", filter: $filter) { bids { price amount total } asks { price } spread }
}"""


@pytest.fixture
def key(user):
    for base in ("BTC", "ETH"):
        InstrumentFactory(base=base)
    InstrumentFactory(base="AAPL", symbol="AAPL", asset_class="stock")
    free_tier()  # the plans are made when they are first asked for
    return create_key(user, "Desk")[1]


@pytest.fixture
def book(monkeypatch):
    level = {"price": 64010.0, "amount": 0.5, "total": 32005.0}
    asked = []

    def order_book(instrument: Instrument, depth: int):
        asked.append((instrument.symbol, depth))
        return {"bids": [level], "asks": [level], "spread": 1.5, "exchanges": ["kraken"], "timestamp": now()}

    monkeypatch.setattr(multi, "order_book", order_book)
    return asked


def put(bus, *prices):
    bus.hset(keys.PRICES, mapping={each.symbol: keys.dump(each) for each in prices})


def stamp(ms: int) -> str:
    return from_ms(ms).isoformat()


@pytest.mark.parametrize("symbol", ["BTC", "btc-usdt", "BTCUSDT", "AAPL"])
def test_the_price_of_a_coin_a_pair_or_a_stock(key, bus, symbol):
    fields = {"change_24h": 2.5, "turnover_24h": 1e9, "at_ms": AT}
    put(bus, price(last=64010.5, **fields), price("AAPL", 64010.5, **fields))
    expected = {"price": 64010.5, "change_24h": 2.5, "volume_24h": 1e9, "timestamp": stamp(AT)}
    assert ask(PRICE, key, symbol=symbol) == {"data": {"price": expected}}


@pytest.mark.parametrize(
    ("query", "named", "supported"),
    [
        (PRICE, "NOPE", {"BTC", "ETH", "AAPL"}),
        (WHALES, "NOPE", {"BTC", "ETH"}),
        (LIQUIDATIONS, "AAPL", {"BTC", "ETH"}),
    ],
)
def test_a_symbol_that_is_not_here_names_those_that_are(key, query, named, supported):
    [error] = ask(query, key, symbol=named)["errors"]
    assert error["extensions"]["code"] == "INVALID_SYMBOL"
    assert set(error["extensions"]["details"]["supported_symbols"]) == supported
    assert error["path"]


def test_one_that_fails_leaves_the_others(key, bus):
    put(bus, price(last=100.0))
    body = ask('{ a: price(symbol: "BTC") { price } b: price(symbol: "ETH") { price } }', key)
    assert body["data"] == {"a": {"price": 100.0}, "b": None}
    assert codes(body) == ["SERVICE_UNAVAILABLE"]
    assert body["errors"][0]["path"] == ["b"]


def test_whales_by_filter(key, monkeypatch):
    asked = []

    def whales(symbol, **wanted):
        asked.append((symbol, wanted))
        return [Whale("kraken", symbol, "77", 64000.0, 10.0, "buy", 640000.0, 99.9, AT)]

    monkeypatch.setattr(flow, "whales", whales)
    body = ask(WHALES, key, symbol="btc", filter={"minUsdValue": 5e5, "side": "BUY", "limit": 3})
    assert asked == [("BTC-USDT", {"minimum_usd": 5e5, "side": "buy", "limit": 3})]
    assert body["data"]["whaleTransactions"] == [
        {
            "id": "kraken:77",
            "symbol": "BTC",
            "side": "buy",
            "amount": 10.0,
            "price": 64000.0,
            "usdValue": 640000.0,
            "timestamp": stamp(AT),
            "exchange": "kraken",
        }
    ]


def test_liquidations_by_filter(key, monkeypatch):
    asked = []

    def liquidations(symbol, **wanted):
        asked.append(wanted)
        return [Liquidation("okx", symbol, "5", 100.0, 2.0, "long", AT)]

    monkeypatch.setattr(flow, "liquidations", liquidations)
    [row] = ask(LIQUIDATIONS, key, symbol="ETH", filter={"side": "long"})["data"]["liquidations"]
    assert (row["id"], row["side"], row["usdValue"]) == ("okx:5", "long", 200.0)
    assert asked == [{"minimum_usd": None, "side": "long", "limit": 10}]


@pytest.mark.parametrize(
    ("query", "wanted", "field"),
    [
        (WHALES, {"side": "long"}, "filter.side"),
        (WHALES, {"limit": 0}, "filter.limit"),
        (WHALES, {"limit": 101}, "filter.limit"),
        (WHALES, {"minUsdValue": -1}, "filter.minUsdValue"),
        (LIQUIDATIONS, {"side": "buy"}, "filter.side"),
        (BOOK, {"depth": 0}, "filter.depth"),
        (BOOK, {"depth": 101}, "filter.depth"),
    ],
)
def test_a_filter_that_cannot_be_names_its_field(key, query, wanted, field):
    variables = {"filter": wanted} if query is BOOK else {"filter": wanted, "symbol": "BTC"}
    [error] = ask(query, key, **variables)["errors"]
    assert error["extensions"]["code"] == "INVALID_INPUT"
    assert error["extensions"]["details"].keys() == {field}


def test_the_order_book_by_filter(key, book):
    found = ask(BOOK, key, filter={"depth": 3})["data"]["orderbook"]
    assert found["bids"] == [{"price": 64010.0, "amount": 0.5, "total": 32005.0}]
    assert (found["spread"], book) == (1.5, [("BTC-USDT", 3)])


@pytest.mark.parametrize(("least", "is_there"), [(1.5, True), (1.6, False), (None, True)])
def test_a_book_whose_spread_is_less_than_asked_for_is_nothing(key, book, least, is_there):
    assert (ask(BOOK, key, filter={"minSpread": least})["data"]["orderbook"] is not None) == is_there


def test_everything_about_a_coin_in_few_queries(key, bus, book, django_assert_max_num_queries):
    put(bus, price(last=64010.5, at_ms=AT))
    query = """{ marketData(symbol: "BTC") { symbol timestamp price { price } whaleTransactions { id amount usdValue }
      liquidations { id amount usdValue } orderbook { bids { price amount total } spread } } }"""
    with django_assert_max_num_queries(8):
        found = ask(query, key)["data"]["marketData"]
    assert (found["symbol"], found["timestamp"], found["price"]) == ("BTC", stamp(AT), {"price": 64010.5})
    assert (found["whaleTransactions"], found["liquidations"], found["orderbook"]["spread"]) == ([], [], 1.5)


def test_an_order_book_that_is_not_open_yet_leaves_the_rest(key, bus):
    put(bus, price(last=64010.5))
    body = ask('{ marketData(symbol: "BTC") { price { price } orderbook { spread } } }', key)
    assert body["data"]["marketData"] == {"price": {"price": 64010.5}, "orderbook": None}
    assert codes(body) == ["SERVICE_UNAVAILABLE"]


def test_many_prices_read_the_instruments_once(key, bus, django_assert_max_num_queries):
    put(bus, price(last=1.0))
    query = "{" + " ".join(f'a{number}: price(symbol: "BTC") {{ price }}' for number in range(15)) + "}"
    with django_assert_max_num_queries(6):
        assert len(ask(query, key)["data"]) == 15
