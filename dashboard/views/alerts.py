"""The alert feed, and one alert in its pane or on a page of its own."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.models import User
from alerts.models import Alert
from alerts.selectors import (
    AlertFilters,
    alert_page,
    alert_summary_24h,
    filter_counts,
    get_alert,
    head_seq,
    next_poll_at,
    source_rows,
    unread_count,
)
from alerts.services import mark_read
from dashboard.detail import describe_alert
from dashboard.feed import Query, filter_chips, filter_query, histogram_bars, option_groups, read_query
from dashboard.parts import wanted_part, wants_part
from dashboard.session import signed_in
from project.common.errors import Missing

EARLIER = 8
PARTS = {
    "feed": "alerts/_answer.html",
    "filters": "alerts/_refresh.html",
    "older": "alerts/_items.html",
    "detail": "alerts/_no_detail.html",
}


@require_safe
@login_required
def alerts(request: HttpRequest) -> HttpResponse:
    """Show the feed; what is wrong in the address is left out, named beside the filters, and answered with 422."""
    user = signed_in(request)
    query = read_query(request.GET)
    part = wanted_part(request)
    if query.errors and part in {"older", "detail"}:
        part = "feed"
    context = {"detail": None} if part == "detail" else _feed(request, user, query, part)
    response = render(request, PARTS.get(part, "alerts/page.html"), context, status=422 if query.errors else 200)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    if part == "feed":
        _steer(request, response, part, filter_query(query.filters), _current(request).get("selected", ""))
    if part == "detail":
        _steer(request, response, part, _current(request).urlencode(), "")
    return response


@require_safe
@login_required
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Show one alert and note that its reader has opened it."""
    user = signed_in(request)
    part = wants_part(request)
    try:
        found = _open_alert(user, alert_id)
    except Missing:
        if not part:
            raise
        response = render(request, "alerts/_no_detail.html", {"is_missing": True}, status=404)
    else:
        context = {"detail": describe_alert(found), "unread": unread_count(user), "in_pane": part}
        if not part:
            context["earlier"] = _earlier(user, found)
        response = render(request, "alerts/_detail.html" if part else "alerts/detail.html", context)
        if part and _is_feed(request):
            _steer(request, response, "detail", _current(request).urlencode(), str(found.pk))
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


def _open_alert(user: User, alert_id: int) -> Alert:
    found = get_alert(user, alert_id)
    mark_read(user, found)
    return found


def _earlier(user: User, about: Alert) -> list[Alert]:
    """Return the last alerts before this one about the same company, about any when it names none."""
    same = AlertFilters(company=(about.company_id,)) if about.company_id else AlertFilters()
    return alert_page(user, same, about.seq, limit=EARLIER).alerts


def _feed(request: HttpRequest, user: User, query: Query, part: str) -> dict[str, Any]:
    """Gather what the feed shows; the cursor is read first, so that no alert falls between list and socket."""
    context: dict[str, Any] = {"cursor": head_seq(), "query": filter_query(query.filters), "asked": query}
    if part == "older":
        return context | {"page": alert_page(user, query.filters, query.before)}
    context |= _selection(user, query, part)
    page = alert_page(user, query.filters, query.before)
    is_bare = not page.alerts and not query.filters.count
    nothing_yet = {"sources": source_rows(), "next_poll_at": next_poll_at()} if is_bare else {}
    return context | {"page": page, "is_part": bool(part)} | nothing_yet | _surroundings(request, user, query)


def _selection(user: User, query: Query, part: str) -> dict[str, Any]:
    if part or query.selected is None:
        return {"detail": None}
    try:
        return {"detail": describe_alert(_open_alert(user, query.selected)), "in_pane": True}
    except Missing:
        return {"detail": None, "is_missing": True}


def _surroundings(request: HttpRequest, user: User, query: Query) -> dict[str, Any]:
    filters = query.filters
    counts = filter_counts(user, filters)
    return {
        "counts": counts,
        "groups": option_groups(counts, query.errors),
        "chips": filter_chips(filters, counts),
        "histogram": histogram_bars(counts.confidence, filters.confidence_min, filters.confidence_max),
        "range_width": max(filters.confidence_max - filters.confidence_min, 0),
        "unread": unread_count(user),
        "day": alert_summary_24h(user),
        "from_form": (request.headers.get("HX-Source") or "").endswith("#filters"),
    }


def _current_address(request: HttpRequest) -> SplitResult:
    try:
        return urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return urlsplit("")


def _is_feed(request: HttpRequest) -> bool:
    return _current_address(request).path == reverse("alerts")


def _current(request: HttpRequest) -> QueryDict:
    """Return the query of the feed's address that the browser is at, empty when it is elsewhere."""
    current = _current_address(request)
    query = QueryDict(current.query if current.path == reverse("alerts") else "", mutable=True)
    query.pop("before", None)
    return query


def _steer(request: HttpRequest, response: HttpResponse, part: str, query: str, selected: str) -> None:
    """Have htmx replace ``part`` as it stands when the answer comes, and the browser show the address of the two."""
    response["HX-Retarget"] = f"#{part}"
    address = QueryDict(query, mutable=True)
    address.pop("selected", None)
    if selected:
        address["selected"] = selected
    if address != _current(request):
        response["HX-Push-Url"] = f"{reverse('alerts')}?{address.urlencode()}".rstrip("?")
