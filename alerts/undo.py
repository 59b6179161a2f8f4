"""What an alert's mark was before a change, signed, so that the change can be taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing

from accounts.models import User
from alerts.models import AlertMark
from project.common.errors import Conflict, Invalid

SALT = "alerts.undo"
KEPT_S = 600
FIELDS = ("status", "urgency", "acknowledged_at", "snoozed_until", "verdict", "verdict_at", "note")
TIMES = frozenset({"acknowledged_at", "snoozed_until", "verdict_at"})
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Undo:
    """``token`` takes back a change of ``count`` alerts, for its user alone and for KEPT_S seconds."""

    token: str
    count: int


@dataclass(frozen=True, slots=True)
class Before:
    """The values that ``fields`` of some marks had, by the alert's primary key."""

    fields: tuple[str, ...]
    values: dict[int, Values]


def values_of(mark: AlertMark) -> Values:
    return tuple(getattr(mark, field) for field in FIELDS)


def changed_fields(before: Iterable[Values], after: Iterable[Values]) -> tuple[str, ...]:
    """Return the fields that differ in any pair."""
    pairs = list(zip(before, after, strict=True))
    return tuple(field for at, field in enumerate(FIELDS) if any(old[at] != new[at] for old, new in pairs))


def sign(user: User, fields: Sequence[str], before: dict[int, Values]) -> str:
    """Return the token for what ``before`` has of ``fields``; alerts that were alike share one entry."""
    places = [FIELDS.index(field) for field in fields]
    alike: dict[Values, list[int]] = {}
    for key, values in before.items():
        alike.setdefault(tuple(_written(values[at]) for at in places), []).append(key)
    rows = [[list(values), keys] for values, keys in alike.items()]
    return signing.dumps([user.pk, list(fields), rows], salt=SALT, compress=True)


def read(user: User, token: str) -> Before:
    """Return what a token holds. Raises Conflict when it is too old, Invalid when it is not one of the user's."""
    try:
        owner, fields, rows = signing.loads(token, salt=SALT, max_age=KEPT_S)
    except signing.SignatureExpired:
        raise Conflict("It is too late to undo this.", code="UNDO_EXPIRED") from None
    except signing.BadSignature:
        raise Invalid("This cannot be undone.") from None
    if owner != user.pk:
        raise Invalid("This cannot be undone.")
    values = {key: tuple(map(_read, fields, kept)) for kept, keys in rows for key in keys}
    return Before(tuple(fields), values)


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(field: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if field in TIMES and value else value
