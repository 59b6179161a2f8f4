"""The summary of the week by mail, on Monday morning where its reader is, for those who asked for it."""

from datetime import UTC, date, datetime, time
from itertools import takewhile
from time import monotonic

import structlog

from accounts.models import User
from accounts.selectors import is_email_confirmed, zone_of
from alerts.summary_mail import WEEK, send_summary
from project.common import clock
from project.common.errors import Unavailable

log = structlog.get_logger()
FROM = time(8, 30)
# The task is stopped after a minute, and whose mail is then under way would count as served.
BUDGET_S = 25.0
MONDAY = 0


def send_weekly_summaries() -> str:
    """Mail the summaries that are due, as many as there is time for; the worker calls it every few minutes."""
    end = monotonic() + BUDGET_S
    readers = User.objects.filter(is_active=True, weekly_summary=True).order_by("pk")
    sent = sum(send_if_due(reader) for reader in takewhile(lambda _: monotonic() < end, readers))
    return f"{sent} weekly summaries mailed."


def send_if_due(reader: User) -> bool:
    """Mail one summary and tell whether it left; whoever marks the Monday first is the one who sends it."""
    monday = monday_due(reader, clock.now())
    if monday is None or not is_email_confirmed(reader):
        return False
    row = User.objects.filter(pk=reader.pk, weekly_summary_on=reader.weekly_summary_on)
    if not row.update(weekly_summary_on=monday):
        return False
    try:
        send_summary(reader, WEEK, is_asked_for=False)
    except Unavailable as error:
        log.warning("weekly_summary_not_mailed", user=reader.pk, error=error.message)
        User.objects.filter(pk=reader.pk).update(weekly_summary_on=reader.weekly_summary_on)
        return False
    return True


def monday_due(reader: User, now: datetime) -> date | None:
    """Return the day whose summary is to be sent, None while there is none or when it was sent."""
    local = now.astimezone(zone_of(reader) or UTC)
    is_due = local.weekday() == MONDAY and local.time() >= FROM and reader.weekly_summary_on != local.date()
    return local.date() if is_due else None
