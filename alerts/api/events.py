"""Events: what happened, who says so, and how it went on."""

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from accounts.api.schemas import RowId
from accounts.auth import needs, the_caller
from accounts.models import Scope
from alerts.api.event_schemas import EventDetailOut, EventOut, EventsPage, detail_out, event_out
from alerts.api.reading import check_days
from alerts.events.selectors import get_event, list_events
from project.common.schemas import errors

router = Router(tags=["Events"])


class EventListOut(Schema):
    events: list[EventOut]
    total: int = Field(description="How many there are in all.")


@router.get(
    "/events",
    response={200: EventListOut, **errors(401, 403, 422, 429, 503)},
    auth=needs(Scope.READ, metered=True),
    summary="Events",
)
def events(request: HttpRequest, page: Query[EventsPage]) -> EventListOut:
    """List events, those told of last first."""
    check_days(page.from_date, page.to_date, names=("from_date", "to_date"))
    rows, total = list_events(page.filters, limit=page.limit, offset=page.offset)
    return EventListOut(events=[event_out(each) for each in rows], total=total)


@router.get(
    "/events/{event_id}",
    response={200: EventDetailOut, **errors(401, 403, 404, 422, 429, 503)},
    auth=needs(Scope.READ, metered=True),
    summary="One event",
)
def event(request: HttpRequest, event_id: Path[RowId]) -> EventDetailOut:
    """Get an event with its evidence, its history and every date that was named for it."""
    return detail_out(get_event(the_caller(request).user, event_id))
