"""What the statistics of the API tell, over the alerts that one user sees."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Case, CharField, Count, Min, Value, When
from django.db.models.functions import TruncDate

from alerts.conditions import Rows
from alerts.matching import seen_by
from alerts.models import POLLED, Alert, Company, MonitoringSession, Source, SourceSlot, SourceType, Urgency
from alerts.models.source import SLOT
from project.common import clock

if TYPE_CHECKING:
    from accounts.models import User

MOST_COMPANIES = 10
HIGH, MEDIUM = 0.7, 0.5
LEVELS = ("high", "medium", "low")
UPTIME_OVER = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class AlertStatistics:
    """Counts of the alerts of some days, today included; ``recent_trend`` has every one of those days."""

    total_alerts: int
    alerts_by_source: dict[str, int]
    alerts_by_confidence: dict[str, int]
    alerts_by_urgency: dict[str, int]
    alerts_by_company: dict[str, int]
    recent_trend: dict[str, int]


@dataclass(frozen=True, slots=True)
class SystemStatistics:
    """``system_uptime`` is percent, None before the first poll; see ``uptime``."""

    total_companies: int
    total_feeds: int
    active_feeds: int
    total_alerts: int
    alerts_last_24h: int
    alerts_last_7d: int
    avg_confidence: float | None
    system_uptime: float | None
    last_monitoring_session: datetime | None


def alert_statistics(user: "User", days: int) -> AlertStatistics:
    """Count the user's alerts of the last ``days`` days in UTC, whatever their status."""
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    first = today - timedelta(days=days - 1)
    alerts = seen_by(user).filter(created_at__gte=first)
    trend = _tally(alerts.annotate(day=TruncDate("created_at")), "day")
    each_day = ((first + timedelta(days=day)).date() for day in range(days))
    return AlertStatistics(
        total_alerts=sum(trend.values()),
        alerts_by_source=_filled(SourceType.values, _tally(alerts, "source_type")),
        alerts_by_confidence=_filled(LEVELS, _tally(alerts.annotate(level=_level()), "level")),
        alerts_by_urgency=_filled(Urgency.values, _tally(alerts, "seen_urgency")),
        alerts_by_company=_by_company(_tally(alerts, "company__name")),
        recent_trend={day.isoformat(): trend.get(day, 0) for day in each_day},
    )


def _level() -> Case:
    high = When(confidence__gte=HIGH, then=Value("high"))
    medium = When(confidence__gte=MEDIUM, then=Value("medium"))
    return Case(high, medium, default=Value("low"), output_field=CharField())


def _tally(alerts: Rows, field: str) -> dict[Any, int]:
    return dict(alerts.order_by().values_list(field).annotate(number=Count("pk")))


def _filled(names: "list[str] | tuple[str, ...]", counts: dict[Any, int]) -> dict[str, int]:
    return {str(name): counts.get(name, 0) for name in names}


def _by_company(counts: dict[Any, int]) -> dict[str, int]:
    """Return the companies with most alerts; everything else, also what is about none, is Other."""
    named = sorted((pair for pair in counts.items() if pair[0]), key=lambda pair: (-pair[1], pair[0]))
    top = dict(named[:MOST_COMPANIES])
    return top | {"Other": sum(counts.values()) - sum(top.values())}


def system_statistics(user: "User") -> SystemStatistics:
    """Return how much there is and how well it runs; alerts are those that the user sees."""
    now = clock.now()
    alerts = Alert.objects.visible_to(user).order_by()
    figures = alerts.aggregate(total=Count("pk"), confidence=Avg("confidence"))
    feeds = Source.objects.filter(kind__in=POLLED)
    newest = MonitoringSession.objects.filter(started_at__isnull=False).order_by("-started_at")
    return SystemStatistics(
        total_companies=Company.objects.count(),
        total_feeds=feeds.count(),
        active_feeds=feeds.filter(is_active=True).count(),
        total_alerts=figures["total"],
        alerts_last_24h=alerts.filter(created_at__gte=now - timedelta(hours=24)).count(),
        alerts_last_7d=alerts.filter(created_at__gte=now - timedelta(days=7)).count(),
        avg_confidence=None if figures["confidence"] is None else round(float(figures["confidence"]), 3),
        system_uptime=uptime(now),
        last_monitoring_session=newest.values_list("started_at", flat=True).first(),
    )


def uptime(now: datetime) -> float | None:
    """Return the percentage of half hours with a poll, from the first one known on, at most UPTIME_OVER back.

    The half hour that is running counts only when it has its poll already. None when nothing was ever polled.
    """
    slots = SourceSlot.objects.filter(starts_at__gt=now - UPTIME_OVER, polls__gt=0).order_by()
    first: datetime | None = slots.aggregate(first=Min("starts_at"))["first"]
    if first is None:
        return None
    polled = slots.values("starts_at").distinct().count()
    passed = (now - first) // SLOT  # whole half hours, so without the one that is running
    has_current = slots.filter(starts_at__gt=now - SLOT).exists()
    return round(min(100.0, 100 * polled / max(1, passed + has_current)), 2)
