"""Rounds over the sources: asked for by a person, watched, cancelled; and what the schedule did by itself."""

import math
import time
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django_q.tasks import async_task

from accounts.models import User
from alerts.models import MonitoringSession, Source, SourceKind
from alerts.polling import BUDGET_S, READERS, PollResult, poll_due
from alerts.sequence import lock_counter
from alerts.sources.registry import polled_kinds
from project.common import clock, jobs
from project.common.errors import Denied, Missing, OverLimit

KEPT = timedelta(days=30)
# What was read so lately is not asked again: any user may start a round, and feeds are other people's machines.
FRESH = timedelta(seconds=60)
MOST_AN_HOUR = 30
HOUR = timedelta(hours=1)
MOST_ERRORS = 50
PAUSE_S = 2.0
GAVE_UP = "The round could not be finished. Ask the administrator to look into worker.log."
STREAM = "monitoring"
COUNTS = (
    *("feeds_processed", "feeds_total", "feeds_resting", "rests_until", "articles", "tweets", "alerts_generated"),
    *("errors", "performance"),
)


def sessions() -> "QuerySet[MonitoringSession]":
    """Return the rounds, the newest first."""
    rows: QuerySet[MonitoringSession] = MonitoringSession.objects.order_by("-created_at", "-pk")
    return rows


def running_session() -> MonitoringSession | None:
    """Return the round that waits or runs, if any."""
    found: MonitoringSession | None = MonitoringSession.objects.filter(state__in=jobs.ACTIVE).first()
    return found


def find_session(session_id: UUID) -> MonitoringSession:
    """Return one round. Raises Missing."""
    session: MonitoringSession | None = MonitoringSession.objects.filter(pk=session_id).first()
    if session is None:
        raise Missing("There is no such round.", code="SESSION_NOT_FOUND")
    return session


def request_session(user: User) -> MonitoringSession:
    """Ask for a round over all active sources; the one that waits or runs is returned instead of a second one.

    Raises OverLimit for who has started too many.
    """
    with transaction.atomic():
        # Whoever asks twice at once waits here and then finds the first.
        lock_counter(STREAM)
        if running := running_session():
            return running
        check_hour(user)
        session: MonitoringSession = MonitoringSession.objects.create(
            requested_by=user, feeds_total=readable_sources().count()
        )
        transaction.on_commit(ring)
    return session


def check_hour(user: User) -> None:
    """Raise OverLimit when the user has started MOST_AN_HOUR rounds within the hour, cancelled ones too."""
    began = MonitoringSession.objects.filter(requested_by=user, created_at__gt=clock.now() - HOUR)
    times = list(began.order_by("-created_at").values_list("created_at", flat=True)[:MOST_AN_HOUR])
    if len(times) == MOST_AN_HOUR:
        wait_s = math.ceil((times[-1] + HOUR - clock.now()).total_seconds())
        raise OverLimit(f"You have started {MOST_AN_HOUR} rounds within an hour.", retry_after_s=max(1, wait_s))


def cancel_session(session: MonitoringSession, *, by: User) -> None:
    """Stop a round that waits or runs; the source that is being read is still stored. Raises Denied, Conflict."""
    if session.requested_by_id != by.pk and not by.is_staff:
        raise Denied("Only who started the round, or staff, may cancel it.")
    jobs.cancel(session)


def ring() -> None:
    """Wake the worker; without it the round begins within a minute."""
    async_task("alerts.monitoring.run_sessions", task_name="monitoring", save=False)


def readable_sources() -> "QuerySet[Source]":
    """Return the sources that a round reads, in a fixed order: a round that is taken up again goes on in it."""
    return Source.objects.filter(is_active=True, kind__in=polled_kinds()).order_by("pk")


def run_sessions() -> str:
    """Go on with the round that waits; the worker calls it."""
    end = time.monotonic() + BUDGET_S
    done = 0
    while time.monotonic() < end and (session := jobs.claim(sessions(), gave_up=GAVE_UP)) is not None:
        done += run_session(session, end)
    return f"{done} rounds finished."


def run_session(session: MonitoringSession, end: float) -> bool:
    """Read the sources that the round has not come to, as long as there is time; tell whether it is finished."""
    if session.started_at is None:
        session.started_at = clock.now()
        jobs.held(session).update(started_at=session.started_at)
    try:
        while batch := list(readable_sources()[session.feeds_processed :][:READERS]):
            if time.monotonic() >= end:
                if jobs.hand_over(session):
                    ring()
                return False
            read_batch(session, batch)
        return jobs.finish(session, performance=performance_of(session))
    except jobs.Stopped:
        return False
    finally:
        jobs.let_go(session)


def read_batch(session: MonitoringSession, batch: Sequence[Source]) -> None:
    """Read a few sources side by side and count them, whatever came of it."""
    begun, now = time.perf_counter(), clock.now()
    rests = {each.pk: until for each in batch if (until := rest_of(each, now))}
    count_rests(session, rests.values())
    awake = [each for each in batch if each.pk not in rests]
    stale = [each.pk for each in awake if each.last_poll_at is None or now - each.last_poll_at >= FRESH]
    Source.objects.filter(pk__in=stale, is_active=True).update(next_poll_at=None)
    count_results(session, poll_due(limit=len(stale)) if stale else [])
    session.feeds_processed += len(batch)
    session.feeds_total = max(session.feeds_total, session.feeds_processed)
    add_ms(session, "reading_ms", round((time.perf_counter() - begun) * 1000))
    keep_counts(session)
    jobs.keep_lease(session, session.feeds_processed / session.feeds_total)


def rest_of(source: Source, now: datetime) -> datetime | None:
    """Return until when a source that failed waits, for as long as its server asked at least; None when it does not.

    Any user may start a round, so a round keeps to that; staff may have the one source read.
    """
    until = source.next_poll_at
    return until if source.failures_in_a_row and until and until > now else None


def count_rests(session: MonitoringSession, rests: Collection[datetime]) -> None:
    """Add the sources that wait to the row in memory."""
    session.feeds_resting += len(rests)
    session.rests_until = max([*rests, *filter(None, [session.rests_until])], default=None)


def count_results(session: MonitoringSession, results: Sequence[PollResult]) -> None:
    """Add what polls brought to the row in memory."""
    urls = [each.url for each in results]
    posts = set(Source.objects.filter(url__in=urls, kind=SourceKind.X).order_by().values_list("url", flat=True))
    session.tweets += sum(each.items for each in results if each.url in posts)
    session.articles += sum(each.items for each in results if each.url not in posts)
    session.alerts_generated += sum(each.alerts for each in results)
    errors = [f"{each.name}: {each.message}" for each in results if not each.is_ok]
    session.errors = [*session.errors, *errors][:MOST_ERRORS]


def add_ms(session: MonitoringSession, stage: str, duration_ms: int) -> None:
    session.performance = {**session.performance, stage: session.performance.get(stage, 0) + duration_ms}


def keep_counts(session: MonitoringSession) -> None:
    """Write the counts. Raises Stopped when the round was cancelled, or somebody else has taken it over."""
    if not jobs.held(session).update(**{name: getattr(session, name) for name in COUNTS}):
        raise jobs.Stopped


def performance_of(session: MonitoringSession) -> dict[str, object]:
    """Return the milliseconds by stage, the wait for the worker and the whole time included."""
    started = session.started_at or session.created_at
    whole = {"waiting_ms": _ms(session.created_at, started), "total_ms": _ms(session.created_at, clock.now())}
    return {**session.performance, **whole}


def _ms(start: datetime, end: datetime) -> int:
    return round((end - start).total_seconds() * 1000)


def run_schedule() -> list[PollResult]:
    """Read what is due, unless MONITORING_ENABLED is off, and keep the round when it read anything."""
    if not settings.MONITORING_ENABLED:
        return []
    return run_due()


def run_due(limit: int = 100, budget_s: float = BUDGET_S) -> list[PollResult]:
    """Read what is due, and keep the round when it read anything."""
    started = clock.now()
    results = poll_due(limit, budget_s)
    if results:
        keep_round(results, started)
    return results


def run_until(stop: Event, tell: Callable[[PollResult], None]) -> None:
    """Read what is due again and again until ``stop``, each burst a round; ``tell`` hears of every source."""
    while not stop.is_set():
        started, results = clock.now(), list[PollResult]()
        while not stop.is_set() and (found := poll_due(1)):
            results += found
            tell(found[0])
        if results:
            keep_round(results, started)
        stop.wait(PAUSE_S)


def keep_round(results: Sequence[PollResult], started: datetime) -> MonitoringSession:
    """Keep a finished round that nobody asked for, so that the list of rounds tells the whole truth."""
    now = clock.now()
    session = MonitoringSession(
        state=jobs.JobState.READY, percent=100, created_at=started, started_at=started, finished_at=now
    )
    session.feeds_total = session.feeds_processed = len(results)
    count_results(session, results)
    session.performance = {"reading_ms": _ms(started, now), "total_ms": _ms(started, now)}
    session.save(force_insert=True)
    return session


def prune_sessions() -> str:
    """Delete the rounds that are over for 30 days; the worker calls it."""
    old = MonitoringSession.objects.filter(created_at__lt=clock.now() - KEPT)
    deleted, _ = old.exclude(state__in=jobs.ACTIVE).delete()
    return f"{deleted} rounds deleted."
