"""Giving somebody their calls back."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import MonthlyUsage, User
from accounts.usage import quota
from accounts.usage.bus import BREAKER, BusAway, client
from accounts.usage.charging import PREFIX
from project.common.errors import Unavailable

AWAY = "The counter of calls does not answer. Try again in a minute."
SCAN = 1_000


def reset_quota(user: User) -> None:
    """Start the user's month anew: no calls, no questions. Raises Unavailable when the counter is out of reach.

    The counter is dropped only once the rows say zero, because the next call reads it from them.
    """
    month = quota.this_month()
    ask(lambda: client().ping())
    with transaction.atomic():
        MonthlyUsage.objects.visible_to(user).filter(month=month).update(calls=0, questions=0)
        transaction.on_commit(lambda: ask(lambda: client().delete(quota.counter_key(user.pk, month))))


def reset_limits(user: User) -> None:
    """Forget how often the user has called lately, in every layer that is theirs alone. Raises Unavailable."""
    ask(lambda: drop_layers(user.pk))


def drop_layers(user_id: int) -> None:
    bus = client()
    for key in bus.scan_iter(match=f"{PREFIX}:*:u{user_id}:*", count=SCAN):
        bus.delete(key)


def ask(question: Callable[[], object]) -> None:
    try:
        BREAKER.ask(question)
    except BusAway:
        raise Unavailable(AWAY) from None
