"""Writes that pages, tasks and commands ask for."""

from accounts.models import User
from alerts.models import Alert, AlertMark
from alerts.polling import PollResult, poll_due, poll_source
from alerts.storing import Stored, store_items
from project.common import clock

__all__ = ["PollResult", "Stored", "mark_read", "poll_due", "poll_source", "store_items"]


def mark_read(user: User, alert: Alert) -> None:
    """Note that ``user`` has opened ``alert``; the first time counts."""
    AlertMark.objects.get_or_create(user=user, alert=alert, defaults={"read_at": clock.now()})
