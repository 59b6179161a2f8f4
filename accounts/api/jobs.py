"""Copies of one's data, as jobs; and the end of an account."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from accounts.api import me
from accounts.api.schemas import Page, Password
from accounts.auth import needs, signed_in, the_caller
from accounts.deletion import confirm_password, delete_account
from accounts.documents import download
from accounts.exports import export_of, exports_of, request_export
from accounts.models import DataExport
from project.common.jobs import JobState, cancel
from project.common.schemas import Input, errors

router = Router(tags=["Jobs"])
STARTED = "The copy is being made. Use the job_id to check its status."


class QueuedOut(Schema):
    job_id: UUID
    status: str = Field(examples=["queued"])
    created_at: datetime
    message: str


class JobOut(Schema):
    job_id: UUID
    kind: str = Field(examples=["export"])
    status: str = Field(description="queued, running, completed, failed or cancelled.", examples=["running"])
    percent: int = Field(examples=[40])
    created_at: datetime
    finished_at: datetime | None
    error: str | None = Field(description="Why it failed.")
    result_url: str | None = Field(description="Where the result is, once the job is completed.")


class DeleteIn(Input):
    password: Password


def job_out(export: DataExport) -> JobOut:
    is_ready = export.state == JobState.READY
    return JobOut(
        job_id=export.pk,
        kind="export",
        status=export.state,
        percent=export.percent,
        created_at=export.created_at,
        finished_at=export.finished_at,
        error=export.error or None,
        result_url=reverse("api:my_export", args=[export.pk]) if is_ready else None,
    )


@router.post(
    "/me/exports",
    auth=signed_in("strict"),
    response={202: QueuedOut, **errors(401, 403, 429, 503)},
    summary="Make a copy of my data",
)
def start_export(request: HttpRequest) -> Status[QueuedOut]:
    """Start a copy of everything that is kept about you. One that is being made already is returned."""
    export = request_export(the_caller(request).user, request=request)
    queued = QueuedOut(job_id=export.pk, status=export.state, created_at=export.created_at, message=STARTED)
    return Status(202, queued)


@router.get(
    "/me/exports/{job_id}",
    auth=signed_in(),
    response={200: dict[str, Any], **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="The copy of my data",
    url_name="my_export",
)
def my_export(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Return the document as a file. It is kept for seven days."""
    return download(request, export_of(the_caller(request).user, job_id))


@router.get(
    "/jobs", auth=needs("read"), response={200: list[JobOut], **errors(401, 403, 422, 429, 503)}, summary="My jobs"
)
def list_jobs(request: HttpRequest, page: Query[Page]) -> list[JobOut]:
    """Return your jobs, the newest first."""
    return [job_out(export) for export in page.of(exports_of(the_caller(request).user))]


@router.get(
    "/jobs/{job_id}",
    auth=needs("read"),
    response={200: JobOut, **errors(401, 403, 404, 422, 429, 503)},
    summary="One of my jobs",
)
def get_job(request: HttpRequest, job_id: UUID) -> JobOut:
    """Return how far a job is."""
    return job_out(export_of(the_caller(request).user, job_id))


@router.delete(
    "/jobs/{job_id}",
    auth=signed_in(),
    response={204: None, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Cancel a job",
)
def cancel_job(request: HttpRequest, job_id: UUID) -> Status[None]:
    """Stop a job that waits or runs. One that is over answers 409."""
    cancel(export_of(the_caller(request).user, job_id))
    return Status(204, None)


# On the router that reads the same address: another one's would never be asked.
@me.router.delete(
    "/me",
    auth=signed_in("strict"),
    response={204: None, **errors(401, 403, 409, 422, 429, 503)},
    summary="Delete my account",
)
def delete_me(request: HttpRequest, body: DeleteIn) -> Status[None]:
    """Delete your account with everything that belongs to it, for good. The password is asked again."""
    user = the_caller(request).user
    confirm_password(request, user, body.password)
    delete_account(user, actor=user)
    return Status(204, None)
