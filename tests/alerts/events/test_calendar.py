"""The launches by day: whose they are, what filters leave, and where sources disagree."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from alerts.events.calendar import CalendarFilters, choices, launches, parse_span, undated, upcoming
from alerts.events.days import Span, span_of
from project.common.clock import now
from tests.alerts.events.launching import launch, moved, said
from tests.factories import CompanyFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def user() -> User:
    return UserFactory()


def names(found: list) -> list[str]:
    return [each.event.token for each in found]


def test_launches_come_by_day_and_those_without_one_apart(user: User) -> None:
    for token, day in (("LATE", TODAY + 9 * DAY), ("SOON", TODAY), ("PAST", TODAY - 3 * DAY), ("NONE", None)):
        launch(day, token=token)
    assert names(launches(user, CalendarFilters())) == ["PAST", "SOON", "LATE"]
    assert names(undated(user, CalendarFilters())) == ["NONE"]


def test_only_what_the_user_has_an_alert_of_is_shown(user: User) -> None:
    launch(TODAY, user=UserFactory())
    mine = launch(TODAY, user=user)
    alert = mine.alerts.get()
    assert [(each.event.pk, each.alert_id) for each in launches(user, CalendarFilters())] == [(mine.pk, alert.pk)]
    mine.alerts.update(event=None)
    assert launches(user, CalendarFilters()) == []


def test_what_is_no_launch_stays_out(user: User) -> None:
    launch(TODAY, kind="scam")
    launch(TODAY, kind="other")
    launch(TODAY, kind="unlock", token="ORBT")
    assert names(launches(user, CalendarFilters())) == ["ORBT"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (CalendarFilters(kind=("airdrop",)), ["ORBT"]),
        (CalendarFilters(status=("false",)), ["HLYD"]),
        (CalendarFilters(chain=("Solana",)), ["NEBX"]),
        (CalendarFilters(q="orbitra kraken"), ["ORBT"]),
        (CalendarFilters(q="nothing"), []),
        (CalendarFilters(assets=("orbt",)), ["ORBT"]),
        (CalendarFilters(assets=("KSTL",)), [""]),
        (CalendarFilters(assets=()), []),
        (CalendarFilters(first=TODAY + 6 * DAY), ["ORBT", ""]),
        (CalendarFilters(last=TODAY + 4 * DAY), ["NEBX"]),
        (CalendarFilters(first=TODAY + 5 * DAY, last=TODAY + 5 * DAY), ["ORBT"]),
    ],
)
def test_filters_narrow_the_calendar(user: User, filters: CalendarFilters, expected: list[str]) -> None:
    launch(TODAY, chain="Solana")
    launch(TODAY + 5 * DAY, TODAY + 8 * DAY, kind="airdrop", token="ORBT", subject="Orbitra", venue="Kraken")
    launch(TODAY + 9 * DAY, token="", company=CompanyFactory(tokens=["KSTL"]))
    launch(TODAY, status="false", token="HLYD")
    assert names(launches(user, filters)) == expected


def test_a_company_filter_and_the_choices(user: User) -> None:
    company = CompanyFactory(name="Orbitra")
    event = launch(TODAY, company=company, chain="Base")
    launch(TODAY)
    assert [each.event for each in launches(user, CalendarFilters(company=(company.pk,)))] == [event]
    assert choices(user) == (["Base"], [(company.pk, "Orbitra")])


def test_what_nobody_speaks_of_any_more_is_not_waited_for(user: User) -> None:
    launch(token="OLD", last_seen_at=now() - 61 * DAY)
    launch(token="DONE", status="done")
    launch(token="NEW", last_seen_at=now() - 59 * DAY)
    assert names(undated(user, CalendarFilters())) == ["NEW"]


def test_the_day_before_a_move_is_kept(user: User) -> None:
    event = launch(TODAY + 9 * DAY)
    moved(event, "2026-11-21", "2026-11-25")
    moved(event, "2026-11-25/2026-11-27", "2026-11-29")
    found = launches(user, CalendarFilters())[0]
    assert found.before == Span(date(2026, 11, 25), date(2026, 11, 27))
    assert found.changes == 2


def test_days_that_cannot_both_be_right_conflict_and_the_most_trusted_comes_first(user: User) -> None:
    event = launch(TODAY + 8 * DAY)
    said(event, TODAY + 8 * DAY, rank=3)
    said(event, TODAY + 15 * DAY, rank=1, date_words="early December")
    said(event, TODAY + 8 * DAY, rank=2)
    found = launches(user, CalendarFilters())[0]
    assert found.is_conflicting
    assert [(each.span.starts_on, each.rank, len(each.said)) for each in found.datings] == [
        (TODAY + 15 * DAY, 1, 1),
        (TODAY + 8 * DAY, 2, 2),
    ]
    assert [each.rank for each in found.datings[1].said] == [2, 3]
    assert found.datings[0].words == "early December"


def test_a_day_inside_a_window_is_no_conflict(user: User) -> None:
    event = launch(TODAY + 8 * DAY)
    said(event, TODAY + 5 * DAY, TODAY + 10 * DAY)
    said(event, TODAY + 8 * DAY)
    assert not launches(user, CalendarFilters())[0].is_conflicting


def test_of_each_source_what_it_said_last_counts(user: User) -> None:
    event, source = launch(TODAY + 8 * DAY), SourceFactory()
    said(event, TODAY + 15 * DAY, source=source, published_at=now() - DAY)
    said(event, TODAY + 8 * DAY, source=source, published_at=now())
    # An older piece that came in late changes nothing.
    said(event, TODAY + 3 * DAY, source=source, published_at=now() - 2 * DAY)
    found = launches(user, CalendarFilters())[0]
    assert [each.span.starts_on for each in found.datings] == [TODAY + 8 * DAY]


def test_what_is_only_rumoured_names_no_day(user: User) -> None:
    event = launch(TODAY + 8 * DAY)
    said(event, TODAY + 8 * DAY)
    said(event, TODAY + 15 * DAY, status="rumour")
    said(event, TODAY + 20 * DAY, confidence="0.200")
    found = launches(user, CalendarFilters())[0]
    assert [each.span.starts_on for each in found.datings] == [TODAY + 8 * DAY]
    assert not found.is_conflicting


def test_the_overview_gets_what_begins_today_or_later(user: User) -> None:
    launch(TODAY - DAY, token="PAST")
    launch(TODAY - DAY, TODAY + 40 * DAY, token="OPEN")
    launch(TODAY, token="TODAY")
    launch(TODAY + DAY, token="DONE", status="done")
    launch(TODAY + DAY, token="FALSE", status="false")
    launch(TODAY + DAY, token="LATE", status="delayed")
    assert names(upcoming(user)) == ["TODAY", "LATE"]
    assert names(upcoming(user, 1)) == ["TODAY"]


def test_a_calendar_of_any_size_takes_four_queries(user: User, django_assert_num_queries) -> None:
    for count in (1, 10):
        for _ in range(count):
            event = launch(TODAY)
            said(event, TODAY)
            moved(event, "", "2026-11-20")
        with django_assert_num_queries(4):
            launches(user, CalendarFilters())


@pytest.mark.parametrize("text", ["", "soon", "2026-11-31", "2026-11-20/never"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_span(text) is None


def test_a_window_never_ends_before_it_starts() -> None:
    assert span_of(TODAY, TODAY - DAY) == Span(TODAY, TODAY)
    assert span_of(None, TODAY) is None
