"""The secret in a calendar's address: made, replaced, taken back, and asked who it belongs to."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.models import User
from alerts.models import CalendarKey
from project.common import clock
from project.common.crypto import keyed_digest

PREFIX = "tdc_"
SECRET_BYTES = 32
USED_STEP = timedelta(minutes=10)


def make_key(user: User, *, request: HttpRequest | None = None) -> str:
    """Give ``user`` a key and return its text, which is nowhere to be had again; one of before ends at this moment."""
    text = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    values = {"digest": keyed_digest(text), "created_at": clock.now(), "last_used_at": None}
    with transaction.atomic():
        _, is_new = CalendarKey.objects.update_or_create(user=user, defaults=values)
        audit.record("calendar.created", user=user, actor=user, request=request, details={"replaces": not is_new})
    return text


def revoke_key(user: User, *, request: HttpRequest | None = None) -> bool:
    """End the key of ``user`` at this moment; tell whether there was one."""
    with transaction.atomic():
        deleted, _ = CalendarKey.objects.filter(user=user).delete()
        if deleted:
            audit.record("calendar.revoked", user=user, actor=user, request=request)
    return bool(deleted)


def key_of(user: User) -> CalendarKey | None:
    return CalendarKey.objects.filter(user=user).first()


def user_of(text: str) -> User | None:
    """Return whose key ``text`` is, None when it is nobody's or the account is closed.

    Every text takes the same work: one digest and one look into its index.
    """
    key = CalendarKey.objects.select_related("user").filter(digest=keyed_digest(text)).first()
    if key is None or not key.user.is_active:
        return None
    now = clock.now()
    if key.last_used_at is None or now - key.last_used_at > USED_STEP:
        CalendarKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key.user
