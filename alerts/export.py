"""Alerts as files: streamed, and safe to open in a spreadsheet."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from alerts.filters import AlertFilters
from alerts.selectors import alert_page
from alerts.shown import as_client_sees
from project.common import clock
from project.common.spreadsheet import csv_text

if TYPE_CHECKING:
    from accounts.models import User

MOST_ROWS = 50_000
PAGE = 500
COLUMNS = (
    *("id", "created_at", "published_at", "title", "company", "kind", "confidence", "urgency_level", "status"),
    *("event_status", "event_date", "tokens_mentioned", "keywords_matched", "sentiment_score", "source"),
    *("source_name", "source_url", "language", "is_read", "verdict", "note", "content"),
)


def rows(user: "User", filters: AlertFilters) -> Iterator[dict[str, Any]]:
    """Give the newest alerts that pass, at most MOST_ROWS, as the API shows them; a page at a time is in memory."""
    for page in pages(user, filters):
        yield from page


def pages(user: "User", filters: AlertFilters) -> Iterator[list[dict[str, Any]]]:
    before, left = None, MOST_ROWS
    while left > 0:
        page = alert_page(user, filters, before, limit=min(PAGE, left))
        yield [as_client_sees(alert) for alert in page.alerts]
        before, left = page.next_before, left - PAGE
        if before is None:
            return


def export(request: HttpRequest, user: "User", filters: AlertFilters, form: str) -> StreamingHttpResponse:
    """Answer with the alerts as a file; ``form`` is csv or json."""
    chunks = (csv_chunks if form == "csv" else json_chunks)(pages(user, filters))
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/json"
    headers = {
        "Content-Disposition": f'attachment; filename="tidewatch-alerts-{clock.now():%Y-%m-%d}.{form}"',
        "Cache-Control": "private, no-store",
        "X-Accel-Buffering": "no",
    }
    # Each server can only stream what is of its own kind; the other would be gathered whole.
    is_async = isinstance(request, ASGIRequest)
    return StreamingHttpResponse(_in_thread(chunks) if is_async else chunks, content_type=kind, headers=headers)


async def _in_thread(chunks: Iterator[str]) -> AsyncIterator[str]:
    take: Callable[[], str | None] = lambda: next(chunks, None)  # noqa: E731  a name for the type
    while (chunk := await sync_to_async(take)()) is not None:
        yield chunk


def csv_chunks(pages: Iterator[list[dict[str, Any]]]) -> Iterator[str]:
    yield csv_text([COLUMNS])
    for page in pages:
        yield csv_text([plain(row[name]) for name in COLUMNS] for row in page)


def json_chunks(pages: Iterator[list[dict[str, Any]]]) -> Iterator[str]:
    separator = "[\n"
    for page in pages:
        if page:
            yield separator + ",\n".join(orjson.dumps(row).decode() for row in page)
            separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def plain(value: Any) -> object:
    """Return a value of the API as what one cell can hold."""
    if isinstance(value, dict):
        return value["name"]
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else value
