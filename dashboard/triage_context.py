"""What the templates of the feed are given, for the whole page and for its parts."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils import timezone

from accounts.models import User
from alerts.facets import filter_counts
from alerts.health import source_health
from alerts.matching import matching
from alerts.models import Alert
from alerts.selectors import (
    AlertPage,
    alert_page,
    alert_summary_24h,
    alerts_of,
    as_seen,
    get_alert,
    head_seq,
    next_poll_at,
    unread_count,
)
from alerts.triage import mark_read
from dashboard.detail import describe_alert
from dashboard.exposure import watched_assets
from dashboard.feed import Query, filter_query, read_query
from dashboard.feed_choices import dates_label, day_spans, filter_chips, histogram_bars, option_groups
from dashboard.reaction import with_reactions
from dashboard.saved_views import views_of
from project.common.errors import Missing


def asked_by(user: User, query: QueryDict) -> Query:
    """Read an address; the reader's assets are looked up when it asks for alerts about them."""
    return read_query(query, watched_assets(user) if query.get("mine") == "1" else ())


def feed_context(request: HttpRequest, user: User, query: Query, part: str) -> dict[str, Any]:
    """Gather what the feed shows; the cursor is read first, so that no alert falls between list and socket."""
    context: dict[str, Any] = {"cursor": head_seq(), "query": filter_query(query.filters), "asked": query}
    if part == "older":
        return context | {"page": rows_of(user, query)}
    context |= selection(user, query, part)
    page = rows_of(user, query)
    is_bare = not page.alerts and not query.filters.count
    nothing_yet = {"sources": source_health(), "next_poll_at": next_poll_at()} if is_bare else {}
    context |= {"page": page, "is_part": bool(part), "from_form": came_from_form(request)}
    return context | nothing_yet | surroundings(user, query)


def rows_of(user: User, query: Query) -> AlertPage:
    page = alert_page(user, query.filters, query.before)
    with_reactions(page.alerts)
    return page


def came_from_form(request: HttpRequest) -> bool:
    """Whether the filter form asks: its boxes then stay as they are."""
    return (request.headers.get("HX-Source") or "").endswith("#filters")


def selection(user: User, query: Query, part: str) -> dict[str, Any]:
    if part or query.selected is None:
        return {"detail": None}
    try:
        return {"detail": describe_alert(user, open_alert(user, query.selected)), "in_pane": True}
    except Missing:
        return {"detail": None, "is_missing": True}


def open_alert(user: User, alert_id: int) -> Alert:
    """Return an alert and note that its reader has opened it. Raises Missing."""
    found = get_alert(user, alert_id)
    mark_read(user, found)
    return found


def surroundings(user: User, query: Query) -> dict[str, Any]:
    """Gather what stands around the list: the filters with their counts, and the menus above."""
    filters = query.filters
    counts = filter_counts(user, filters)
    spans = day_spans(filters, timezone.now().date())
    return {
        "counts": counts,
        "groups": option_groups(filters, counts, query.errors),
        "chips": filter_chips(filters, counts),
        "histogram": histogram_bars(counts.confidence, filters.confidence_min, filters.confidence_max),
        "range_width": max(filters.confidence_max - filters.confidence_min, 0),
        "spans": spans,
        "dates_label": dates_label(filters, spans),
        "views": views_of(user),
        "unread": unread_count(user),
        "day": alert_summary_24h(user),
    }


def changed_rows(user: User, query: Query, ids: Iterable[int]) -> list[Alert]:
    """Return the alerts as rows; ``is_gone`` says that one no longer passes the filters."""
    keys = list(ids)
    rows: list[Alert] = as_seen(alerts_of(user).filter(pk__in=keys).order_by("-seq"))
    staying = set(matching(user, query.filters).filter(pk__in=keys).values_list("pk", flat=True))
    for row in with_reactions(rows):
        row.is_gone = row.pk not in staying  # type: ignore[attr-defined]
    return rows


def changed_context(
    user: User, query: Query, ids: Iterable[int], *, on_feed: bool, opened: int | None
) -> dict[str, Any]:
    """Gather what an act has changed: its rows, those that left the list hidden, the counts, and the open alert."""
    keys = set(ids)
    context: dict[str, Any] = {"is_part": True, "asked": query, "query": filter_query(query.filters)}
    context |= {"rows": changed_rows(user, query, keys) if on_feed else [], "selected": opened}
    if on_feed:
        context |= surroundings(user, query)
    if opened in keys:
        context["detail"] = describe_alert(user, get_alert(user, opened or 0))
        context["in_pane"] = on_feed
        context.setdefault("unread", unread_count(user))
    return context
