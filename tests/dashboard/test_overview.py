"""The overview: five figures, a list, alerts, launches and two charts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from dashboard.figures import launch_figure, mean_week, time_left
from dashboard.models import WatchlistEntry
from dashboard.selectors import watchlists_of
from markets.types import Timeframe
from project.common.clock import now
from tests.alerts.events.launching import launch
from tests.dashboard.trading import traded, with_history
from tests.factories import UserFactory

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_the_page_has_live_cells_and_listens_to_them(signed_in: Client) -> None:
    traded("SOL", change=-0.73)
    page = signed_in.get("/").content.decode()
    assert 'data-k="SOL-USDT.last"' in page
    assert "px:SOL-USDT" in page.split("data-topics=")[1].split(">")[0]
    assert '<span class="px chg down" data-k="SOL-USDT.change_24h"' in page


def test_the_figures_count_what_the_prices_say(signed_in: Client) -> None:
    traded("SOL", change=2.0, turnover=3e9)
    traded("ETH", change=-1.0, turnover=1e9)
    page = signed_in.get("/", headers={**PART, "HX-Target": "dl#figures"}).content.decode()
    assert page.lstrip().startswith("<dl")
    assert "$4.00B" in page
    assert "Rising" in page
    assert "75%" in page
    assert "1<small> of 2 up</small>" in page
    assert '<span class="chg up">+0.50%</span>' in page
    assert "None dated" in page


def test_the_next_launch_counts_down_to_the_start_of_its_day() -> None:
    assert time_left(timedelta(days=5, hours=17, minutes=59)) == "5d 17h"
    assert time_left(timedelta(hours=17, minutes=5)) == "17h 05m"
    assert time_left(timedelta(minutes=-1)) == "Today"
    assert launch_figure([], datetime(2026, 11, 1, tzinfo=UTC)) is None


def test_dated_launches_stand_in_the_strip_and_in_their_panel(signed_in: Client) -> None:
    launch(now().date() + timedelta(days=9), confidence="0.960")
    page = signed_in.get("/").content.decode()
    assert "<b>NEBX</b>" in page
    assert '<span class="chip acc">96' in page
    assert page.count('class="launch"') == 1


def test_a_list_is_chosen_by_the_address_and_its_part_brings_the_figures_along(signed_in: Client, user: User) -> None:
    traded("SOL")
    traded("NVDA", symbol="NVDA", asset_class="stock")
    stocks = watchlists_of(user)[1]
    part = signed_in.get(f"/?list={stocks.pk}", headers={**PART, "HX-Target": "section#watchlist"})
    text = part.content.decode()
    assert "NVDA" in text
    assert "SOL-USDT" not in text
    assert 'hx-swap-oob="outerHTML"' in text
    assert "<html" not in text
    assert "HX-Target" in part.headers["Vary"]


def test_the_table_is_sorted_by_the_address(signed_in: Client) -> None:
    for base, change in (("AAA", 1.0), ("BBB", 3.0), ("CCC", -2.0)):
        traded(base, change=change)
    page = signed_in.get("/?sort=change_24h").content.decode()
    assert page.index('data-symbol="CCC-') < page.index('data-symbol="AAA-') < page.index('data-symbol="BBB-')
    assert 'aria-sort="ascending"' in page
    assert "sort=-change_24h" in page


@pytest.mark.parametrize(("query", "status"), [("?sort=colour", 422), ("?list=abc", 404), ("?list=99999", 404)])
def test_a_wrong_address_is_named_and_not_a_fault(signed_in: Client, query: str, status: int) -> None:
    assert signed_in.get(f"/{query}").status_code == status


def test_another_persons_list_is_not_shown(signed_in: Client) -> None:
    theirs = watchlists_of(UserFactory())[0]
    assert signed_in.get(f"/?list={theirs.pk}").status_code == 404
    assert signed_in.get(f"/overview/charts.json?list={theirs.pk}").status_code == 404


def test_an_empty_list_shows_the_three_first_steps(signed_in: Client, user: User) -> None:
    traded("SOL")
    watchlists_of(user)
    WatchlistEntry.objects.all().delete()
    page = signed_in.get("/").content.decode()
    assert "Nothing is watched in Core yet." in page
    assert "Pick assets" in page


def test_a_page_without_any_price_says_so(signed_in: Client) -> None:
    page = signed_in.get("/").content.decode()
    assert "no prices yet" in page
    assert "No alert yet." in page


def test_the_number_of_queries_does_not_grow_with_the_list(signed_in: Client, user: User) -> None:
    watchlist = watchlists_of(user)[0]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get("/").status_code == 200
        return len(captured)

    def watch(count: int) -> None:
        for number in range(count):
            instrument = traded(f"Q{count}{number}")
            WatchlistEntry.objects.create(watchlist=watchlist, instrument=instrument)
            launch(now().date() + timedelta(days=number + 1), token=instrument.base)

    watch(2)
    queries()
    few = queries()
    watch(12)
    assert queries() == few <= 22


def test_the_charts_compare_the_list_with_btc_and_eth(signed_in: Client, user: User) -> None:
    for seed, base in enumerate(("BTC", "ETH", "SOL")):
        instrument = traded(base)
        with_history(instrument, Timeframe.D1, 120, seed)
        with_history(instrument, Timeframe.H1, 48, seed)
    data = signed_in.get("/overview/charts.json").json()
    performance, turnover = data["performance"], data["turnover"]
    assert [line["name"] for line in performance["lines"]] == ["Core", "BTC", "ETH"]
    assert all(len(line["values"]) == len(performance["t"]) for line in performance["lines"])
    assert performance["lines"][0]["values"][0] == 0
    assert 88 <= len(performance["t"]) <= 92
    assert min(turnover["rising"]) >= 0 >= max(turnover["falling"])
    assert len(turnover["t"]) == 24


def test_charts_of_an_empty_server_are_empty(signed_in: Client) -> None:
    data = signed_in.get("/overview/charts.json").json()
    assert data == {
        "performance": {"t": [], "lines": []},
        "turnover": {"t": [], "rising": [], "falling": []},
        "liquidations": {"t": [], "longs": [], "shorts": []},
    }


def test_a_visitor_gets_no_numbers(client: Client, db: None) -> None:
    assert client.get("/overview/charts.json").status_code in {302, 401}


def test_the_mean_week_starts_at_a_hundred_and_leaves_short_weeks_out() -> None:
    assert mean_week([[10.0, 20.0], [10.0, 10.0], [5.0]]) == [100.0, 150.0]
    assert mean_week([]) == []
