"""Copies of one's data: asked for, made in the background under a lease, kept a week."""

import time
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django_q.tasks import async_task

from accounts import audit
from accounts.documents import write_document
from accounts.models import DataExport, ExportState, User
from accounts.models.export import KEPT_FOR
from project.common import clock
from project.common.errors import Conflict, Missing

log = structlog.get_logger()
ACTIVE = (ExportState.QUEUED, ExportState.RUNNING)
# Longer than the queue lets a task live, so that a lease that ran out belongs to nobody.
LEASE = timedelta(seconds=90)
MOST_ATTEMPTS = 3
KEPT_COPIES = 5
BUDGET_S = 35.0
GAVE_UP = "The copy could not be made in three tries. Ask the administrator to look into worker.log."


class _Stopped(Exception):
    """The copy was cancelled, its person deleted, or somebody else has taken it over."""


def exports_of(user: User) -> "QuerySet[DataExport]":
    """Return a person's copies, the newest first, without their documents."""
    rows: QuerySet[DataExport] = DataExport.objects.visible_to(user).defer("document")
    return rows


def export_of(user: User, export_id: UUID) -> DataExport:
    """Return one copy. Raises Missing."""
    export = exports_of(user).filter(pk=export_id).first()
    if export is None:
        raise Missing("There is no such job.", code="JOB_NOT_FOUND")
    return export


def request_export(user: User, *, request: HttpRequest | None = None) -> DataExport:
    """Ask for a copy; the one that is under way is returned instead of a second one."""
    with transaction.atomic():
        # Whoever asks twice at once waits here and then finds the first.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        running = exports_of(user).filter(state__in=ACTIVE).first()
        if running:
            return running
        drop_beyond(user, KEPT_COPIES - 1)
        export = DataExport.objects.create(user=user)
        audit.record("export.requested", user=user, actor=user, request=request, details={"job": str(export.pk)})
        transaction.on_commit(ring)
    return export


def ring() -> None:
    """Wake the worker; without it the copy is made within a minute."""
    async_task("accounts.exports.run_exports", task_name="copies of data", save=False)


def drop_beyond(user: User, number: int) -> None:
    newest = exports_of(user).values_list("pk", flat=True)[:number]
    exports_of(user).exclude(pk__in=list(newest)).delete()


def cancel_export(export: DataExport) -> None:
    """Stop a copy that waits or is being made. Raises Conflict when it is over."""
    waiting = DataExport.objects.filter(pk=export.pk, state__in=ACTIVE)
    if not waiting.update(state=ExportState.CANCELLED, finished_at=clock.now(), leased_until=None):
        raise Conflict("This job is over and cannot be cancelled.")


def run_exports() -> str:
    """Make the copies that wait; the worker calls it."""
    end = time.monotonic() + BUDGET_S
    made = tried = 0
    while time.monotonic() < end and (export := claim_export()) is not None:
        tried += 1
        made += make_copy(export)
    return f"{made} of {tried} copies made."


def claim_export() -> DataExport | None:
    """Take the lease of the copy that waits longest, or return None; one that was tried too often has failed."""
    while True:
        with transaction.atomic():
            dead = Q(state=ExportState.RUNNING, leased_until__lt=clock.now())
            free = (
                DataExport.objects.filter(Q(state=ExportState.QUEUED) | dead).order_by("created_at").defer("document")
            )
            skips = connection.features.has_select_for_update_skip_locked
            export: DataExport | None = free.select_for_update(skip_locked=skips).first()
            if export is None:
                return None
            if export.attempts < MOST_ATTEMPTS:
                return leased(export)
            give_up(export)


def leased(export: DataExport) -> DataExport:
    # The number of the attempt is the lease's token: whoever holds an earlier one can write nothing.
    export.state = ExportState.RUNNING
    export.attempts += 1
    export.percent = 0
    export.leased_until = clock.now() + LEASE
    export.save(update_fields=["state", "attempts", "percent", "leased_until"])
    return export


def give_up(export: DataExport) -> None:
    log.error("export_failed", export=str(export.pk), attempts=export.attempts)
    DataExport.objects.filter(pk=export.pk).update(
        state=ExportState.FAILED, error=GAVE_UP, finished_at=clock.now(), leased_until=None
    )


def held(export: DataExport) -> "QuerySet[DataExport]":
    """Return the row as long as this attempt holds its lease."""
    return DataExport.objects.filter(pk=export.pk, state=ExportState.RUNNING, attempts=export.attempts)


def make_copy(export: DataExport) -> bool:
    """Write the document and store it, if the lease is still ours; tell whether it was stored."""
    try:
        document = write_document(export.user, partial(keep_lease, export))
        values = {"state": ExportState.READY, "percent": 100, "document": document, "error": ""}
        return bool(held(export).update(**values, finished_at=clock.now(), leased_until=None))
    except (_Stopped, User.DoesNotExist):
        return False
    finally:
        # After an error the next minute's run takes it up, and not when the lease runs out.
        held(export).update(leased_until=clock.now())


def keep_lease(export: DataExport, share: float) -> None:
    """Show how far the copy is. Raises _Stopped when it is no longer ours to make."""
    now, percent = clock.now(), min(99, int(share * 100))
    is_fresh = export.leased_until is not None and export.leased_until - now > LEASE / 2
    if percent == export.percent and is_fresh:
        return
    export.percent, export.leased_until = percent, now + LEASE
    if not held(export).update(percent=percent, leased_until=export.leased_until):
        raise _Stopped


def drop_old_exports() -> str:
    """Delete the copies that are over for a week, and their documents with them."""
    old = DataExport.objects.filter(finished_at__lt=clock.now() - KEPT_FOR)
    deleted, _ = old.exclude(state__in=ACTIVE).delete()
    return f"{deleted} copies of data deleted."
