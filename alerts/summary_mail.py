"""The mail that sums up a day or a week: alerts, rounds, and the sources that fail."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db.models import Sum
from django.urls import reverse

from accounts.models import User
from accounts.selectors import is_email_confirmed
from alerts.filters import FeedStatus
from alerts.health import source_health
from alerts.models import MonitoringSession
from alerts.selectors import alerts_of, as_seen
from project.common import clock
from project.common.errors import Denied

DAY = timedelta(hours=24)
WEEK = timedelta(days=7)
SPANS = {DAY: "24 hours", WEEK: "7 days"}
NAMED = 10


def send_summary(user: User, span: timedelta = DAY, *, is_asked_for: bool = True) -> str:
    """Mail the last ``span``, one of SPANS, to the user's confirmed address and return it.

    One that comes by itself says how it is turned off. Raises Denied, Unavailable.
    """
    if not is_email_confirmed(user):
        raise Denied("Confirm your e-mail address first.", code="EMAIL_NOT_CONFIRMED")
    context = summary_of(user, clock.now() - span) | {"span": SPANS[span]}
    if not is_asked_for:
        context["turn_off_url"] = settings.PUBLIC_URL + reverse("notifications")
    get_adapter().send_mail("emails/monitoring_summary", user.email, context)
    return user.email


def summary_of(user: User, since: datetime) -> dict[str, Any]:
    """Return what the mail says, the surest alerts first, without those that the user has dealt with or put off."""
    alerts = alerts_of(user).filter(created_at__gte=since, seen_status=FeedStatus.ACTIVE)
    surest = as_seen(alerts.order_by("-confidence", "-seq")[:NAMED])
    rows = source_health()
    return {
        "alerts": [(each, settings.PUBLIC_URL + reverse("alert", args=[each.pk])) for each in surest],
        "alert_count": alerts.count(),
        "rounds": round_totals(since),
        "failing": [row for row in rows if row.state == "failing"],
        "source_count": len(rows),
        "since": since,
        "feed_url": settings.PUBLIC_URL + reverse("alerts"),
    }


def round_totals(since: datetime) -> dict[str, int]:
    """Return what the rounds since then did."""
    names = {"polls": "feeds_processed", "articles": "articles", "tweets": "tweets", "alerts": "alerts_generated"}
    rounds = MonitoringSession.objects.filter(created_at__gte=since).order_by()
    sums = rounds.aggregate(**{name: Sum(field) for name, field in names.items()})
    return {name: value or 0 for name, value in sums.items()}
