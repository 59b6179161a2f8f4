"""What an alert means for its reader."""

import pytest

from dashboard.exposure import assets_of, holdings, watched_assets
from dashboard.models import Watchlist, WatchlistEntry
from tests.dashboard.stories import build_event
from tests.factories import AlertFactory, CompanyFactory, InstrumentFactory, UserFactory

pytestmark = pytest.mark.django_db


def watch(user, name: str, *symbols: str) -> Watchlist:
    watchlist = Watchlist.objects.create(user=user, name=name)
    for position, symbol in enumerate(symbols):
        instrument = InstrumentFactory(symbol=symbol, base=symbol.partition("-")[0])
        WatchlistEntry.objects.create(watchlist=watchlist, instrument=instrument, position=position)
    return watchlist


def test_assets_are_the_events_the_companys_and_those_in_the_text_once_each():
    company = CompanyFactory(tokens=["sui"])
    alert = AlertFactory(event=build_event(token="NEBX"), company=company, tokens_mentioned=["SUI", "SOL"])
    assert assets_of(alert) == ("NEBX", "SUI", "SOL")


def test_the_lists_that_hold_an_asset_are_found_in_one_query(user, django_assert_num_queries):
    watch(user, "Core", "SOL-USDT", "SOL-USDC", "BTC-USDT")
    watch(user, "Other", "ETH-USDT")
    watch(UserFactory(), "Not mine", "SOL-USDT")
    with django_assert_num_queries(1):
        found = holdings(user, ["SOL"])
    assert [(holding.name, holding.symbols) for holding in found] == [("Core", ("SOL-USDT", "SOL-USDC"))]
    assert holdings(user, []) == []


def test_watched_assets_are_named_once_and_only_mine(user):
    watch(user, "Core", "SOL-USDT", "SOL-USDC", "BTC-USDT")
    watch(UserFactory(), "Not mine", "ETH-USDT")
    assert watched_assets(user) == ("BTC", "SOL")
