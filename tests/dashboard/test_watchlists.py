"""Watchlists: made once for everybody, changed with a star, seen by their owner alone."""

import threading

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from dashboard.models import Watchlist, WatchlistEntry
from dashboard.selectors import neighbours, pick_watchlist, recent_alert_counts, starred_symbols, watchlists_of
from dashboard.services import ensure_watchlists, toggle_star
from markets.catalog import load_catalog
from markets.models import Instrument
from project.common.errors import Missing
from tests.factories import AlertFactory, CompanyFactory, InstrumentFactory, UserFactory


@pytest.fixture
def catalog(db: None) -> None:
    load_catalog()


def symbols_of(watchlist: Watchlist) -> list[str]:
    return [entry.instrument.symbol for entry in watchlist.entries.select_related("instrument")]


def test_the_first_visit_makes_core_and_stocks(user: User, catalog: None) -> None:
    core, stocks = watchlists_of(user)
    assert (core.name, core.size, stocks.name) == ("Core", 14, "Stocks")
    assert symbols_of(core)[:2] == ["BTC-USDT", "ETH-USDT"]
    assert {"NVDA", "TSLA"} <= set(symbols_of(stocks))


def test_later_visits_make_nothing(user: User, catalog: None) -> None:
    first = [each.pk for each in watchlists_of(user)]
    assert [each.pk for each in ensure_watchlists(user)] == first
    assert WatchlistEntry.objects.filter(watchlist__user=user).count() == 14 + len(symbols_of(Watchlist.objects.last()))


def test_lists_come_in_their_own_order_whatever_was_made_first(user: User) -> None:
    for name, position in (("Last", 2), ("First", 0), ("Second", 1)):
        Watchlist.objects.create(user=user, name=name, position=position)
    assert [each.name for each in watchlists_of(user)] == ["First", "Second", "Last"]


@pytest.mark.django_db(transaction=True)
def test_two_pages_opened_at_once_make_one_pair_of_lists() -> None:
    load_catalog()
    user = UserFactory()
    start = threading.Barrier(4)

    def visit() -> None:
        start.wait()
        ensure_watchlists(user)
        connection.close()

    threads = [threading.Thread(target=visit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Watchlist.objects.filter(user=user).count() == 2


def test_an_unwatched_instrument_joins_the_end_of_the_first_list(user: User, catalog: None) -> None:
    instrument = Instrument.objects.get(symbol="INJ-USDT")
    change = toggle_star(user, instrument)
    assert (change.is_starred, change.watchlist.name) == (True, "Core")
    assert symbols_of(change.watchlist)[-1] == "INJ-USDT"


def test_a_watched_instrument_leaves_every_list(user: User, catalog: None) -> None:
    instrument = Instrument.objects.get(symbol="BTC-USDT")
    stocks = watchlists_of(user)[1]
    WatchlistEntry.objects.create(watchlist=stocks, instrument=instrument)
    assert toggle_star(user, instrument).is_starred is False
    assert "BTC-USDT" not in starred_symbols(user)


def test_a_star_on_one_list_leaves_the_others_alone(user: User, catalog: None) -> None:
    instrument = Instrument.objects.get(symbol="BTC-USDT")
    core, stocks = watchlists_of(user)
    toggle_star(user, instrument, stocks.pk)
    assert toggle_star(user, instrument, core.pk).is_starred is False
    assert symbols_of(stocks)[-1] == "BTC-USDT"


def test_nobody_reaches_another_persons_list(user: User, catalog: None) -> None:
    theirs = watchlists_of(UserFactory())[0]
    with pytest.raises(Missing):
        toggle_star(user, Instrument.objects.first(), theirs.pk)
    with pytest.raises(Missing):
        pick_watchlist(watchlists_of(user), str(theirs.pk))
    assert theirs.entries.count() == 14


def test_alerts_count_for_the_assets_they_name_and_for_their_companys_token(user: User) -> None:
    AlertFactory(tokens_mentioned=["SOL", "BTC"], company=CompanyFactory(tokens=["SOL"]))
    AlertFactory(tokens_mentioned=[], company=CompanyFactory(tokens=["ARB"]))
    AlertFactory(tokens_mentioned=["BTC"], company=None, status="archived")
    AlertFactory(tokens_mentioned=["BTC"], company=None, user=UserFactory())
    assert recent_alert_counts(user) == {"SOL": 1, "BTC": 1, "ARB": 1}


def test_neighbours_go_round_at_the_ends(db: None) -> None:
    first, second, third = (InstrumentFactory() for _ in range(3))
    listed = [first, second, third]
    assert neighbours(listed, first.symbol) == (third, second)
    assert neighbours(listed, "ELSE") == (None, None)
    assert neighbours([first], first.symbol) == (None, None)


def test_the_star_answers_htmx_with_the_new_star_and_a_toast(client: Client, user: User, catalog: None) -> None:
    client.force_login(user)
    answer = client.post("/markets/inj-usdt/star/", {"style": "wide"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'aria-pressed="true"' in answer.content.decode()
    assert "INJ-USDT added to Core." in answer.headers["HX-Trigger"]


def test_the_star_sends_a_browser_back_where_it_was(client: Client, user: User, catalog: None) -> None:
    client.force_login(user)
    answer = client.post("/markets/INJ-USDT/star/", headers={"Referer": "http://testserver/markets/?q=inj"})
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/markets/?q=inj")
    for nowhere in ("https://elsewhere.example/", "sky", "a:b"):
        answer = client.post("/markets/INJ-USDT/star/", headers={"Referer": nowhere})
        assert answer["Location"] == "/markets/"


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/markets/NOPE/star/", {}, 404),
        ("/markets/BTC-USDT/star/", {"list": "abc"}, 422),
        ("/markets/BTC-USDT/star/", {"list": "987654"}, 404),
    ],
)
def test_a_wrong_star_is_refused(
    client: Client, user: User, catalog: None, path: str, data: dict[str, str], status: int
) -> None:
    client.force_login(user)
    assert client.post(path, data).status_code == status
    assert client.get(path).status_code == 405


def test_a_visitor_has_no_stars(client: Client, catalog: None) -> None:
    assert client.post("/markets/BTC-USDT/star/").status_code == 302
    assert not WatchlistEntry.objects.exists()


def test_the_admin_lists_watchlists_with_their_size(client: Client, admin_user: User, catalog: None) -> None:
    ensure_watchlists(admin_user)
    client.force_login(admin_user)
    page = client.get("/admin/dashboard/watchlist/").content.decode()
    assert '<td class="field-size">14</td>' in page
