"""Items sent by programs and by staff: one, up to a hundred, or any JSON that a source's mapping reads."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Path, Router, Schema, Status
from pydantic import Field

from accounts.api.schemas import RowId
from accounts.auth import needs, the_caller
from accounts.models import Scope
from accounts.selectors import may_administer
from alerts.inbox import Taken, manual_source, take_items
from alerts.models import Source
from alerts.sources.fields import MAX_ID, MAX_TEXT, MAX_TITLE, MAX_URL, identity, moment_in_bounds, web_address
from alerts.sources.services import find_source
from alerts.sources.webhook import items_from
from alerts.types import FeedItem
from project.common import clock
from project.common.errors import Denied, Invalid
from project.common.schemas import Input, errors
from project.common.text import is_visible, tidy_block, tidy_line

router = Router(tags=["Feeds"])
MOST = 100
RESPONSE: dict[int, Any] = {**errors(401, 403, 404, 409, 422, 429, 503)}


class ItemIn(Input):
    title: str = Field(min_length=1, max_length=MAX_TITLE)
    text: str = Field("", max_length=10_000)
    url: str = Field("", max_length=MAX_URL)
    published_at: datetime | None = None
    external_id: str = Field("", max_length=MAX_ID, description="Your id; the same id sent again changes nothing.")


class OneItemIn(ItemIn):
    feed_id: RowId | None = Field(None, description="A source of type webhook; without one it is a manual item.")


class ItemsIn(Input):
    feed_id: RowId | None = None
    items: Annotated[list[ItemIn], Field(min_length=1, max_length=MOST)]


class TakenOut(Schema):
    feed_id: int
    received: int
    stored: int = Field(description="How many were new.")
    alerts: int = Field(description="How many alerts the new ones raised.")


def source_for(request: HttpRequest, feed_id: int | None) -> Source:
    """Return where the items go. Raises Denied for who is no administrator: sources are everybody's."""
    if not may_administer(the_caller(request).user):
        raise Denied("Only administrators may send items, since everybody sees what they raise.")
    return find_source(feed_id) if feed_id else manual_source()


def feed_item(body: ItemIn) -> FeedItem:
    """Clean what was sent as what is read from a feed. Raises Invalid."""
    now, title = clock.now(), tidy_line(body.title, MAX_TITLE)
    text, url = tidy_block(body.text, MAX_TEXT), web_address(body.url.strip(), "")
    if not is_visible(title):
        raise Invalid("The item has no title.", details={"title": "Write a title."})
    if body.url.strip() and not url:
        raise Invalid("The address is no web address.", details={"url": "Write an address with http or https."})
    return FeedItem(
        external_id=identity(body.external_id or url, title, text),
        url=url,
        title=title,
        text=text,
        author="",
        published_at=moment_in_bounds(published_at(body, now), now),
        fetched_at=now,
    )


def published_at(body: ItemIn, now: datetime) -> datetime:
    """Return the moment that was sent, else ``now``. Raises Invalid for one that its zone moves off the calendar."""
    try:
        return body.published_at.astimezone(now.tzinfo) if body.published_at else now
    except OverflowError:
        sentence = "Write a moment between the years 1 and 9999 in UTC."
        raise Invalid(sentence, details={"published_at": sentence}) from None


def answer(taken: Taken) -> Status[TakenOut]:
    out = TakenOut(feed_id=taken.source_id, received=taken.received, stored=taken.stored, alerts=taken.alerts)
    return Status(201 if taken.stored else 200, out)


@router.post(
    "/items", auth=needs(Scope.WEBHOOK), response={201: TakenOut, 200: TakenOut, **RESPONSE}, summary="Send an item"
)
def send_item(request: HttpRequest, body: OneItemIn) -> Status[TakenOut]:
    """Store an item and score it. 201 when it is new, 200 when its id is known."""
    return answer(take_items(source_for(request, body.feed_id), [feed_item(body)]))


@router.post(
    "/items/batch",
    auth=needs(Scope.WEBHOOK),
    response={201: TakenOut, 200: TakenOut, **RESPONSE},
    summary="Send many items",
)
def send_items(request: HttpRequest, body: ItemsIn) -> Status[TakenOut]:
    """Store up to 100 items at once, all or none."""
    source = source_for(request, body.feed_id)
    return answer(take_items(source, [feed_item(each) for each in body.items]))


@router.post(
    "/feeds/{feed_id}/items",
    auth=needs(Scope.WEBHOOK),
    response={201: TakenOut, 200: TakenOut, **RESPONSE},
    summary="Send any JSON",
)
def push(request: HttpRequest, feed_id: Path[RowId], body: Body[Any]) -> Status[TakenOut]:
    """Send what another service posts, as it is. The mapping of the source says where each field stands."""
    source = source_for(request, feed_id)
    return answer(take_items(source, items_from(body, source.mapping)[:MOST]))
