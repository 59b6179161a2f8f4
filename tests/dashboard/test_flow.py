"""Whales, liquidations and market events on pages."""

import pytest
import redis
from django.test import Client

from accounts.models import User
from dashboard.charts.liquidations import liquidation_chart
from markets.flow.services import Batch, store_flow
from markets.models import AssetClass
from markets.stream import bus as keys
from markets.types import EventKind, FlowEvent, WhaleThreshold
from project.common.clock import now_ms
from tests.dashboard.parts import part
from tests.factories import InstrumentFactory
from tests.markets.flow.samples import liquidated, whale

TAB = "/markets/BTC-USDT/?tab=flow"


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def coin(db: None, bus: redis.Redis) -> int:
    bus.set(keys.MODE, "live")
    return int(InstrumentFactory(symbol="BTC-USDT", base="BTC", decimals=2).pk)


@pytest.fixture
def flow(coin: int) -> None:
    at = now_ms() - 120_000
    events = [
        FlowEvent(EventKind.WHALE, "BTC-USDT", at, at + 30_000, "Three whales at once.", "buy", usd_value=900_000.0),
        FlowEvent(EventKind.DISAGREEMENT, "BTC-USDT", at + 1, None, "Exchanges are apart.", change_pct=0.61),
    ]
    whales = [whale("1", 1_250_000.0, at, side="sell"), whale("2", 300_000.0, at, percentile=None)]
    orders = [liquidated("3", 40_000.0, at, side="short")]
    store_flow(Batch(whales, orders, [(each, False) for each in events]), {"BTC-USDT": coin})


def test_the_tab_shows_each_order_with_side_worth_and_percentile(signed_in: Client, flow: None) -> None:
    page = signed_in.get(TAB).content.decode()
    for text in (
        ">Sell</span>",
        "$1.25M",
        "99.9</td>",
        "\N{EN DASH}</td>",
        ">Short</span>",
        "$40.0K",
        "Kraken",
        "2m</time>",
    ):
        assert text in page
    assert "Three whales at once." in page
    assert page.count("goes on</span>") == 1
    assert "flow:BTC-USDT" in page


def test_the_line_on_top_says_what_counts_as_a_whale(signed_in: Client, bus: redis.Redis) -> None:
    assert "from $250K on, the floor" in signed_in.get(TAB).content.decode()
    bus.hset(keys.WHALE_THRESHOLDS, "BTC-USDT", keys.dump(WhaleThreshold("BTC-USDT", 412_000.0, 99.51)))
    page = signed_in.get(TAB).content.decode()
    assert "from $412K on: bigger than 99.51 in 100 of BTC&#x27;s prints" in page
    assert "No print over $412K in the last day." in page
    assert "No liquidation in the last day." in page


def test_the_floor_hides_what_is_worth_less(signed_in: Client, flow: None) -> None:
    body = signed_in.get(f"{TAB}&floor=1000000", headers=part("div#instrument-flow")).content.decode()
    assert "$1.25M" in body
    assert "$300K" not in body
    assert "No liquidation over $1M in the last day." in body
    assert "<html" not in body


def test_another_tab_reads_no_flow_until_it_is_opened(signed_in: Client, flow: None) -> None:
    page = signed_in.get("/markets/BTC-USDT/").content.decode()
    assert "Whales and liquidations are read when this tab is opened." in page
    assert "$1.25M" not in page


def test_a_stock_has_no_orders_and_says_so(signed_in: Client) -> None:
    InstrumentFactory(symbol="NVDA", base="NVDA", quote="USD", asset_class=AssetClass.STOCK)
    page = signed_in.get("/markets/NVDA/?tab=flow").content.decode()
    assert "Whales and liquidations are of coins alone." in page
    assert "data-flow-list" not in page


@pytest.mark.parametrize(
    ("query", "status", "found"),
    [
        ("", 200, ["Three whales", "are apart"]),
        ("?kind=whale", 200, ["Three whales"]),
        ("?symbol=BTC-USDT&side=buy&floor=250000", 200, ["Three whales"]),
        ("?kind=depeg", 200, []),
        ("?kind=gossip", 422, []),
        ("?symbol=NOPE", 422, []),
        ("?floor=7", 422, []),
        ("?side=%00", 422, []),
        ("?before=x", 422, []),
        ("?before=999999", 200, []),
    ],
)
def test_market_events_are_filtered_by_the_address(
    signed_in: Client, flow: None, query: str, status: int, found: list[str]
) -> None:
    answer = signed_in.get(f"/markets/flow/{query}")
    page = answer.content.decode()
    assert answer.status_code == status
    assert [text for text in ("Three whales", "are apart") if text in page] == found
    assert ("No market event fits." in page) == (status == 200 and not found)


def test_older_events_come_as_rows(signed_in: Client, coin: int) -> None:
    events = [FlowEvent(EventKind.MOVE, "BTC-USDT", n * 60_000, n * 60_000, f"Move {n}.", "up") for n in range(1, 53)]
    store_flow(Batch([], [], [(each, False) for each in events]), {"BTC-USDT": coin})
    page = signed_in.get("/markets/flow/?kind=move").content.decode()
    assert page.count("Move ") == 50
    link = page.partition('id="older-events"')[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    rows = signed_in.get(link, headers=part("tr#older-events")).content.decode()
    assert ("Move 2." in rows, "Move 1." in rows, "older-events" in rows, "<table" in rows) == (
        True,
        True,
        False,
        False,
    )


def test_the_overview_has_the_newest_events_and_liquidations_by_hour(signed_in: Client, flow: None) -> None:
    page = signed_in.get("/").content.decode()
    assert page.index("Exchanges are apart.") < page.index("Three whales at once.")
    chart = signed_in.get("/overview/charts.json").json()["liquidations"]
    assert (len(chart["t"]), sum(chart["shorts"]), sum(chart["longs"])) == (24, 40_000, 0)


def test_a_day_without_liquidations_has_no_bars() -> None:
    hour = {"hour_ms": 1, "longs_usd": 0.0, "shorts_usd": 0.0}
    assert liquidation_chart([hour] * 24) == {"t": [], "longs": [], "shorts": []}
    assert liquidation_chart([{**hour, "longs_usd": 7.6}])["longs"] == [-8]
