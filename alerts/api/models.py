"""The scorer's versions: which one scores, how good each was, and training a new one."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from accounts.api.schemas import Page, RowId
from accounts.auth import needs, the_caller
from accounts.models import Scope
from alerts.learning import cancel_training, find_run, request_training, runs
from alerts.model_versions import promote
from alerts.models import ModelVersion, TrainingRun
from project.common import jobs
from project.common.schemas import errors

router = Router(tags=["Scorer"])


class VersionOut(Schema):
    number: int
    origin: Literal["packaged", "retrained"]
    is_active: bool
    digest: str = Field(description="SHA-256 of the weights.")
    metrics: dict[str, Any] = Field(description="Figures before and after, for retrained versions.")
    created_at: datetime
    promoted_at: datetime | None


class RunOut(Schema):
    job_id: UUID
    status: str = Field(description="queued, running, completed, failed or cancelled.")
    percent: int
    created_at: datetime
    finished_at: datetime | None
    error: str | None
    version: int | None = Field(description="The version that was promoted; null when none was better.")
    report: dict[str, Any] = Field(description="Figures before and after, once the run is completed.")


def run_out(run: TrainingRun) -> RunOut:
    return RunOut(
        job_id=run.pk,
        status=run.state,
        percent=run.percent,
        created_at=run.created_at,
        finished_at=run.finished_at,
        error=run.error or None,
        version=run.version.number if run.version else None,
        report=run.report if run.state == jobs.JobState.READY else {},
    )


@router.get(
    "/models",
    auth=needs(Scope.READ),
    response={200: list[VersionOut], **errors(401, 403, 422, 429, 503)},
    summary="Versions of the scorer",
)
def list_versions(request: HttpRequest, page: Query[Page]) -> Any:
    """Return the versions, the newest first."""
    return page.of(ModelVersion.objects.defer("weights").order_by("-number"))


@router.post(
    "/models/{number}/activate",
    auth=needs(Scope.ADMIN),
    response={200: VersionOut, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Score with another version",
)
def activate_version(request: HttpRequest, number: Path[RowId]) -> Any:
    """Have this version score from now on; so one also goes back to an earlier one."""
    return promote(number, actor=the_caller(request).user, request=request)


@router.post(
    "/models/retrain",
    auth=needs(Scope.ADMIN),
    response={202: RunOut, **errors(401, 403, 409, 422, 429, 503)},
    summary="Train with the users' verdicts",
)
def start_training(request: HttpRequest) -> Status[RunOut]:
    """Start a training run. The new version is promoted only if it is better on texts that neither has seen."""
    return Status(202, run_out(request_training(the_caller(request).user, request=request)))


@router.get(
    "/models/runs",
    auth=needs(Scope.ADMIN),
    response={200: list[RunOut], **errors(401, 403, 422, 429, 503)},
    summary="Training runs",
)
def list_runs(request: HttpRequest, page: Query[Page]) -> list[RunOut]:
    """Return the training runs, the newest first."""
    return [run_out(run) for run in page.of(runs())]


@router.get(
    "/models/runs/{job_id}",
    auth=needs(Scope.ADMIN),
    response={200: RunOut, **errors(401, 403, 404, 422, 429, 503)},
    summary="One training run",
)
def get_run(request: HttpRequest, job_id: UUID) -> RunOut:
    """Return how far a training run is, and its figures."""
    return run_out(find_run(job_id))


@router.delete(
    "/models/runs/{job_id}",
    auth=needs(Scope.ADMIN),
    response={204: None, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Cancel a training run",
)
def cancel_run(request: HttpRequest, job_id: UUID) -> Status[None]:
    """Stop a training run that waits or runs. One that is over answers 409."""
    cancel_training(job_id, actor=the_caller(request).user, request=request)
    return Status(204, None)
