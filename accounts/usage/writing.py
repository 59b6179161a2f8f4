"""Notes of calls turned into rows and counts, all of a batch or none of it."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import DataError, IntegrityError, transaction
from django.db.models import F

from accounts.models import ApiCall, ApiKey, MonthlyUsage, TokenFamily, User
from accounts.usage.quota import raise_counters
from project.common.addresses import plain_address

log = logging.getLogger(__name__)
MAX_ENDPOINT = 120


@dataclass(frozen=True, slots=True)
class Note:
    """One call; ``month`` is set when it counts for the month of its user, as that many ``calls``."""

    at: datetime
    user_id: int | None
    key_id: int | None
    family_id: UUID | None
    address: str
    month: date | None
    method: str
    endpoint: str
    status: int
    error_code: str
    duration_ms: float
    request_id: str
    calls: int = 1


def write(notes: Sequence[Note], done: Callable[[int], None] | None = None) -> None:
    """Write the notes and lift the counters of the month to what is then in the database.

    ``done`` hears how many more of them are settled, from the first on: what is left may be tried again.

    A batch that the database refuses is halved until the note that it refuses is alone, and that one is dropped; one
    that met a user who was being deleted passes when it is tried again, without them. Raises django.db.Error when the
    database is away.
    """
    try:
        written = write_batch(notes)
    except (IntegrityError, DataError, ValueError):
        if len(notes) == 1:
            log.exception("A call was not written, because the database refuses it.")
            settle(notes, done)
            return
        half = len(notes) // 2
        write(notes[:half], done)
        write(notes[half:], done)
    else:
        settle(notes, done)
        raise_counters(written)


def settle(notes: Sequence[Note], done: Callable[[int], None] | None) -> None:
    if done:
        done(len(notes))


def write_batch(notes: Sequence[Note]) -> dict[tuple[int, date], int]:
    """Write in one transaction and return the month's calls of everybody whose count rose."""
    with transaction.atomic():
        kept = of_living_users(notes)
        keys = living_keys(kept)
        ApiCall.objects.bulk_create(row_of(note, keys) for note in kept)
        written = count_months(kept)
        count_keys(kept, keys)
        touch_families(kept)
    return written


def of_living_users(notes: Sequence[Note]) -> list[Note]:
    """Leave out the calls of deleted users: what is known of them goes with them.

    The others are locked, before any row of theirs, as by whoever deletes one.
    """
    ids = {note.user_id for note in notes if note.user_id}
    users = User.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    living = set(users.values_list("pk", flat=True))
    return [note for note in notes if note.user_id is None or note.user_id in living]


def living_keys(notes: Iterable[Note]) -> set[int]:
    ids = {note.key_id for note in notes if note.key_id}
    return set(ApiKey.objects.filter(pk__in=ids).values_list("pk", flat=True))


def row_of(note: Note, keys: set[int]) -> ApiCall:
    return ApiCall(
        at=note.at,
        user_id=note.user_id,
        key_id=note.key_id if note.key_id in keys else None,
        method=note.method,
        endpoint=note.endpoint,
        status=note.status,
        error_code=note.error_code,
        duration_ms=note.duration_ms,
        request_id=note.request_id,
    )


def count_months(notes: Iterable[Note]) -> dict[tuple[int, date], int]:
    # In order, so that two processes never wait for each other.
    found: Counter[tuple[int, date]] = Counter()
    for note in notes:
        if note.user_id and note.month:
            found[note.user_id, note.month] += note.calls
    counts = sorted(found.items())
    blank = [MonthlyUsage(user_id=user_id, month=month) for (user_id, month), _ in counts]
    MonthlyUsage.objects.bulk_create(blank, ignore_conflicts=True)
    for (user_id, month), calls in counts:
        MonthlyUsage.objects.filter(user_id=user_id, month=month).update(calls=F("calls") + calls)
    touched = {owner for owner, _ in counts}
    rows = MonthlyUsage.objects.filter(
        user__in={user_id for user_id, _ in touched}, month__in={month for _, month in touched}
    )
    counted = rows.values_list("user_id", "month", "calls")
    return {(user_id, month): calls for user_id, month, calls in counted if (user_id, month) in touched}


def count_keys(notes: Iterable[Note], keys: set[int]) -> None:
    used = [(note.key_id, note) for note in notes if note.key_id and note.key_id in keys]
    counts = Counter(key_id for key_id, _ in used)
    for key_id, last in sorted(dict(used).items()):
        ApiKey.objects.filter(pk=key_id).update(
            usage_count=F("usage_count") + counts[key_id],
            last_used_at=last.at,
            last_used_from=plain_address(last.address),
        )


def touch_families(notes: Iterable[Note]) -> None:
    for family_id, last in sorted({note.family_id: note for note in notes if note.family_id}.items()):
        TokenFamily.objects.filter(pk=family_id).update(last_used_at=last.at)
