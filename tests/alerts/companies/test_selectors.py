"""The list of companies, its filters and its counts."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from alerts.companies.selectors import CompanyFilters, company_rows, events_of, filtered_companies, read_match
from alerts.models import Alert, AlertMark, Evidence, Outcome
from project.common.clock import now
from tests.dashboard.stories import tell
from tests.factories import AlertFactory, CompanyFactory, EventFactory, UserFactory

pytestmark = pytest.mark.django_db


def names(**filters: object) -> list[str]:
    return [each.name for each in filtered_companies(CompanyFilters(**filters))]  # type: ignore[arg-type]


def test_filters_narrow_the_list() -> None:
    CompanyFactory(name="Nebula Labs", tokens=["NEBX"], priority="HIGH", aliases=["Nebula Network"])
    CompanyFactory(name="Orbitra", tokens=[], twitter_handle="orbitrahq")
    CompanyFactory(name="Harbour", tokens=["HRBR"], status="inactive")
    assert names() == ["Harbour", "Nebula Labs", "Orbitra"]
    assert names(words="network") == names(words="nebx") == names(words="nebula net") == ["Nebula Labs"]
    assert names(words="ORBITRAHQ") == names(has_tokens=False) == ["Orbitra"]
    assert names(priority="HIGH") == ["Nebula Labs"]
    assert names(status="active", has_tokens=True) == ["Nebula Labs"]


def test_rows_count_recent_alerts_for_everybody_and_verdicts(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    company, other = CompanyFactory(name="Nebula Labs"), CompanyFactory(name="Orbitra")
    recent, old = AlertFactory(company=company), AlertFactory(company=company, created_at=now() - timedelta(days=8))
    own = AlertFactory(company=company, user=UserFactory())
    for alert, verdict in ((recent, "useful"), (old, "false_positive"), (own, "useful"), (old, "")):
        AlertMark.objects.create(user=UserFactory(), alert=alert, verdict=verdict)
    with django_assert_num_queries(5):
        rows = company_rows(CompanyFilters(), 10)
    assert [(row.company, row.alerts_7d, row.judged.good, row.judged.total) for row in rows] == [
        (company, 1, 1, 2),
        (other, 0, 0, 0),
    ]
    assert (rows[0].judged.percent, rows[1].judged.percent) == (50, None)


def test_rows_name_the_feeds_that_told_of_a_company_lately() -> None:
    company = CompanyFactory(name="Nebula Labs")
    event, another = EventFactory(company=company), EventFactory(company=company)
    for each, name in ((event, "Wire"), (another, "Wire"), (event, "Harbour"), (EventFactory(company=None), "Tide")):
        tell(each, name)
    old = tell(event, "Long ago")
    Evidence.objects.filter(pk=old.pk).update(added_at=now() - timedelta(days=8))
    CompanyFactory(name="Orbitra")
    assert [row.feeds for row in company_rows(CompanyFilters(), 10)] == [("Harbour", "Wire"), ()]


def test_rows_tell_how_often_the_price_moved_as_announced_within_a_day() -> None:
    company = CompanyFactory(name="Nebula Labs")
    changes = ((86_400, "0.1"), (86_400, "0.2"), (86_400, "-0.1"), (3_600, "-0.3"))
    for horizon, change in changes:
        outcome(AlertFactory(company=company, sentiment_score=1), horizon, change)
    outcome(AlertFactory(company=company, sentiment_score=1, user=UserFactory()), 86_400, "0.1")
    outcome(AlertFactory(company=company, sentiment_score=1), 86_400, None)
    CompanyFactory(name="Orbitra")
    first, other = company_rows(CompanyFilters(), 10)
    assert (first.hits, first.hits.percent) == ((2, 3), 67)
    assert (other.hits, other.hits.percent) == ((0, 0), None)


def outcome(alert: Alert, horizon_s: int, change: str | None) -> None:
    state = "pending" if change is None else "measured"
    values = {"symbol": "NEBX-USDT", "exchange": "simulated", "due_at": now(), "state": state, "change": change}
    Outcome.objects.create(alert=alert, horizon_s=horizon_s, **values)


def test_a_company_has_its_events() -> None:
    assert events_of(CompanyFactory()) == []


def test_a_tested_text_is_read_as_feeds_are() -> None:
    CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    test = read_match("Neb\u200bula Labs and $NEBX")
    assert test.text == "Nebula Labs and $NEBX"
    assert [company.name for company in test.companies] == ["Nebula Labs"]
    assert [test.text[line.start : line.end] for line in test.lines] == ["Nebula Labs", "NEBX"]
