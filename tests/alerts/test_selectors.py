"""What the pages read, for one person, another person and a visitor."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from alerts.facets import filter_counts
from alerts.filters import AlertFilters, parse_filters
from alerts.models import Alert
from alerts.selectors import (
    alert_page,
    alert_summary_24h,
    alerts_between,
    alerts_for_instrument,
    get_alert,
    head_seq,
    next_poll_at,
    unread_count,
)
from alerts.triage import mark_read
from project.common import clock
from project.common.errors import Missing
from tests.factories import AlertFactory, CompanyFactory, InstrumentFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db


def numbered(count: int, **values: object) -> list[Alert]:
    return [AlertFactory(seq=number, **values) for number in range(1, count + 1)]


def seqs(user: User, query: str = "") -> list[int]:
    return [each.seq for each in alert_page(user, parse_filters(QueryDict(query))).alerts]


def test_a_page_ends_with_where_the_next_one_starts(user: User) -> None:
    numbered(5)
    first = alert_page(user, AlertFilters(), limit=2)
    second = alert_page(user, AlertFilters(), before_seq=first.next_before, limit=2)
    last = alert_page(user, AlertFilters(), before_seq=second.next_before, limit=2)
    assert [[each.seq for each in page.alerts] for page in (first, second, last)] == [[5, 4], [3, 2], [1]]
    assert [first.next_before, second.next_before, last.next_before] == [4, 2, None]


def test_a_page_takes_three_queries_whatever_its_length(
    user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    numbered(4)
    with django_assert_num_queries(3):
        for alert in alert_page(user, AlertFilters()).alerts:
            assert alert.company.name
            assert alert.item.title


def test_each_filter_narrows_the_page(user: User) -> None:
    now = clock.now()
    mine = CompanyFactory(name="Orbitra", tokens=["ORBT"])
    AlertFactory(seq=1, company=mine, urgency="critical", confidence="0.900", kind="airdrop", source_name="Wire")
    AlertFactory(seq=2, urgency="low", confidence="0.500", title="Kestrel opens", tokens_mentioned=["KSTL"])
    AlertFactory(seq=3, status="archived", created_at=now - timedelta(days=3), confidence="0.300")
    cases = {
        "": [2, 1],
        "q=kestrel": [2],
        "q=orbitra": [1],
        "urgency=critical,high": [1],
        "confidence_min=60": [1],
        "confidence_max=50": [2],
        "confidence_min=90&confidence_max=90": [1],
        "status=archived": [3],
        "status=archived,active": [3, 2, 1],
        "source=Wire": [1],
        f"company={mine.pk}": [1],
        "kind=airdrop": [1],
        f"from={now.date()}": [2, 1],
        f"status=archived&to={(now - timedelta(days=3)).date()}": [3],
        f"status=archived&from={now.date()}": [],
        "symbol=KSTL-USDT": [2],
        "symbol=ORBT": [1],
        "symbol=KST": [],
    }
    assert {query: seqs(user, query) for query in cases} == cases


def test_an_alert_of_one_person_is_hidden_from_everybody_else(user: User) -> None:
    stranger = UserFactory()
    own = AlertFactory(seq=1, user=user)
    assert (seqs(user), seqs(stranger)) == ([1], [])
    assert get_alert(user, own.pk) == own
    for other in (stranger, AnonymousUser()):
        with pytest.raises(Missing) as caught:
            get_alert(other, own.pk)
        assert caught.value.code == "ALERT_NOT_FOUND"
        assert alerts_between([other.pk] if other.pk else [], 0, 9) == []
        assert unread_count(other) == 0


def test_an_opened_alert_is_read_by_that_person_only(user: User) -> None:
    stranger = UserFactory()
    alert = numbered(2)[0]
    mark_read(user, alert)
    mark_read(user, alert)
    assert [each.is_read for each in alert_page(user, AlertFilters()).alerts] == [False, True]  # type: ignore[attr-defined]
    assert (unread_count(user), unread_count(stranger)) == (1, 2)


def test_what_came_after_a_cursor_is_given_oldest_first(user: User) -> None:
    numbered(4)
    assert [each.seq for each in alerts_between([user.pk], 1, 3) or []] == [2, 3]
    assert alerts_between([user.pk], 4, 4) == []
    assert head_seq() == 4


def test_more_than_the_limit_after_a_cursor_is_too_much(user: User) -> None:
    numbered(4)
    assert alerts_between([user.pk], 0, 4, limit=3) is None
    assert len(alerts_between([user.pk], 0, 4, limit=4) or []) == 4


def test_counts_ignore_their_own_group_and_obey_the_others(
    user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    company = CompanyFactory(name="Orbitra")
    AlertFactory(seq=1, company=company, urgency="high", source_name="Wire", confidence="0.290")
    AlertFactory(seq=2, company=None, urgency="low", source_name="Post", confidence="1.000")
    AlertFactory(seq=3, company=None, urgency="low", source_name="Post", confidence="0.700", status="archived")
    with django_assert_num_queries(12):
        counts = filter_counts(user, parse_filters(QueryDict("urgency=low")))
    assert counts.total == 1
    assert {each.value: (each.count, each.is_chosen) for each in counts.urgency if each.count} == {
        "high": (1, False),
        "low": (1, True),
    }
    assert [(each.value, each.count) for each in counts.source] == [("Post", 1)]
    assert {each.value: each.count for each in counts.status} == {
        "active": 1,
        "snoozed": 0,
        "archived": 1,
        "false_positive": 0,
    }
    assert counts.company == ()
    everything = filter_counts(user, AlertFilters())
    assert [(each.label, each.count) for each in everything.company] == [("Orbitra", 1)]
    assert everything.confidence == (0, 0, 1, 0, 0, 0, 0, 0, 0, 1)


def test_the_summary_counts_the_last_day(user: User) -> None:
    AlertFactory(seq=1, urgency="critical")
    AlertFactory(seq=2, urgency="high")
    AlertFactory(seq=3, urgency="high", created_at=clock.now() - timedelta(hours=25))
    AlertFactory(seq=4, urgency="low", status="archived")
    assert alert_summary_24h(user) == (2, 1, 1)


def test_alerts_of_an_instrument_name_its_asset_or_its_company(user: User) -> None:
    instrument = InstrumentFactory(symbol="ORBT-USDT", base="ORBT")
    AlertFactory(seq=1, company=CompanyFactory(tokens=["ORBT"]))
    AlertFactory(seq=2, tokens_mentioned=["ORBT", "X"])
    AlertFactory(seq=3, tokens_mentioned=["ORBTX"])
    AlertFactory(seq=4, tokens_mentioned=["ORBT"], status="archived")
    assert [each.seq for each in alerts_for_instrument(user, instrument)] == [2, 1]


def test_the_next_poll_is_that_of_the_feed_due_first() -> None:
    assert next_poll_at() is None
    soon, late = (clock.now() + timedelta(minutes=minutes) for minutes in (5, 50))
    SourceFactory(next_poll_at=late)
    SourceFactory(next_poll_at=soon)
    SourceFactory(next_poll_at=clock.now(), is_active=False)
    assert next_poll_at() == soon
