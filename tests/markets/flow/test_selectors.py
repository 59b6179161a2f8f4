"""What pages and programs read of the flow."""

from datetime import timedelta

import pytest
from django.utils import timezone

from markets.flow import selectors
from markets.flow.clusters import Window, event_of
from markets.flow.services import Batch, store_flow
from markets.stream import bus as keys
from markets.types import EventKind, FlowEvent, LiquidationHour, WhaleThreshold
from project.common.clock import from_ms, now
from tests.factories import InstrumentFactory
from tests.markets.flow.samples import START, liquidated, whale

pytestmark = pytest.mark.django_db
HOUR_MS = 3_600_000


@pytest.fixture
def ids():
    return {symbol: InstrumentFactory(symbol=symbol).pk for symbol in ("BTC-USDT", "ETH-USDT")}


@pytest.fixture
def live(bus):
    bus.set(keys.MODE, "live")


def everything(**wanted):
    return {"symbol": None, "minimum_usd": None, "side": None, "limit": 10, **wanted}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["4", "3", "2", "1"]),
        ({"limit": 2}, ["4", "3"]),
        ({"symbol": "ETH-USDT"}, ["4"]),
        ({"minimum_usd": 500_000.0}, ["3", "2"]),
        ({"side": "sell"}, ["4", "2"]),
        ({"symbol": "BTC-USDT", "minimum_usd": 500_000.0, "side": "buy"}, ["3"]),
        ({"symbol": "NOPE-USDT"}, []),
    ],
)
def test_whales_are_the_newest_of_what_is_asked_for(live, ids, wanted, found, django_assert_num_queries) -> None:
    made = [
        whale("1", 300_000.0, START),
        whale("2", 600_000.0, START + 1, side="sell"),
        whale("3", 500_000.0, START + 2),
        whale("4", 100_000.0, START + 3, symbol="ETH-USDT", side="sell"),
    ]
    store_flow(Batch(made, [], []), ids)
    with django_assert_num_queries(1):
        whales = selectors.whales(**everything(**wanted))
    assert [each.trade_id for each in whales] == found
    assert all(each in made for each in whales)


def test_liquidations_come_back_as_they_were_with_what_they_were_worth(live, ids, django_assert_num_queries) -> None:
    made = [liquidated("1", 400_000.0), liquidated("2", 90_000.0, START + 1, side="short")]
    store_flow(Batch([], made, []), ids)
    with django_assert_num_queries(1):
        assert selectors.liquidations(**everything()) == made[::-1]
    (found,) = selectors.liquidations(**everything(side="long"))
    assert found.usd_value == 400_000
    assert selectors.liquidations(**everything(minimum_usd=400_001.0)) == []


def test_events_come_back_as_they_were(live, ids, django_assert_num_queries) -> None:
    storm = event_of(EventKind.WHALE, Window("BTC-USDT", START, 3, {"buy": 9.0, "sell": 1.0}, {"okx"}))
    move = FlowEvent(EventKind.MOVE, "ETH-USDT", START + 1, None, "ETH-USDT rose.", "up", change_pct=1.5)
    store_flow(Batch([], [], [(storm, False), (move, False)]), ids)
    with django_assert_num_queries(1):
        assert selectors.market_events(None, None, None, 10) == [move, storm]
    assert selectors.market_events("BTC-USDT", None, None, 10) == [storm]
    assert selectors.market_events(None, [EventKind.MOVE], None, 10) == [move]
    assert selectors.market_events(None, None, from_ms(START + 1), 10) == [move]
    assert selectors.market_events(None, None, None, 1) == [move]


@pytest.mark.parametrize(
    ("mode", "setting", "shown"),
    [("live", "auto", "1"), ("simulated", "auto", "2"), ("", "simulated", "2"), ("", "auto", "1")],
)
def test_simulated_rows_and_live_ones_are_never_mixed(bus, ids, settings, mode, setting, shown) -> None:
    settings.MARKET_DATA = setting
    if mode:
        bus.set(keys.MODE, mode)
    store_flow(
        Batch(
            [whale("1"), whale("2", exchange="simulated")],
            [liquidated("1"), liquidated("2", exchange="simulated")],
            [
                (event_of(EventKind.WHALE, Window("BTC-USDT", START, int(name), {"buy": 1.0})), name == "2")
                for name in ("1", "2")
            ],
        ),
        ids,
    )
    assert [each.trade_id for each in selectors.whales(**everything())] == [shown]
    assert [each.trade_id for each in selectors.liquidations(**everything())] == [shown]
    assert [event.count for event in selectors.market_events(None, None, None, 10)] == [int(shown)]


def test_hours_have_both_sides_and_none_is_missing(live, ids, django_assert_num_queries) -> None:
    this_hour = now().replace(minute=0, second=0, microsecond=0)
    last = selectors.to_ms(this_hour)
    made = [
        liquidated("1", 100.0, last),
        liquidated("2", 50.0, last, side="short"),
        liquidated("3", 10.0, last - 1),
        liquidated("4", 7.0, last - 3 * HOUR_MS - 1),
        liquidated("5", 1.0, last, exchange="simulated"),
    ]
    store_flow(Batch([], made, []), ids)
    with django_assert_num_queries(1):
        hours = selectors.liquidations_by_hour(4)
    assert hours == [
        LiquidationHour(last - 3 * HOUR_MS, 0, 0),
        LiquidationHour(last - 2 * HOUR_MS, 0, 0),
        LiquidationHour(last - HOUR_MS, 10, 0),
        LiquidationHour(last, 100, 50),
    ]
    assert from_ms(selectors.liquidations_by_hour()[0].hour_ms) == this_hour - timedelta(hours=23)


def test_hours_are_the_same_for_somebody_whose_clock_is_half_an_hour_off(live, ids) -> None:
    last = selectors.to_ms(now().replace(minute=0, second=0, microsecond=0))
    store_flow(Batch([], [liquidated("1", 100.0, last), liquidated("2", 10.0, last - 1)], []), ids)
    with timezone.override("Asia/Kolkata"):
        hours = selectors.liquidations_by_hour(2)
    assert [hour.longs_usd for hour in hours] == [10, 100]


def test_the_threshold_is_what_the_stream_says_or_the_floor(bus) -> None:
    assert selectors.whale_threshold("SOL-USDT") == WhaleThreshold("SOL-USDT", 100_000, None)
    told = WhaleThreshold("SOL-USDT", 412_000.5, 99.51)
    bus.hset(keys.WHALE_THRESHOLDS, "SOL-USDT", keys.dump(told))
    assert selectors.whale_threshold("SOL-USDT") == told
