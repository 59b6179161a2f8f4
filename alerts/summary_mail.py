"""The mail that sums up a day: alerts, rounds, and the sources that fail."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db.models import QuerySet, Sum
from django.urls import reverse

from accounts.models import User
from accounts.selectors import is_email_confirmed
from alerts.health import source_health
from alerts.models import Alert, AlertStatus, MonitoringSession
from project.common import clock
from project.common.errors import Denied

DAY = timedelta(hours=24)
NAMED = 10


def send_summary(user: User) -> str:
    """Mail the last 24 hours to the user's confirmed address and return it. Raises Denied, Unavailable."""
    if not is_email_confirmed(user):
        raise Denied("Confirm your e-mail address first.", code="EMAIL_NOT_CONFIRMED")
    get_adapter().send_mail("emails/monitoring_summary", user.email, summary_of(user, clock.now() - DAY))
    return user.email


def summary_of(user: User, since: datetime) -> dict[str, Any]:
    """Return what the mail says, the most urgent and surest alerts first."""
    alerts = Alert.objects.visible_to(user).filter(created_at__gte=since, status=AlertStatus.ACTIVE)
    rows = source_health()
    return {
        "alerts": [(each, settings.PUBLIC_URL + reverse("alert", args=[each.pk])) for each in surest(alerts)],
        "alert_count": alerts.count(),
        "rounds": round_totals(since),
        "failing": [row for row in rows if row.state == "failing"],
        "source_count": len(rows),
        "since": since,
        "feed_url": settings.PUBLIC_URL + reverse("alerts"),
    }


def surest(alerts: "QuerySet[Alert]") -> list[Alert]:
    return list(alerts.order_by("-confidence", "-seq")[:NAMED])


def round_totals(since: datetime) -> dict[str, int]:
    """Return what the rounds since then did."""
    names = {"polls": "feeds_processed", "articles": "articles", "tweets": "tweets", "alerts": "alerts_generated"}
    rounds = MonitoringSession.objects.filter(created_at__gte=since).order_by()
    sums = rounds.aggregate(**{name: Sum(field) for name, field in names.items()})
    return {name: value or 0 for name, value in sums.items()}
