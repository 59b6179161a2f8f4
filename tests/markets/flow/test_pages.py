"""Events of all instruments page by page."""

import pytest

from markets.flow.pages import EventFilters, event_page
from markets.flow.services import Batch, store_flow
from markets.models import MarketEvent
from markets.stream import bus as keys
from markets.types import EventKind, FlowEvent
from tests.factories import InstrumentFactory
from tests.markets.flow.samples import START

pytestmark = pytest.mark.django_db
MADE = (
    FlowEvent(EventKind.WHALE, "BTC-USDT", START, START + 1, "first", "buy", usd_value=900_000.0),
    FlowEvent(EventKind.LIQUIDATION, "BTC-USDT", START, START + 1, "second", "long", usd_value=2_000_000.0),
    FlowEvent(EventKind.MOVE, "ETH-USDT", START, None, "third", "up", change_pct=2.0),
    FlowEvent(EventKind.WHALE, "ETH-USDT", START + 60_000, START + 60_001, "fourth", "sell", usd_value=300_000.0),
)


@pytest.fixture(autouse=True)
def stored(bus) -> None:
    ids = {symbol: InstrumentFactory(symbol=symbol).pk for symbol in ("BTC-USDT", "ETH-USDT")}
    store_flow(Batch([], [], [(each, False) for each in MADE] + [(MADE[0], True)]), ids)
    bus.set(keys.MODE, "live")


def titles(filters: EventFilters) -> list[str]:
    return sorted(each.title for each in event_page(filters).events)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (EventFilters(), ["first", "fourth", "second", "third"]),
        (EventFilters(kind="whale"), ["first", "fourth"]),
        (EventFilters(symbol="ETH-USDT"), ["fourth", "third"]),
        (EventFilters(side="long"), ["second"]),
        (EventFilters(minimum_usd=900_000.0), ["first", "second"]),
        (EventFilters(kind="whale", symbol="ETH-USDT", side="buy"), []),
    ],
)
def test_filters_leave_what_fits_all_of_them(filters: EventFilters, found: list[str]) -> None:
    assert titles(filters) == found


def test_pages_follow_each_other_without_a_hole_though_events_began_together() -> None:
    seen, before = [], None
    while True:
        page = event_page(EventFilters(), before, limit=1)
        seen += [each.title for each in page.events]
        before = page.next_before
        if before is None:
            break
    assert seen[0] == "fourth"
    assert sorted(seen) == titles(EventFilters())


def test_a_page_after_an_event_that_is_gone_is_empty() -> None:
    gone = MarketEvent.objects.latest("pk").pk + 1
    assert event_page(EventFilters(), gone).events == []
