"""The list of companies, its filters and its counts."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from alerts.companies.selectors import CompanyFilters, company_rows, events_of, filtered_companies, read_match
from alerts.models import AlertMark
from project.common.clock import now
from tests.factories import AlertFactory, CompanyFactory, UserFactory

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
    with django_assert_num_queries(3):
        rows = company_rows(CompanyFilters(), 10)
    assert [(row.company, row.alerts_7d, row.judged.useful, row.judged.total) for row in rows] == [
        (company, 1, 1, 2),
        (other, 0, 0, 0),
    ]
    assert (rows[0].judged.percent, rows[1].judged.percent) == (50, None)


def test_a_company_has_its_events() -> None:
    assert events_of(CompanyFactory()) == []


def test_a_tested_text_is_read_as_feeds_are() -> None:
    CompanyFactory(name="Nebula Labs", tokens=["NEBX"])
    test = read_match("Neb\u200bula Labs and $NEBX")
    assert test.text == "Nebula Labs and $NEBX"
    assert [company.name for company in test.companies] == ["Nebula Labs"]
    assert [test.text[line.start : line.end] for line in test.lines] == ["Nebula Labs", "NEBX"]
