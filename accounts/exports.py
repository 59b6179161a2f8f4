"""Copies of one's data: asked for, made in the background under a lease, kept a week."""

import time
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django_q.tasks import async_task

from accounts import audit
from accounts.documents import write_document
from accounts.models import DataExport, User
from accounts.models.export import KEPT_FOR
from project.common import clock, jobs
from project.common.errors import Missing

KEPT_COPIES = 5
BUDGET_S = 35.0
GAVE_UP = "The copy could not be made in three tries. Ask the administrator to look into worker.log."


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
        running = exports_of(user).filter(state__in=jobs.ACTIVE).first()
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


def run_exports() -> str:
    """Make the copies that wait; the worker calls it."""
    end = time.monotonic() + BUDGET_S
    made = tried = 0
    while time.monotonic() < end and (export := claim_export()) is not None:
        tried += 1
        made += make_copy(export)
    return f"{made} of {tried} copies made."


def claim_export() -> DataExport | None:
    """Take the lease of the copy that waits longest, or return None."""
    waiting: QuerySet[DataExport] = DataExport.objects.defer("document")
    return jobs.claim(waiting, gave_up=GAVE_UP)


def make_copy(export: DataExport) -> bool:
    """Write the document and store it, if the lease is still ours; tell whether it was stored."""
    try:
        document = write_document(export.user, partial(jobs.keep_lease, export))
        return jobs.finish(export, document=document)
    except (jobs.Stopped, User.DoesNotExist):
        return False
    finally:
        jobs.let_go(export)


def drop_old_exports() -> str:
    """Delete the copies that are over for a week, and their documents with them."""
    old = DataExport.objects.filter(finished_at__lt=clock.now() - KEPT_FOR)
    deleted, _ = old.exclude(state__in=jobs.ACTIVE).delete()
    return f"{deleted} copies of data deleted."
