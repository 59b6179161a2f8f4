"""What launches when."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.api.schemas import RowId
from accounts.auth import needs
from accounts.models import Scope
from alerts.api.reading import check_days
from alerts.api.schemas import EventStatusName
from alerts.events.calendar import CalendarFilters, Launch, launches, undated
from alerts.events.days import Dating, Span
from project.common.errors import Invalid
from project.common.schemas import errors
from project.common.text import is_storable

router = Router(tags=["Launches"])

KindName = Literal["launch", "airdrop", "listing", "sale", "unlock", "delay"]


class LaunchFilters(Schema):
    first: Annotated[date | None, Field(alias="from", description="The first day, included.")] = None
    last: Annotated[date | None, Field(alias="to", description="The last day, included.")] = None
    kind: list[KindName] = []
    status: Annotated[list[EventStatusName], Field(description="Without it all but false.")] = []
    chain: list[str] = []
    company_id: list[RowId] = []
    q: Annotated[str, Field(max_length=200, description="Words of the title, project, token, venue or chain.")] = ""
    dated: Annotated[bool, Field(description="False: the open events that have no date yet.")] = True
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class SpanOut(Schema):
    """A day, or a window whose last day is later."""

    starts_on: date
    last_day: date


class DatingOut(SpanOut):
    words: str = Field(description="As the source puts it.", examples=["late November"])
    sources: list[str] = Field(description="Who says so, the most trusted first.")
    rank: int = Field(description="The priority of the most trusted one, 1 the best.")


class LaunchOut(Schema):
    event_id: int
    alert_id: int
    name: str = Field(description="Whose event it is.", examples=["Nebula Labs"])
    company_id: int | None
    token: str = Field(examples=["NEBX"])
    kind: str = Field(examples=["launch"])
    status: str = Field(examples=["dated"])
    title: str
    confidence: float = Field(description="0 to 1.", examples=[0.94])
    date: SpanOut | None
    date_words: str
    starts_at: datetime | None = Field(description="When an hour was named.")
    date_before: SpanOut | None = Field(description="The day it was moved from.")
    venue: str
    chain: str
    amount: str
    sources_count: int
    is_conflicting: bool = Field(description="Whether sources name days that cannot all be right.")
    datings: list[DatingOut] = Field(description="What the sources say of the day, the most trusted first.")


@router.get(
    "/launches",
    auth=needs(Scope.READ, metered=True),
    response={200: list[LaunchOut], **errors(401, 403, 422, 429, 503)},
    summary="The launch calendar",
)
def list_launches(request: HttpRequest, query: Query[LaunchFilters]) -> list[LaunchOut]:
    """Return announced events by date, or with ``dated=false`` those that wait for one, the latest heard of first."""
    if not all(map(is_storable, (query.q, *query.chain))):
        raise Invalid("This text has characters that cannot be searched for.")
    check_days(query.first, query.last, names=("from", "to"))
    filters = CalendarFilters(
        q=query.q,
        kind=tuple(query.kind),
        status=tuple(query.status),
        chain=tuple(query.chain),
        company=tuple(query.company_id),
        first=query.first,
        last=query.last,
    )
    find = launches if query.dated else undated
    return [launch_out(each) for each in find(request.user, filters, limit=query.limit)]


def launch_out(launch: Launch) -> LaunchOut:
    event = launch.event
    return LaunchOut(
        event_id=event.pk,
        alert_id=launch.alert_id,
        name=launch.name,
        company_id=event.company_id,
        token=event.token,
        kind=event.kind,
        status=event.status,
        title=event.title,
        confidence=float(event.confidence),
        date=span_out(launch.span),
        date_words=event.date_words,
        starts_at=event.starts_at,
        date_before=span_out(launch.before),
        venue=event.venue,
        chain=event.chain,
        amount=event.amount,
        sources_count=event.sources_count,
        is_conflicting=launch.is_conflicting,
        datings=[dating_out(each) for each in launch.datings],
    )


def span_out(span: Span | None) -> SpanOut | None:
    return SpanOut(starts_on=span.starts_on, last_day=span.last_day) if span else None


def dating_out(dating: Dating) -> DatingOut:
    return DatingOut(
        starts_on=dating.span.starts_on,
        last_day=dating.span.last_day,
        words=dating.words,
        sources=[said.source for said in dating.said],
        rank=dating.rank,
    )
