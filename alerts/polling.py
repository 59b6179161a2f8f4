"""Sources polled when they are due: a lease on the row, the call, then cursor, items and alerts in one transaction."""

import logging
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from alerts.models import Source
from alerts.sources.article_queue import want_articles
from alerts.sources.base import Outcome, in_language
from alerts.sources.dedupe import without_repeats
from alerts.sources.recording import record, record_death
from alerts.sources.registry import missing_setting, polled_kinds, read_source
from alerts.storing import Stored, score_new, store_scored
from project.common import clock

log = logging.getLogger(__name__)

LEASE_FACTOR = 3
# The task is stopped after a minute, and a source begun last may take half of that.
BUDGET_S = 25.0
# Waiting for slow servers side by side; answers are parsed one at a time.
READERS = 4


@dataclass(frozen=True, slots=True)
class PollResult:
    """What one poll of a source brought; ``message`` is empty when all is well."""

    name: str
    url: str
    is_ok: bool
    items: int = 0
    alerts: int = 0
    message: str = ""


def poll_due(limit: int = 100, budget_s: float = BUDGET_S) -> list[PollResult]:
    """Poll up to ``limit`` sources that are due, the longest waiting first, none begun after ``budget_s`` seconds.

    Several are read at a time; what they brought is written here, one after the other.
    """
    end = time.monotonic() + budget_s
    results: list[PollResult] = []
    with _readers() as readers:
        running: dict[Future[Outcome], Source] = {}
        while True:
            while len(running) < READERS and len(results) + len(running) < limit and time.monotonic() < end:
                source = claim(_due(clock.now()))
                if source is None:
                    break
                running[readers.submit(_read, source)] = source
            if not running:
                return results
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            results += [_finish(running.pop(each), each.result()) for each in done]


@contextmanager
def _readers() -> Iterator[ThreadPoolExecutor]:
    """Give a pool whose threads are not waited for when this one is interrupted; their leases run out."""
    pool = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _read(source: Source) -> Outcome:
    try:
        return read_source(source)
    finally:
        connection.close()


def poll_source(source: Source) -> PollResult:
    """Poll one source now, due or not, unless another poller is at it."""
    if missing := missing_setting(source.kind):
        return PollResult(source.name, source.url, is_ok=False, message=missing)
    claimed = claim(Source.objects.filter(pk=source.pk))
    if claimed is None:
        return PollResult(source.name, source.url, is_ok=False, message="Another poller is reading this source.")
    return _finish(claimed, read_source(claimed))


def _due(now: datetime) -> "QuerySet[Source]":
    waiting = Q(next_poll_at=None) | Q(next_poll_at__lte=now)
    due = Source.objects.filter(waiting, is_active=True, kind__in=polled_kinds())
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
            source.lease_until = now + timedelta(
                seconds=LEASE_FACTOR * max(settings.NEWS_TIMEOUT, settings.TWITTER_TIMEOUT)
            )
            source.last_poll_at = now
            source.failures_in_a_row += has_died
            if not has_died or source.failures_in_a_row == 1:
                source.save(update_fields=["lease_token", "lease_until", "last_poll_at", "failures_in_a_row"])
                return source
            record_death(source, now)


def _finish(source: Source, outcome: Outcome) -> PollResult:
    """Score what was read without a transaction, then write everything in one, if the lease is still ours."""
    now = clock.now()
    items = without_repeats(source, in_language(outcome.items, source.language), now)
    scored = score_new(source, items, now)
    with transaction.atomic():
        row = Source.objects.select_for_update().filter(pk=source.pk, lease_token=source.lease_token).first()
        if row is None:
            return _unwritten(source, "The lease ran out; another poller took over.")
        if (row.url, row.query, row.mapping) != (source.url, source.query, source.mapping):
            _let_go(row)
            return _unwritten(source, "The source was changed meanwhile; it is read again at once.")
        stored = store_scored(row, scored, now) if scored else Stored(0, 0)
        want_articles(row, scored, now)
        record(row, outcome, stored.items, now)
    message = outcome.error or outcome.note
    log.info("Polled %s: %d new items, %d alerts. %s", source.url, stored.items, stored.alerts, message)
    return PollResult(source.name, source.url, not outcome.error, stored.items, stored.alerts, message)


def _let_go(source: Source) -> None:
    source.lease_token = source.lease_until = source.next_poll_at = None
    source.save(update_fields=["lease_token", "lease_until", "next_poll_at"])


def _unwritten(source: Source, message: str) -> PollResult:
    return PollResult(source.name, source.url, is_ok=False, message=message)
