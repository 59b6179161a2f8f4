"""Counts of alerts and of the system."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from alerts import triage
from alerts.models import MonitoringSession, SourceKind, SourceSlot
from alerts.statistics import alert_statistics, system_statistics, uptime
from project.common import clock
from tests.factories import AlertFactory, CompanyFactory, SourceFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, 10, tzinfo=UTC)


def test_alerts_are_counted_by_everything_that_clients_know(
    user: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    orbitra = CompanyFactory(name="Orbitra")
    AlertFactory(company=orbitra, confidence="0.700", source_type="twitter", created_at=NOW)
    raised = AlertFactory(company=orbitra, confidence="0.500", created_at=NOW - timedelta(days=1))
    AlertFactory(company=None, confidence="0.499", urgency="low", created_at=NOW - timedelta(days=1))
    AlertFactory(created_at=NOW - timedelta(days=2))
    AlertFactory(user=UserFactory(), created_at=NOW)
    triage.change(user, [raised], urgency="critical")
    with django_assert_num_queries(5):
        counts = alert_statistics(user, 2)
    assert counts.total_alerts == 3
    assert counts.alerts_by_source == {"twitter": 1, "news": 2, "manual": 0}
    assert counts.alerts_by_confidence == {"high": 1, "medium": 1, "low": 1}
    assert counts.alerts_by_urgency == {"critical": 1, "high": 1, "medium": 0, "low": 1}
    assert counts.alerts_by_company == {"Orbitra": 2, "Other": 1}
    assert counts.recent_trend == {"2026-11-21": 2, "2026-11-22": 1}


def test_ten_companies_are_named_and_the_rest_are_other(user: User) -> None:
    for number in range(12):
        for _ in range(1 + number // 2):
            AlertFactory(company=CompanyFactory.create() if number == 11 else CompanyFactory(name=f"Company {number}"))
            if number != 11:
                break
    named = alert_statistics(user, 7).alerts_by_company
    assert len(named) == 11
    assert sum(named.values()) == alert_statistics(user, 7).total_alerts


def test_the_system_counts_feeds_alerts_and_the_newest_round(user: User) -> None:
    now = clock.now()
    before = system_statistics(user)
    assert (before.avg_confidence, before.system_uptime, before.last_monitoring_session) == (None, None, None)
    SourceFactory(is_active=False)
    SourceFactory(kind=SourceKind.SAMPLE)
    AlertFactory(confidence="0.900")
    AlertFactory(confidence="0.600", created_at=now - timedelta(days=3))
    AlertFactory(confidence="0.600", created_at=now - timedelta(days=9))
    MonitoringSession.objects.create(started_at=now)
    MonitoringSession.objects.create()
    found = system_statistics(user)
    assert (found.total_feeds - found.active_feeds, found.total_companies) == (1, 3)
    assert (found.total_alerts, found.alerts_last_24h, found.alerts_last_7d) == (3, 1, 2)
    assert (found.avg_confidence, found.last_monitoring_session) == (0.7, now)


def test_uptime_is_the_share_of_half_hours_with_a_poll() -> None:
    source, other = SourceFactory(), SourceFactory()
    hour = NOW.replace(minute=0)
    for minutes in (0, 30, 60, 120):
        SourceSlot.objects.create(source=source, starts_at=hour - timedelta(minutes=minutes), polls=3)
    SourceSlot.objects.create(source=other, starts_at=hour, polls=1)
    SourceSlot.objects.create(source=other, starts_at=hour - timedelta(minutes=90), polls=0)
    SourceSlot.objects.create(source=other, starts_at=hour - timedelta(days=40), polls=1)
    assert uptime(NOW) == 80.0
    assert uptime(NOW + timedelta(minutes=30)) == 80.0
