"""The alert feed, one alert in its pane or on a page of its own, and the feed as a file."""

from urllib.parse import SplitResult, urlsplit

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.models import User
from alerts.selectors import get_alert, unread_count
from dashboard.detail import describe_alert, reaction_to, traded_for
from dashboard.exposure import assets_of
from dashboard.feed import filter_query
from dashboard.parts import wanted_part, wants_part
from dashboard.session import signed_in
from dashboard.triage_context import asked_by, feed_context, open_alert
from dashboard.what_if import what_if
from project.common.errors import Missing

PARTS = {
    "feed": "alerts/_answer.html",
    "filters": "alerts/_refresh.html",
    "older": "alerts/_items.html",
    "detail": "alerts/_no_detail.html",
}
VARY = ("HX-Request", "HX-Target")


@require_safe
@login_required
def alerts(request: HttpRequest) -> HttpResponse:
    """Show the feed; what is wrong in the address is left out, named beside the filters, and answered with 422."""
    user = signed_in(request)
    query = asked_by(user, request.GET)
    part = wanted_part(request)
    if query.errors and part in {"older", "detail"}:
        part = "feed"
    context = {"detail": None} if part == "detail" else feed_context(request, user, query, part)
    response = render(request, PARTS.get(part, "alerts/page.html"), context, status=422 if query.errors else 200)
    patch_vary_headers(response, VARY)
    if part == "feed":
        steer(request, response, part, filter_query(query.filters), current_query(request).get("selected", ""))
    if part == "detail":
        steer(request, response, part, current_query(request).urlencode(), "")
    return response


@require_safe
@login_required
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Show one alert and note that its reader has opened it; only a part of it when that is asked for."""
    user = signed_in(request)
    is_part = wants_part(request)
    try:
        response = SMALL_PARTS.get(wanted_part(request), _detail)(request, user, alert_id)
    except Missing:
        if not is_part:
            raise
        response = render(request, "alerts/_no_detail.html", {"is_missing": True}, status=404)
    patch_vary_headers(response, VARY)
    return response


def _prices(request: HttpRequest, user: User, alert_id: int) -> HttpResponse:
    found = get_alert(user, alert_id)
    context = {"alert": found, "reaction": reaction_to(found, traded_for(found)), "assets": assets_of(found)}
    return render(request, "alerts/_reaction.html", context)


def _what_if(request: HttpRequest, user: User, alert_id: int) -> HttpResponse:
    return render(request, "alerts/_what_if.html", {"sentences": what_if(get_alert(user, alert_id))})


def _detail(request: HttpRequest, user: User, alert_id: int) -> HttpResponse:
    is_part = wants_part(request)
    found = open_alert(user, alert_id)
    in_pane = is_part and current_address(request).path != reverse("alert", args=[alert_id])
    context = {"detail": describe_alert(user, found), "unread": unread_count(user), "in_pane": in_pane}
    response = render(request, "alerts/_detail.html" if is_part else "alerts/detail.html", context)
    if is_part and is_on_feed(request):
        steer(request, response, "detail", current_query(request).urlencode(), str(found.pk))
    return response


# What comes by itself after the rest: the prices as they are measured, and the scorer's second look at the text.
SMALL_PARTS = {"reaction": _prices, "what-if": _what_if}


def current_address(request: HttpRequest) -> SplitResult:
    """Return the address that the browser is at, empty when that cannot be read."""
    try:
        return urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return urlsplit("")


def is_on_feed(request: HttpRequest) -> bool:
    return current_address(request).path == reverse("alerts")


def current_query(request: HttpRequest) -> QueryDict:
    """Return the query of the feed's address that the browser is at, empty when it is elsewhere."""
    query = QueryDict(current_address(request).query if is_on_feed(request) else "", mutable=True)
    query.pop("before", None)
    return query


def steer(request: HttpRequest, response: HttpResponse, part: str, query: str, selected: str) -> None:
    """Have htmx replace ``part`` as it stands when the answer comes, and the browser show the address of the two."""
    response["HX-Retarget"] = f"#{part}"
    address = QueryDict(query, mutable=True)
    address.pop("selected", None)
    if selected:
        address["selected"] = selected
    if address != current_query(request):
        response["HX-Push-Url"] = f"{reverse('alerts')}?{address.urlencode()}".rstrip("?")
