"""Rounds over the sources: start one, watch it, cancel it; and the summary of a day by mail."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from accounts.api.schemas import Page
from accounts.auth import needs, the_caller
from accounts.models import Scope
from alerts import monitoring
from alerts.models import MonitoringSession
from alerts.summary_mail import send_summary
from project.common.jobs import JobState
from project.common.schemas import errors

router = Router(tags=["Monitoring"])


class ProgressOut(Schema):
    session_id: UUID
    status: str = Field(description="queued, running, completed, failed or cancelled.", examples=["running"])
    percent: int = Field(examples=[40])
    feeds_processed: int
    feeds_total: int


class RoundOut(ProgressOut):
    id: UUID
    trigger: str = Field(description="manual when somebody asked for it, else schedule.")
    feeds_resting: int = Field(description="Left alone, because they failed and wait, as their servers asked.")
    rests_until: datetime | None = Field(description="When the last of those is read again.")
    articles: int
    tweets: int
    alerts_generated: int
    errors: list[str] = Field(description="A sentence for each source that failed.")
    error: str | None = Field(description="Why the round itself failed.")
    performance_metrics: dict[str, Any] = Field(description="Milliseconds by stage.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class MailedOut(Schema):
    sent_to: str


def progress(session: MonitoringSession) -> dict[str, Any]:
    return {
        "session_id": session.pk,
        "status": session.state,
        "percent": 100 if session.state == JobState.READY else session.percent,
        "feeds_processed": session.feeds_processed,
        "feeds_total": session.feeds_total,
    }


def shown(session: MonitoringSession) -> RoundOut:
    return RoundOut(
        **progress(session),
        id=session.pk,
        trigger="manual" if session.requested_by_id else "schedule",
        feeds_resting=session.feeds_resting,
        rests_until=session.rests_until,
        articles=session.articles,
        tweets=session.tweets,
        alerts_generated=session.alerts_generated,
        errors=session.errors,
        error=session.error or None,
        performance_metrics=session.performance,
        created_at=session.created_at,
        started_at=session.started_at,
        finished_at=session.finished_at,
    )


@router.post(
    "/monitoring/trigger",
    auth=needs(Scope.WRITE, rate="strict"),
    response={202: RoundOut, **errors(401, 403, 422, 429, 503)},
    summary="Start a round",
)
def trigger(request: HttpRequest) -> Status[RoundOut]:
    """Read all active sources now, in the background. The round that runs already is returned."""
    return Status(202, shown(monitoring.request_session(the_caller(request).user)))


@router.get(
    "/monitoring/sessions/recent",
    auth=needs(Scope.READ),
    response={200: list[RoundOut], **errors(401, 403, 422, 429, 503)},
    summary="Recent rounds",
)
def recent(request: HttpRequest, page: Query[Page]) -> list[RoundOut]:
    """Return the rounds of the last 30 days, the newest first, those of the schedule included."""
    return [shown(each) for each in page.of(monitoring.sessions())]


@router.get(
    "/monitoring/session/{session_id}",
    auth=needs(Scope.READ),
    response={200: RoundOut, **errors(401, 403, 404, 422, 429, 503)},
    summary="One round",
)
def get_session(request: HttpRequest, session_id: UUID) -> RoundOut:
    """Return what a round has done so far."""
    return shown(monitoring.find_session(session_id))


@router.delete(
    "/monitoring/session/{session_id}",
    auth=needs(Scope.WRITE),
    response={204: None, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Cancel a round",
)
def cancel(request: HttpRequest, session_id: UUID) -> Status[None]:
    """Stop a round that waits or runs. Only who started it may, or staff."""
    monitoring.cancel_session(monitoring.find_session(session_id), by=the_caller(request).user)
    return Status(204, None)


@router.get(
    "/monitoring/session/{session_id}/progress",
    auth=needs(Scope.READ, rate="generous"),
    response={200: ProgressOut, **errors(401, 403, 404, 422, 429, 503)},
    summary="How far a round is",
)
def get_progress(request: HttpRequest, session_id: UUID) -> ProgressOut:
    """Return how far a round is, cheap enough to ask every second."""
    return ProgressOut(**progress(monitoring.find_session(session_id)))


@router.post(
    "/monitoring/email-summary",
    auth=needs(Scope.WRITE, rate="strict"),
    response={200: MailedOut, **errors(401, 403, 422, 429, 503)},
    summary="Mail the summary",
)
def email_summary(request: HttpRequest) -> MailedOut:
    """Mail a summary of the last 24 hours to your confirmed address, now."""
    return MailedOut(sent_to=send_summary(the_caller(request).user))
