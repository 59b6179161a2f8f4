"""Events by the API: the list with its filters, and one with all that was told of it."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts import keys
from alerts.models import Event
from project.common import clock
from tests.alerts.events.test_services import in_days, outlet, said, store
from tests.factories import CompanyFactory, EventFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def api() -> Client:
    _, key = keys.create_key(UserFactory(), "desk", ["read"])
    return Client(headers={"X-API-Key": key})


def ids(api: Client, query: str = "") -> list[int]:
    answer = api.get(f"/api/v1/events{query}")
    assert answer.status_code == 200, answer.content
    return [each["id"] for each in answer.json()["events"]]


def test_the_list_is_in_the_order_of_what_was_told_last(api: Client) -> None:
    now = clock.now()
    events = [EventFactory(first_seen_at=now - timedelta(hours=hours)) for hours in (2, 1, 3)]
    assert ids(api) == [events[1].pk, events[0].pk, events[2].pk]
    assert ids(api, "?limit=1&offset=1") == [events[0].pk]
    assert api.get("/api/v1/events?limit=1").json()["total"] == 3


def test_each_filter_narrows_the_list(api: Client) -> None:
    company = CompanyFactory()
    first = EventFactory(kind="airdrop", company=company, token="NEBX", starts_on=in_days(3), ends_on=in_days(5))
    second = EventFactory(kind="launch", status="delayed")
    for query in ("kind=airdrop", f"company_id={company.pk}", "token=$nebx", "status=announced"):
        assert ids(api, f"?{query}") == [first.pk], query
    assert ids(api, "?status=delayed") == [second.pk]
    days = [(4, 9), (1, 3), (6, 9), (1, 2)]
    found = [ids(api, f"?from_date={in_days(since)}&to_date={in_days(until)}") for since, until in days]
    assert found == [[first.pk], [first.pk], [], []]


@pytest.mark.parametrize(
    "query",
    [
        *("kind=party", "status=new", "limit=1001", "offset=-1", "from_date=soon"),
        "from_date=2026-12-01&to_date=2026-11-01",
    ],
)
def test_a_wrong_filter_is_named(api: Client, query: str) -> None:
    answer = api.get(f"/api/v1/events?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.json()["error"]["details"]


def test_one_event_has_its_evidence_its_history_and_every_date(api: Client) -> None:
    store(outlet("wire", priority=1), said(on=in_days(9)))
    store(outlet("late"), said("NEBX launches later", on=in_days(12)))
    store(outlet("wire2", priority=1), said("NEBX moved", on=in_days(20)))
    found = api.get(f"/api/v1/events/{Event.objects.get().pk}").json()
    assert (found["status"], found["starts_on"], found["sources"]) == ("dated", str(in_days(20)), 3)
    assert [each["source"] for each in found["evidence"]] == ["wire", "late", "wire2"]
    dates = [(each["starts_on"], each["sources"], each["is_shown"]) for each in found["dates"]]
    assert dates == [
        (str(in_days(20)), ["wire2.example"], True),
        (str(in_days(9)), ["wire.example"], False),
        (str(in_days(12)), ["late.example"], False),
    ]
    moved = [each for each in found["history"] if each["field"] == "date"][-1]
    assert (moved["before"], moved["after"], moved["is_told"]) == (str(in_days(9)), str(in_days(20)), True)
    assert moved["text"].startswith("Moved from ")
    assert found["alert_id"] is not None


def test_a_day_that_its_source_took_back_is_named_no_longer(api: Client) -> None:
    source = outlet("wire", priority=1)
    store(source, said(on=in_days(9)))
    store(source, said("NEBX moved", on=in_days(20)))
    found = api.get(f"/api/v1/events/{Event.objects.get().pk}").json()
    assert [(each["starts_on"], each["is_shown"]) for each in found["dates"]] == [(str(in_days(20)), True)]


def test_an_event_that_is_not_there_is_missing(api: Client) -> None:
    answer = api.get("/api/v1/events/999")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "EVENT_NOT_FOUND")


def test_the_list_costs_the_same_queries_whatever_its_length(
    api: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ids(api)  # the first call of a key is written down
    counts = []
    for _ in range(2):
        EventFactory(company=CompanyFactory())
        EventFactory(company=CompanyFactory())
        with django_assert_max_num_queries(30) as queries:
            ids(api)
        counts.append(len(queries))
    assert counts[0] == counts[1]
