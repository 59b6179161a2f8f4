"""What a poll found, written on the row of its source."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from alerts.health import record_slot
from alerts.models import POLLED, Source
from alerts.sources.base import Outcome
from alerts.sources.drafts import same_source

LONGEST_BACKOFF_S = 6 * 3600
GIVE_UP_AFTER = timedelta(days=7)
# A machine that slept for a week and failed twice has not tried for a week.
FEWEST_FAILURES = 5
WRITTEN = (
    "url",
    "lease_token",
    "lease_until",
    "last_error",
    "failure_count",
    "failures_in_a_row",
    "failing_since",
    "last_failure_at",
    "next_poll_at",
    "success_count",
    "last_success_at",
    "etag",
    "last_modified",
    "cursor",
    "last_item_at",
)


def record(source: Source, outcome: Outcome, items: int, now: datetime) -> None:
    """Write ``outcome`` on the locked row of ``source``, count it, and give the lease back."""
    source.lease_token = source.lease_until = None
    source.last_error = (outcome.error or outcome.note)[:500]
    source.last_item_at = now if items else source.last_item_at
    if outcome.cursor is not None:
        source.cursor = outcome.cursor
    if outcome.error:
        _record_failure(source, outcome, now)
    elif outcome.is_read:
        _record_success(source, outcome, now)
    else:
        source.next_poll_at = now + timedelta(seconds=outcome.wait_s or source.interval_s)
    if outcome.error or outcome.is_read:
        record_slot(source, ok=not outcome.error, items=items, at=now)
    _save(source)


def record_death(source: Source, now: datetime) -> None:
    """Note that the last polls of ``source`` did not come to an end, and let it wait."""
    source.lease_token = source.lease_until = None
    source.last_error = "The last polls of this source did not finish."
    source.last_failure_at = now
    source.failing_since = source.failing_since or now
    source.failure_count += 1
    source.next_poll_at = now + timedelta(seconds=backoff_s(source))
    _save(source)


def backoff_s(source: Source) -> int:
    """Return the wait after a failure: the interval, doubled with each further one, up to LONGEST_BACKOFF_S."""
    doublings = min(max(0, source.failures_in_a_row - 1), 16)
    return max(source.interval_s, min(source.interval_s << doublings, LONGEST_BACKOFF_S))


def _record_success(source: Source, outcome: Outcome, now: datetime) -> None:
    source.success_count += 1
    source.failures_in_a_row = 0
    source.failing_since = None
    source.last_success_at = now
    source.next_poll_at = now + timedelta(seconds=outcome.wait_s or source.interval_s)
    source.etag, source.last_modified = outcome.etag, outcome.last_modified
    if outcome.moved_to and outcome.moved_to != source.url and same_source(outcome.moved_to, source) is None:
        _move(source, outcome.moved_to)


def _move(source: Source, url: str) -> None:
    """Ask from now on where the source has moved to for good, unless another source has just taken that address."""
    try:
        with transaction.atomic():
            Source.objects.filter(pk=source.pk).update(url=url)
    except IntegrityError:
        return
    source.url = url
    source.last_error = f"{source.last_error} It has moved for good to {url}, where it is read now.".strip()[:500]


def _record_failure(source: Source, outcome: Outcome, now: datetime) -> None:
    source.failure_count += 1
    source.failures_in_a_row += 1
    # Whoever switched it on again by hand starts a new week.
    source.failing_since = now if source.paused_because or source.failing_since is None else source.failing_since
    source.last_failure_at = now
    source.next_poll_at = now + timedelta(seconds=max(backoff_s(source), outcome.wait_s or 0))
    source.paused_because = ""
    if source.is_active and (outcome.is_permanent or _has_given_up(source, outcome, now)):
        source.is_active = False
        days = "" if outcome.is_permanent else f"It failed for {GIVE_UP_AFTER.days} days. "
        source.paused_because = f"{days}{outcome.error}"[:200]


def _has_given_up(source: Source, outcome: Outcome, now: datetime) -> bool:
    """Tell whether a source has failed for so long that it is paused.

    While nothing answers anywhere, the fault is on this side and no source is to blame.
    """
    since = source.failing_since
    if since is None or now - since < GIVE_UP_AFTER or source.failures_in_a_row < FEWEST_FAILURES:
        return False
    others = Source.objects.filter(kind__in=POLLED, last_success_at__gt=now - GIVE_UP_AFTER).exclude(pk=source.pk)
    return not outcome.is_unreachable or others.exists()


def _save(source: Source) -> None:
    source.save(update_fields=[*WRITTEN, "last_poll_at", "is_active", "paused_because"])
