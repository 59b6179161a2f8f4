"""What the task queue may ring for. What is to be done stands in the rows, so a lost or doubled ring does no harm."""

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import ApiCall, RefreshToken, TokenFamily
from project.common import clock

KEPT = timedelta(days=30)
NEW = timedelta(hours=1)
BATCH = 1_000


def prune() -> str:
    """Delete calls, tokens and sign-ins of programs that are over for 30 days, and what browsers' sessions left."""
    before = clock.now() - KEPT
    browsers = prune_browsers()
    calls = delete_in_batches(ApiCall.objects.filter(at__lt=before))
    tokens = delete_in_batches(RefreshToken.objects.filter(expires_at__lt=before))
    over = Q(ended_at__lt=before) | Q(expires_at__lt=before)
    families = delete_in_batches(TokenFamily.objects.filter(over))
    return f"{calls} calls, {tokens} tokens and {families + browsers} sign-ins deleted."


def prune_browsers() -> int:
    """Delete the sessions that have expired, and the addresses and browsers of those that are gone."""
    now = clock.now()
    delete_in_batches(Session.objects.filter(expire_date__lt=now))
    live = Session.objects.filter(session_key=OuterRef("session_key"))
    # The row of a sign-in that happens just now may be there before its session is.
    return delete_in_batches(UserSession.objects.filter(~Exists(live), created_at__lt=now - NEW))


def delete_in_batches(rows: QuerySet[Any]) -> int:
    """Delete ``rows`` in short transactions, so that nobody waits long for the database, and return their number."""
    deleted = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        rows.model.objects.filter(pk__in=ids).delete()
        deleted += len(ids)
    return deleted
