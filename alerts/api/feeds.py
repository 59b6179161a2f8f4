"""The sources: listed, added, tried, changed, read at once."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from accounts.api.schemas import Page, RowId
from accounts.auth import needs, the_caller
from accounts.models import Scope
from alerts.health import SourceHealth, source_health
from alerts.models import Source, SourceKind
from alerts.polling import poll_source
from alerts.sources import services
from alerts.sources.drafts import FIELDS, LONGEST_INTERVAL_S, MAX_NAME, MAX_QUERY, MAX_URL, Draft
from alerts.sources.preview import test_source
from alerts.sources.registry import reader_of
from project.common.schemas import Input, errors

router = Router(tags=["Feeds"])

# What clients call a kind; ``rss`` is whatever a feed may be: RSS, Atom or JSON Feed.
TYPES = {"rss": SourceKind.FEED, "atom": SourceKind.FEED}
TypeName = Literal["rss", "atom", "json", "x", "webhook"]
Address = Annotated[str, Field(max_length=MAX_URL, description="For X a handle such as @orbitra.")]
Mapping = Annotated[dict[str, str], Field(max_length=20, description="json and webhook: the path of each field.")]
Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
Priority = Annotated[int, Field(ge=1, le=5, description="1 is the most trusted.")]
Interval = Annotated[int, Field(ge=60, le=LONGEST_INTERVAL_S, description="Seconds between two readings.")]
Words = Annotated[str, Field(max_length=MAX_QUERY, description="x: a search instead of an account.")]


class FeedIn(Input):
    name: Name
    url: Address = ""
    type: TypeName = "rss"
    priority: Priority = 3
    interval_s: Interval | None = None
    query: Words = ""
    mapping: Mapping = {}
    reads_articles: bool = True
    is_active: bool = Field(True, description="False: added without being read yet.")


class FeedChanges(Input):
    """What is left out stays as it is."""

    name: Name | None = None
    url: Address | None = None
    priority: Priority | None = None
    interval_s: Interval | None = None
    query: Words | None = None
    mapping: Mapping | None = None
    reads_articles: bool | None = None
    is_active: bool | None = None


class FeedTest(Input):
    url: Address = ""
    type: TypeName = "rss"
    query: Words = ""
    mapping: Mapping = {}
    priority: Priority = 3


class FeedsPage(Page):
    is_active: bool | None = None
    type: TypeName | None = None


class FeedOut(Schema):
    id: int
    name: str
    url: str
    type: str = Field(description="rss (also Atom and JSON Feed), json, x, webhook, sample or manual.")
    priority: int
    interval_s: int
    query: str
    mapping: dict[str, Any]
    reads_articles: bool
    is_active: bool
    state: str = Field(description="ok, failing, waiting, paused, off, or token when X has none.", examples=["ok"])
    last_fetch: datetime | None
    last_success: datetime | None
    last_failure: datetime | None
    last_error: str
    next_fetch: datetime | None
    success_count: int
    failure_count: int
    articles_found: int
    tge_alerts_found: int = Field(description="Alerts that its items raised.")
    lag_p95_s: float | None = Field(description="95 of 100 items of the last 24 hours arrived within so many seconds.")
    items_per_hour: float = Field(description="Over the last 24 hours.")


class PreviewItemOut(Schema):
    title: str
    url: str
    published_at: datetime | None
    confidence: float
    kind: str
    companies: list[str]


class FeedPreviewOut(Schema):
    is_ok: bool
    message: str = Field(description="What is wrong, or worth knowing.")
    total: int
    items: list[PreviewItemOut] = Field(description="The first five, as they would be stored.")
    feed_urls: list[str] = Field(description="The feeds that the page at this address names.")


class PollOut(Schema):
    is_ok: bool
    message: str
    items: int
    alerts: int


def shown(row: SourceHealth) -> FeedOut:
    source = row.source
    same = ("id", "name", "url", "priority", "interval_s", "query", "mapping", "reads_articles", "is_active")
    return FeedOut(
        **{name: getattr(source, name) for name in same},
        type="rss" if source.kind == SourceKind.FEED else source.kind,
        state=row.state,
        last_fetch=source.last_poll_at,
        last_success=source.last_success_at,
        last_failure=source.last_failure_at,
        last_error=source.last_error,
        next_fetch=source.next_poll_at if source.is_active else None,
        success_count=source.success_count,
        failure_count=source.failure_count,
        articles_found=row.item_count,
        tge_alerts_found=row.alert_count,
        lag_p95_s=row.lag_s,
        items_per_hour=round(row.items_per_hour, 2),
    )


def one(source_id: int) -> FeedOut:
    """Return one source as it is now. Raises Missing."""
    services.find_source(source_id)
    return shown(source_health(Source.objects.filter(pk=source_id))[0])


def draft_from(body: FeedIn | FeedTest) -> Draft:
    values = body.dict(exclude={"type", "is_active"}, exclude_none=True)
    return Draft(**{"name": "", **values}, kind=TYPES.get(body.type, body.type))


@router.get(
    "/feeds", auth=needs(Scope.READ), response={200: list[FeedOut], **errors(401, 403, 422, 429, 503)}, summary="Feeds"
)
def list_feeds(request: HttpRequest, page: Query[FeedsPage]) -> list[FeedOut]:
    """Return the sources, the most trusted first, with how each does."""
    sources = Source.objects.order_by("priority", "name", "pk")
    if page.is_active is not None:
        sources = sources.filter(is_active=page.is_active)
    if page.type is not None:
        sources = sources.filter(kind=TYPES.get(page.type, page.type))
    return [shown(row) for row in source_health(page.of(sources))]


@router.post(
    "/feeds",
    auth=needs(Scope.ADMIN),
    response={201: FeedOut, **errors(401, 403, 409, 422, 429, 503)},
    summary="Add a feed",
)
def add_feed(request: HttpRequest, body: FeedIn) -> Status[FeedOut]:
    """Add a source. It is read within a minute, unless it is added as not active."""
    actor = the_caller(request).user
    with transaction.atomic():
        source = services.create_source(draft_from(body), actor=actor, request=request)
        if not body.is_active:
            services.pause(source, actor=actor, request=request)
    return Status(201, one(source.pk))


@router.post(
    "/feeds/test",
    auth=needs(Scope.ADMIN, rate="strict"),
    response={200: FeedPreviewOut, **errors(401, 403, 422, 429, 503)},
    summary="Try a feed",
)
def try_feed(request: HttpRequest, body: FeedTest) -> FeedPreviewOut:
    """Read an address for real and score its first items. Nothing is stored."""
    found = test_source(draft_from(body))
    items = [
        PreviewItemOut(
            title=each.title,
            url=each.url,
            published_at=each.published_at,
            confidence=each.confidence / 100,
            kind=each.kind,
            companies=list(each.companies),
        )
        for each in found.items
    ]
    return FeedPreviewOut(
        is_ok=found.is_ok, message=found.message, total=found.total, items=items, feed_urls=list(found.links)
    )


@router.get(
    "/feeds/{feed_id}",
    auth=needs(Scope.READ),
    response={200: FeedOut, **errors(401, 403, 404, 422, 429, 503)},
    summary="One feed",
)
def get_feed(request: HttpRequest, feed_id: Path[RowId]) -> FeedOut:
    """Return one source and how it does."""
    return one(feed_id)


@router.put(
    "/feeds/{feed_id}",
    auth=needs(Scope.ADMIN),
    response={200: FeedOut, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Change a feed",
)
def change_feed(request: HttpRequest, feed_id: Path[RowId], body: FeedChanges) -> FeedOut:
    """Change the fields that are sent. `is_active` pauses and resumes."""
    source, actor = services.find_source(feed_id), the_caller(request).user
    sent = body.dict(exclude_unset=True, exclude_none=True)
    changes = {name: value for name, value in sent.items() if name in FIELDS}
    if changes:
        source = services.update_source(source, changes, actor=actor, request=request)
    if body.is_active is not None:
        (services.resume if body.is_active else services.pause)(source, actor=actor, request=request)
    return one(feed_id)


@router.delete(
    "/feeds/{feed_id}",
    auth=needs(Scope.ADMIN),
    response={204: None, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Delete a feed",
)
def delete_feed(request: HttpRequest, feed_id: Path[RowId]) -> Status[None]:
    """Delete a source. One whose items are kept is switched off instead, and stays in the list."""
    services.delete_source(services.find_source(feed_id), actor=the_caller(request).user, request=request)
    return Status(204, None)


@router.post(
    "/feeds/{feed_id}/poll",
    auth=needs(Scope.ADMIN, rate="strict"),
    response={200: PollOut, **errors(401, 403, 404, 422, 429, 503)},
    summary="Read a feed now",
)
def poll_feed(request: HttpRequest, feed_id: Path[RowId]) -> PollOut:
    """Read one source at once, due or not, and say what came of it."""
    source = services.find_source(feed_id)
    reader_of(source)
    result = poll_source(source)
    return PollOut(is_ok=result.is_ok, message=result.message, items=result.items, alerts=result.alerts)
