"""The track record's page, its charts and its table of raw rows."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from accounts.models import User
from alerts.models import Outcome
from dashboard.views.track_record import COLUMNS
from tests.alerts.test_calibration import announced
from tests.alerts.test_track_record import many, price
from tests.factories import AlertFactory, CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture(autouse=True)
def live(settings: Settings) -> None:
    settings.MARKET_DATA = "live"


@pytest.fixture
def client() -> Client:
    client = Client()
    user: User = UserFactory()
    client.force_login(user)
    return client


def html(client: Client, query: str = "") -> str:
    answer = client.get(f"/track-record/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_sentence_comes_first(client: Client) -> None:
    for change in (0.1, 0.02, -0.05):
        alert = AlertFactory()
        price(alert, 0, 0.0)
        price(alert, DAY, change)
    AlertFactory()
    text = html(client)
    assert "4 alerts in 90 days, 3 with a price. After 24 h 67% moved as announced, median +2.00%." in text


def test_best_and_worst_lead_to_their_alerts(client: Client) -> None:
    good, bad = AlertFactory(), AlertFactory()
    price(good, DAY, 0.4)
    price(bad, DAY, -0.3)
    text = html(client)
    rises = text[text.index("Largest rises") : text.index("Largest falls")]
    assert f"/alerts/{good.pk}/" in rises
    assert f"/alerts/{bad.pk}/" in text[text.index("Largest falls") :]
    assert "against it" in text[text.index("Largest falls") :]


@pytest.mark.parametrize("group", ["source", "company", "kind", "urgency", "model"])
def test_every_group_is_a_table_that_can_be_sorted(client: Client, group: str) -> None:
    many(12)
    for sort in ("name", "-hit", "median"):
        text = html(client, f"?group={group}&sort={sort}&after=1h")
        assert 'aria-sort="' in text


def test_sorting_by_name_goes_both_ways(client: Client) -> None:
    for name in ("Buoy", "Anchor"):
        price(AlertFactory(company=CompanyFactory(name=name)), DAY, 0.1)
    up, down = (html(client, f"?group=company&sort={sort}") for sort in ("name", "-name"))
    assert up.index(">Anchor<") < up.index(">Buoy<")
    assert down.index(">Buoy<") < down.index(">Anchor<")


@pytest.mark.parametrize("query", ["?days=8", "?group=moon", "?after=2h", "?sort=-luck"])
def test_what_is_not_offered_is_refused(client: Client, query: str) -> None:
    assert client.get(f"/track-record/{query}").status_code == 422


def test_without_figures_the_page_says_what_is_missing(client: Client) -> None:
    assert "There is no alert in this time." in html(client)
    AlertFactory()
    assert "None of these alerts is about an asset that is traded here." in html(client)
    price(AlertFactory(), 60, None)
    assert "The first is due on" in html(client)


def test_the_charts_have_plain_numbers(client: Client) -> None:
    announced("0.900", "live")
    announced("0.900", "false")
    price(AlertFactory(), DAY, 0.1)
    answer = client.get("/track-record/charts.json").json()
    assert answer["reliability"] == {"x": [90.0], "y": [50.0], "low": [9.5], "high": [90.5], "count": [2]}
    assert answer["hits"]["x"] == ["24 h"]
    assert answer["hits"]["y"] == [100.0]


def test_the_table_holds_every_row_and_runs_in_no_spreadsheet(client: Client) -> None:
    alert = AlertFactory(title="=cmd|' /C calc'!A0", company=CompanyFactory(name="+Nebula"))
    price(alert, DAY, -0.25)
    price(alert, 60, None)
    answer = client.get("/track-record/prices.csv?days=7")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert list(rows[0]) == list(COLUMNS)
    assert [(row["horizon_s"], row["state"], row["change"], row["as_announced"]) for row in rows] == [
        ("60", "pending", "", ""),
        ("86400", "measured", "-0.25", "false"),
    ]
    assert rows[0]["title"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["company"] == "'+Nebula"
    assert answer["Content-Disposition"] == 'attachment; filename="tidewatch-prices-7.csv"'


@pytest.mark.parametrize("title", ["\uff1dHYPERLINK(1)", " =1+1", "\u200b@SUM(1)", "\n=1", "\uff0b1"])
def test_a_formula_that_is_written_otherwise_runs_in_no_spreadsheet_either(client: Client, title: str) -> None:
    price(AlertFactory(title=title), DAY, -0.25)
    rows = list(csv.DictReader(io.StringIO(client.get("/track-record/prices.csv").content.decode(), newline="")))
    assert rows[0]["title"] == f"'{title}"
    assert rows[0]["change"] == "-0.25"


def test_nobody_sees_the_prices_of_another(client: Client) -> None:
    price(AlertFactory(user=UserFactory(), title="otter"), DAY, 0.9)
    assert "otter" not in html(client)
    assert "otter" not in client.get("/track-record/prices.csv?days=all").content.decode()


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    counts = []
    for count in (2, 30):
        many(count)
        with CaptureQueriesContext(connection) as queries:
            html(client, "?group=company")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_old_alerts_fall_out_of_the_time(client: Client) -> None:
    alert = AlertFactory()
    price(alert, DAY, 0.1)
    type(alert).objects.filter(pk=alert.pk).update(created_at=alert.created_at - timedelta(days=10))
    assert "0 alerts in 7 days" in html(client, "?days=7")
    assert "1 alert so far" in html(client, "?days=all")
    assert Outcome.objects.count() == 1
