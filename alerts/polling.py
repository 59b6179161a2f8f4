"""Feeds polled when they are due: a lease on the row, the call, then cursor, items and alerts in one transaction."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from alerts.models import Source, SourceKind
from alerts.sources.rss import EMPTY_FEED, parse_feed
from alerts.storing import Stored, score_new, store_scored
from alerts.types import FeedItem
from project.common import clock
from project.common.errors import TidewatchError
from project.common.http import Fetched, fetch

log = logging.getLogger(__name__)

LEASE_FACTOR = 3
LONGEST_BACKOFF_S = 6 * 3600
# With the back-off above, this many refusals in a row take about a week.
GIVE_UP_AFTER = 32
BUDGET_S = 35.0
WRITTEN = (
    "lease_token",
    "lease_until",
    "last_error",
    "failure_count",
    "failures_in_a_row",
    "last_failure_at",
    "next_poll_at",
    "success_count",
    "last_success_at",
    "etag",
    "last_modified",
    "last_item_at",
)


@dataclass(frozen=True, slots=True)
class PollResult:
    """What one poll of a source brought; ``message`` is empty when all is well."""

    name: str
    url: str
    is_ok: bool
    items: int = 0
    alerts: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What to write on the source's row, worked out before the transaction."""

    items: tuple[FeedItem, ...] = ()
    error: str = ""
    note: str = ""
    etag: str = ""
    last_modified: str = ""
    retry_after_s: int | None = None
    is_gone: bool = False
    is_refusal: bool = False


def poll_due(limit: int = 100, budget_s: float = BUDGET_S) -> list[PollResult]:
    """Poll up to ``limit`` sources that are due, the longest waiting first, none after ``budget_s`` seconds."""
    end = time.monotonic() + budget_s
    results: list[PollResult] = []
    while len(results) < limit and time.monotonic() < end and (source := claim(_due(clock.now()))) is not None:
        results.append(_poll_claimed(source))
    return results


def poll_source(source: Source) -> PollResult:
    """Poll one source now, due or not, unless another poller is at it."""
    claimed = claim(Source.objects.filter(pk=source.pk))
    if claimed is None:
        return PollResult(source.name, source.url, is_ok=False, message="Another poller is reading this source.")
    return _poll_claimed(claimed)


def _due(now: datetime) -> "QuerySet[Source]":
    waiting = Q(next_poll_at=None) | Q(next_poll_at__lte=now)
    due = Source.objects.filter(waiting, is_active=True, kind=SourceKind.FEED)
    return due.order_by(F("next_poll_at").asc(nulls_first=True), "priority", "pk")


def claim(sources: "QuerySet[Source]") -> Source | None:
    """Take the lease of the first of ``sources`` that nobody holds, or return None.

    A lease that ran out is a poll that died. The first time the source is tried again at once, after that it waits
    its back-off, so that a document that kills its reader cannot do so without end.
    """
    while True:
        now = clock.now()
        with transaction.atomic():
            free = sources.filter(Q(lease_until=None) | Q(lease_until__lt=now))
            source = free.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked).first()
            if source is None:
                return None
            has_died = source.lease_token is not None
            source.lease_token = uuid4()
            source.lease_until = now + timedelta(seconds=LEASE_FACTOR * settings.NEWS_TIMEOUT)
            source.last_poll_at = now
            source.failures_in_a_row += has_died
            if not has_died or source.failures_in_a_row == 1:
                source.save(update_fields=["lease_token", "lease_until", "last_poll_at", "failures_in_a_row"])
                return source
            _postpone(source, now)


def _postpone(source: Source, now: datetime) -> None:
    source.lease_token = source.lease_until = None
    source.last_failure_at = now
    source.last_error = "The last polls of this source did not finish."
    source.failure_count += 1
    source.next_poll_at = now + timedelta(seconds=backoff_s(source))
    source.save(update_fields=[*WRITTEN, "last_poll_at"])


def _poll_claimed(source: Source) -> PollResult:
    """Read the feed without a transaction, then write everything in one, if the lease is still ours."""
    outcome = _read(source)
    now = clock.now()
    scored = score_new(source, outcome.items, now)
    with transaction.atomic():
        if Source.objects.select_for_update().filter(pk=source.pk, lease_token=source.lease_token).first() is None:
            return PollResult(
                source.name, source.url, is_ok=False, message="The lease ran out; another poller took over."
            )
        stored = store_scored(source, scored, now) if scored else Stored(0, 0)
        _record(source, outcome, stored, now)
    message = outcome.error or outcome.note
    log.info("Polled %s: %d new items, %d alerts. %s", source.url, stored.items, stored.alerts, message)
    return PollResult(source.name, source.url, not outcome.error, stored.items, stored.alerts, message)


def _read(source: Source) -> _Outcome:
    try:
        answer = fetch(source.url, etag=source.etag, last_modified=source.last_modified)
        return _understand(source, answer)
    except TidewatchError as error:
        return _Outcome(error=error.message)


def _understand(source: Source, answer: Fetched) -> _Outcome:
    if answer.status == HTTPStatus.NOT_MODIFIED:
        note = EMPTY_FEED if source.last_error == EMPTY_FEED else ""
        return _Outcome(etag=source.etag, last_modified=source.last_modified, note=note)
    if answer.status == HTTPStatus.GONE:
        return _Outcome(error="The feed is gone for good (410), so it was switched off.", is_gone=True)
    if answer.status != HTTPStatus.OK:
        is_refusal = 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS
        error = f"The server answered {answer.reason}."
        return _Outcome(error=error, retry_after_s=answer.retry_after_s, is_refusal=is_refusal)
    items = parse_feed(
        answer.body,
        url=answer.url,
        content_type=answer.content_type,
        limit=settings.NEWS_MAX_ARTICLES,
        now=clock.now(),
    )
    return _Outcome(
        items=tuple(items),
        note="" if items else EMPTY_FEED,
        etag=answer.etag if len(answer.etag) <= 300 else "",
        last_modified=answer.last_modified if len(answer.last_modified) <= 100 else "",
    )


def _record(source: Source, outcome: _Outcome, stored: Stored, now: datetime) -> None:
    """Write what a poll found on its row and give the lease back."""
    source.lease_token = source.lease_until = None
    source.last_error = (outcome.error or outcome.note)[:500]
    if outcome.error:
        source.failure_count += 1
        source.failures_in_a_row += 1
        source.last_failure_at = now
        source.next_poll_at = now + timedelta(seconds=max(backoff_s(source), outcome.retry_after_s or 0))
        if outcome.is_gone or (outcome.is_refusal and source.failures_in_a_row >= GIVE_UP_AFTER):
            source.is_active = False
    else:
        source.success_count += 1
        source.failures_in_a_row = 0
        source.last_success_at = now
        source.next_poll_at = now + timedelta(seconds=source.interval_s)
        source.etag, source.last_modified = outcome.etag, outcome.last_modified
        source.last_item_at = now if stored.items else source.last_item_at
    # An operator may have switched the source off meanwhile; only switching off is ever written here.
    source.save(update_fields=[*WRITTEN, *(() if source.is_active else ("is_active",))])


def backoff_s(source: Source) -> int:
    """Return the wait after a failure: the interval, doubled with each further one, up to LONGEST_BACKOFF_S."""
    doublings = min(max(0, source.failures_in_a_row - 1), 16)
    return max(source.interval_s, min(source.interval_s << doublings, LONGEST_BACKOFF_S))
