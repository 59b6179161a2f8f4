"""Work that is asked for: done in the background under a lease, watched while it runs, cancelled, tried three times."""

import uuid
from datetime import timedelta
from typing import Any, TypeVar

import structlog
from django.db import connection, models, transaction
from django.db.models import Q, QuerySet

from project.common.clock import now
from project.common.errors import Conflict

log = structlog.get_logger()
# Longer than the queue lets a task live, so that a lease that ran out belongs to nobody.
LEASE = timedelta(seconds=90)
MOST_ATTEMPTS = 3


class JobState(models.TextChoices):
    QUEUED = "queued", "Waiting"
    RUNNING = "running", "Running"
    READY = "completed", "Ready"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


ACTIVE = (JobState.QUEUED, JobState.RUNNING)


class Stopped(Exception):
    """The job was cancelled, its row deleted, or somebody else has taken it over."""


class Job(models.Model):
    """The number of the attempt is the lease's token: whoever holds an earlier one can write nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    percent = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=now)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: models.Manager[Any] = models.Manager()

    class Meta:
        abstract = True
        ordering = ("-created_at",)

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE


AnyJob = TypeVar("AnyJob", bound=Job)


def claim(waiting: "QuerySet[AnyJob]", *, gave_up: str, **values: Any) -> AnyJob | None:
    """Take the lease of the job that waits longest, or return None.

    After MOST_ATTEMPTS it fails as ``gave_up``, and ``values`` are written with that.
    """
    while True:
        with transaction.atomic():
            dead = Q(state=JobState.RUNNING, leased_until__lt=now())
            free = waiting.filter(Q(state=JobState.QUEUED) | dead).order_by("created_at")
            skips = connection.features.has_select_for_update_skip_locked
            job = free.select_for_update(skip_locked=skips).first()
            if job is None:
                return None
            if job.attempts < MOST_ATTEMPTS:
                return _leased(job)
            _give_up(job, gave_up, values)


def _leased(job: AnyJob) -> AnyJob:
    job.state = JobState.RUNNING
    job.attempts += 1
    job.percent = 0
    job.leased_until = now() + LEASE
    job.save(update_fields=["state", "attempts", "percent", "leased_until"])
    return job


def _give_up(job: Job, error: str, values: dict[str, Any]) -> None:
    log.error("job_failed", job=str(job.pk), kind=job._meta.model_name, attempts=job.attempts)
    rows = type(job).objects.filter(pk=job.pk)
    rows.update(state=JobState.FAILED, error=error, finished_at=now(), leased_until=None, **values)


def held(job: Job) -> "QuerySet[Any]":
    """Return the row as long as this attempt holds its lease."""
    rows: QuerySet[Any] = type(job).objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    return rows


def keep_lease(job: Job, share: float) -> None:
    """Show how far the job is, ``share`` from 0 to 1. Raises Stopped when it is no longer ours."""
    moment, percent = now(), min(99, int(share * 100))
    is_fresh = job.leased_until is not None and job.leased_until - moment > LEASE / 2
    if percent == job.percent and is_fresh:
        return
    job.percent, job.leased_until = percent, moment + LEASE
    if not held(job).update(percent=percent, leased_until=job.leased_until):
        raise Stopped


def finish(job: Job, **values: Any) -> bool:
    """Write the result, if the lease is still ours; tell whether it was written."""
    done = {"state": JobState.READY, "percent": 100, "error": "", "finished_at": now(), "leased_until": None}
    return bool(held(job).update(**(done | values)))


def hand_over(job: Job, **values: Any) -> bool:
    """Let the next run go on with what was written; tell whether the lease was ours.

    Attempts count what died, and this one got somewhere.
    """
    state = {"state": JobState.QUEUED, "attempts": 0, "leased_until": None}
    is_ours = bool(held(job).update(**(state | values)))
    job.attempts = 0  # the next attempt is the first again, and it is not ours
    return is_ours


def let_go(job: Job) -> None:
    """After an error, have the next run take the job up, and not when the lease runs out."""
    held(job).update(leased_until=now())


def cancel(job: Job, **values: Any) -> None:
    """Stop a job that waits or runs, and write ``values`` with that. Raises Conflict when it is over."""
    waiting = type(job).objects.filter(pk=job.pk, state__in=ACTIVE)
    if not waiting.update(state=JobState.CANCELLED, finished_at=now(), leased_until=None, **values):
        raise Conflict("This job is over and cannot be cancelled.")
