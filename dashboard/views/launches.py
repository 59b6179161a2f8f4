"""The launch calendar, and the address by which calendar programs read it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.usage.limiter import admit_visitor
from alerts.events.calendar import KINDS, CalendarFilters, Launch, choices, launches, undated
from alerts.events.calendar_keys import key_of, make_key, revoke_key, user_of
from alerts.events.calendar_query import parse_filters
from alerts.events.ical import calendar_file
from alerts.models import EventStatus, Kind
from dashboard.addresses import changed_query
from dashboard.exposure import watched_assets
from dashboard.launches import TIMELINE_BEFORE, TIMELINE_DAYS, agenda, line_of, month_of, next_month, timeline
from dashboard.parts import render_part
from dashboard.session import signed_in
from project.common import clock
from project.common.errors import Invalid

PARTS = {"launch-view": "launches/_view.html"}
VIEWS = {"agenda": "Agenda", "month": "Month", "timeline": "Timeline"}
FEED_BEFORE = timedelta(days=30)
FEED_MOST = 1000

Context = dict[str, Any]


@require_safe
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what launches when as an agenda, a month or a timeline."""
    user, query, now = signed_in(request), request.GET, clock.now()
    view = query.get("view") or "agenda"
    if view not in VIEWS:
        raise Invalid("The calendar has no such view.", details={"view": f"Choose one of {', '.join(VIEWS)}."})
    filters = parse_filters(query, assets=watched_assets(user) if query.get("mine") else None)
    build: dict[str, Callable[[User, CalendarFilters, QueryDict, datetime], Context]] = {
        "agenda": agenda_context,
        "month": month_context,
        "timeline": timeline_context,
    }
    context = build[view](user, filters, query, now) | form_context(user, filters, query, view)
    return render_part(request, "launches/page.html", PARTS, {**context, "calendar_key": key_of(user)})


def agenda_context(user: User, filters: CalendarFilters, query: QueryDict, now: datetime) -> Context:
    is_past = bool(query.get("past"))
    today = now.date()
    if is_past:
        found = launches(user, replace(filters, last=min(filters.last or today, today - timedelta(days=1))))
        shown = [each for each in reversed(found) if each.span and each.span.last_day < today]
        return {"sections": agenda([line_of(each, now) for each in shown], []), "total": len(shown)}
    shown = launches(user, replace(filters, first=max(filters.first or today, today)))
    waiting = undated(user, filters)
    lines, rest = ([line_of(each, now) for each in found] for found in (shown, waiting))
    return {"sections": agenda(lines, rest), "total": len(lines) + len(rest)}


def month_context(user: User, filters: CalendarFilters, query: QueryDict, now: datetime) -> Context:
    first = parse_month(query.get("month", ""), now.date())
    found = launches(user, replace(filters, first=first, last=next_month(first) - timedelta(days=1)))
    lines = [line_of(each, now) for each in found]
    month = month_of(first, lines, now.date())
    return {
        "month": month,
        "sections": agenda(lines, []),
        "total": len(lines),
        "before_url": address(query, month=month.before),
        "after_url": address(query, month=month.after),
    }


def parse_month(text: str, today: date) -> date:
    """Return the first day of a month such as 2026-11, of this one when none is given. Raises Invalid."""
    try:
        first = date.fromisoformat(f"{text}-01") if text else today.replace(day=1)
    except ValueError:
        raise Invalid("There is no such month. Write it as 2026-11.", details={"month": text[:20]}) from None
    if not 1970 <= first.year <= 2200:
        raise Invalid("The calendar goes from 1970 to 2200.", details={"month": text[:20]})
    return first


def timeline_context(user: User, filters: CalendarFilters, query: QueryDict, now: datetime) -> Context:
    start = now.date() - timedelta(days=TIMELINE_BEFORE)
    found = launches(user, replace(filters, first=start, last=start + timedelta(days=TIMELINE_DAYS - 1)))
    bars = timeline([line_of(each, now) for each in found], now.date())
    marks = [start + timedelta(days=step) for step in range(0, TIMELINE_DAYS, 15)]
    return {
        "bars": bars,
        "marks": marks,
        "today_x": round(TIMELINE_BEFORE / TIMELINE_DAYS * 100, 2),
        "total": len(bars),
    }


def form_context(user: User, filters: CalendarFilters, query: QueryDict, view: str) -> Context:
    chains, companies = choices(user)
    return {
        "view": view,
        "views": [(name, label, address(query, view=name)) for name, label in VIEWS.items()],
        "filters": filters,
        "is_mine": bool(query.get("mine")),
        "is_past": bool(query.get("past")),
        "is_filtered": any(query.get(name) for name in ("q", "kind", "status", "chain", "company", "mine")),
        "month_text": query.get("month", ""),
        "kinds": [(kind.value, kind.label) for kind in map(Kind, KINDS)],
        "statuses": EventStatus.choices,
        "chains": chains,
        "companies": companies,
        "past_url": address(query, past="" if query.get("past") else "1"),
    }


def address(query: QueryDict, **changes: str) -> str:
    return f"{reverse('launches')}?{changed_query(query, **changes)}".rstrip("?")


@require_POST
@never_cache
@login_required
def make_calendar_key(request: HttpRequest) -> HttpResponse:
    """Make the calendar's address, or another one in its place; this answer is the only place where it ever stands."""
    user = signed_in(request)
    replaced = key_of(user) is not None
    text = make_key(user, request=request)
    url = f"{settings.PUBLIC_URL}{reverse('launch_feed', args=[text])}"
    return render(request, "launches/made.html", {"url": url, "replaced": replaced})


@require_POST
@login_required
def revoke_calendar_key(request: HttpRequest) -> HttpResponse:
    if revoke_key(signed_in(request), request=request):
        messages.success(request, "The calendar's address no longer works.")
    return redirect("launches")


@require_safe
def launch_feed(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a calendar program that knows somebody's address; whoever guesses runs out of tries."""
    admit_visitor(request, rate="normal")
    user = user_of(key)
    if user is None:
        raise Http404("There is no such calendar.")
    filters = parse_filters(request.GET)
    statuses = filters.status or tuple(EventStatus.values)
    first = filters.first or clock.now().date() - FEED_BEFORE
    found = launches(user, replace(filters, status=statuses, first=first), limit=FEED_MOST)
    body = calendar_file(found, host=urlsplit(settings.PUBLIC_URL).hostname or "tidewatch", link=alert_url)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="tidewatch-launches.ics"'
    response["Cache-Control"] = "private"
    response["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer if isinstance(answer, HttpResponse) else response


def alert_url(launch: Launch) -> str:
    return f"{settings.PUBLIC_URL}{reverse('alert', args=[launch.alert_id])}"
