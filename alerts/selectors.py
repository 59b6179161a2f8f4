"""Reads for the pages: the feed, its counts, what is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BooleanField, Count, F, Q
from django.db.models.expressions import ExpressionWrapper

from alerts.conditions import Rows, base_asset
from alerts.filters import AlertFilters, FeedStatus
from alerts.matching import newest, seen_by
from alerts.models import (
    Alert,
    AlertStatus,
    Counter,
    Source,
    SourceKind,
    Urgency,
)
from alerts.sequence import ALERT_STREAM
from markets.models import Instrument
from project.common import clock
from project.common.errors import Missing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

UNREAD_CAP = 1000
IS_READ = ExpressionWrapper(Q(mark__read_at__isnull=False), output_field=BooleanField())


@dataclass(frozen=True, slots=True)
class AlertPage:
    """``next_before`` is the ``before_seq`` of the next page, None on the last one."""

    alerts: list[Alert]
    next_before: int | None


class AlertSummary(NamedTuple):
    total: int
    critical: int
    high: int


def alerts_of(user: "User | AnonymousUser") -> Rows:
    """Return the user's alerts with what the user did with each; read them through ``as_seen``."""
    mine = {name: F(f"mark__{name}") for name in ("verdict", "note", "acknowledged_at", "snoozed_until")}
    alerts: Rows = seen_by(user).annotate(is_read=IS_READ, **mine).select_related("company", "item", "event")
    return alerts


def as_seen(alerts: Iterable[Any]) -> list[Any]:
    """Have each alert of ``alerts_of`` say its status and urgency as its reader set them. They are for showing only.

    Besides, each has ``is_read``, ``verdict``, ``note``, ``acknowledged_at`` and ``snoozed_until``.
    """
    rows = list(alerts)
    for row in rows:
        row.status = row.own_status
        row.urgency = row.seen_urgency
        row.verdict, row.note = row.verdict or "", row.note or ""
    return rows


def alert_page(
    user: "User | AnonymousUser",
    filters: AlertFilters,
    before_seq: int | None = None,
    limit: int = 50,
    *,
    skip: int = 0,
) -> AlertPage:
    """Return the newest ``limit`` alerts that pass ``filters``, older than ``before_seq`` when it is given.

    ``skip`` of them are passed over, for clients that count instead of remembering where they were.
    """
    keys = newest(user, filters, before=before_seq, limit=limit + 1, skip=skip)
    rows = as_seen(alerts_of(user).filter(pk__in=keys[:limit]).order_by("-seq")) if keys else []
    return AlertPage(rows, rows[-1].seq if len(keys) > limit else None)


def get_alert(user: "User | AnonymousUser", alert_id: int) -> Alert:
    """Return one alert with its item, source and event, as the user sees it. Raises Missing."""
    found: list[Alert] = as_seen(alerts_of(user).select_related("item__source").filter(pk=alert_id))
    if not found:
        raise Missing("There is no such alert.", code="ALERT_NOT_FOUND")
    return found[0]


def alerts_between(users: Iterable[int], after: int, upto: int, limit: int = 500) -> list[Alert] | None:
    """Return the alerts of any of the users that came after a number, oldest first; None when they are too many."""
    seen = Alert.objects.visible_to_any(users).filter(seq__gt=after, seq__lte=upto)
    alerts = list(seen.select_related("company", "item", "event").order_by("seq")[: limit + 1])
    return None if len(alerts) > limit else alerts


def head_seq() -> int:
    """Return the number of the newest alert or update of one, 0 before the first."""
    return Counter.objects.filter(stream=ALERT_STREAM).values_list("value", flat=True).first() or 0


def alert_summary_24h(user: "User | AnonymousUser") -> AlertSummary:
    since = clock.now() - timedelta(hours=24)
    alerts = seen_by(user).filter(seen_status=FeedStatus.ACTIVE, created_at__gte=since)
    counts = dict(alerts.order_by().values_list("seen_urgency").annotate(number=Count("pk")))
    return AlertSummary(sum(counts.values()), counts.get(Urgency.CRITICAL, 0), counts.get(Urgency.HIGH, 0))


def unread_count(user: "User | AnonymousUser") -> int:
    """Count active alerts that ``user`` has not opened, up to UNREAD_CAP."""
    alerts = seen_by(user).filter(mark__read_at=None, seen_status=FeedStatus.ACTIVE)
    return alerts.order_by("-seq")[:UNREAD_CAP].count()


def alerts_for_instrument(user: "User | AnonymousUser", instrument: Instrument, limit: int = 20) -> list[Alert]:
    """Return the newest active alerts that name the instrument's base asset, or a company of that token."""
    return alert_page(user, AlertFilters(symbol=base_asset(instrument.symbol)), limit=limit).alerts


def public_alerts(limit: int = 5) -> list[Alert]:
    """Return the newest active alerts that are for everybody, for a visitor who is not signed in."""
    alerts = Alert.objects.filter(user=None, status=AlertStatus.ACTIVE).select_related("company")
    return list(alerts.order_by("-seq")[:limit])


def next_poll_at() -> datetime | None:
    """Return when the next feed is due, for the empty feed page."""
    feeds = Source.objects.filter(is_active=True, kind=SourceKind.FEED, next_poll_at__isnull=False)
    return feeds.order_by("next_poll_at").values_list("next_poll_at", flat=True).first()
