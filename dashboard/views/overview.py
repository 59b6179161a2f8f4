"""The overview: what changed, in five seconds."""

from collections.abc import Callable
from typing import Any

import orjson
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from alerts.events.calendar import upcoming
from alerts.filters import AlertFilters
from alerts.selectors import alert_page, alert_summary_24h
from dashboard.charts.liquidations import liquidation_chart
from dashboard.charts.performance import performance_chart, turnover_chart
from dashboard.figures import Figures, breadth_figure, coming, launch_figure, turnover_figure, watchlist_figure
from dashboard.flow import noticed
from dashboard.lines import headings, parse_sort, sorted_lines
from dashboard.models import Watchlist
from dashboard.parts import render_part, wanted_part
from dashboard.selectors import market_lines, pick_watchlist, price_topics, watched_instruments, watchlists_of
from dashboard.session import signed_in
from markets.candles.groups import many_candles
from markets.flow.selectors import market_events
from markets.multi.flow import liquidations_by_hour
from markets.selectors import latest_prices
from markets.types import Timeframe
from project.common import clock

BENCHMARKS = ("BTC-USDT", "ETH-USDT")
PERFORMANCE_DAYS = 91
TURNOVER_HOURS = 24
LIVE_ALERTS = 12
EVENTS = 8

Context = dict[str, Any]


def list_context(user: User, watchlist: Watchlist | None, query: QueryDict) -> Context:
    """Return what the watchlist and the figures above it show; both stand on the same lines."""
    instruments = watched_instruments(watchlist) if watchlist else []
    lines = market_lines(user, instruments)
    sort = parse_sort(query)
    prices = list(latest_prices().values())
    launches = upcoming(user, 1)
    return {
        "lines": sorted_lines(lines, sort),
        "headings": headings(query, sort),
        "topics": price_topics(instruments),
        "charts_url": f"{reverse('overview_charts')}?list={watchlist.pk}" if watchlist else "",
        "list_id": watchlist and watchlist.pk,
        "figures": Figures(
            watchlist_figure(lines),
            alert_summary_24h(user),
            turnover_figure(prices),
            breadth_figure(prices),
            launch_figure(launches, clock.now()),
        ),
    }


def alerts_context(user: User, _watchlist: Watchlist | None, _query: QueryDict) -> Context:
    return {"alerts": alert_page(user, AlertFilters(), limit=LIVE_ALERTS).alerts}


def launches_context(user: User, _watchlist: Watchlist | None, _query: QueryDict) -> Context:
    return {"launches": coming(upcoming(user), clock.now())}


def events_context(_user: User, _watchlist: Watchlist | None, _query: QueryDict) -> Context:
    return {"market_events": noticed(market_events(None, None, None, EVENTS))}


BUILDERS: dict[str, Callable[[User, Watchlist | None, QueryDict], Context]] = {
    "watchlist": list_context,
    "figures": list_context,
    "live-alerts": alerts_context,
    "launches": launches_context,
    "market-events": events_context,
}
PARTS = {name: f"overview/_{name.replace('-', '_')}.html" for name in BUILDERS}


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Show the user's lists, alerts and launches, or the one part that htmx asks for."""
    user = signed_in(request)
    watchlists = watchlists_of(user)
    watchlist = pick_watchlist(watchlists, request.GET.get("list", ""))
    part = wanted_part(request)
    builders = {BUILDERS[part]} if part in BUILDERS else set(BUILDERS.values())
    context: Context = {"watchlists": watchlists, "watchlist": watchlist, "is_swapped_along": part == "watchlist"}
    for build in builders:
        context |= build(user, watchlist, request.GET)
    return render_part(request, "overview/page.html", PARTS, context)


@require_safe
@login_required
def overview_charts(request: HttpRequest) -> HttpResponse:
    """Answer with the numbers of the charts for one list."""
    user = signed_in(request)
    watchlist = pick_watchlist(watchlists_of(user), request.GET.get("list", ""))
    symbols = [each.symbol for each in watched_instruments(watchlist)] if watchlist else []
    days = many_candles({*symbols, *BENCHMARKS}, Timeframe.D1, PERFORMANCE_DAYS)
    hours = many_candles(symbols, Timeframe.H1, TURNOVER_HOURS)
    others = {symbol.partition("-")[0]: days[symbol] for symbol in BENCHMARKS if symbol in days}
    watched = [days[symbol] for symbol in symbols if symbol in days]
    answer = {
        "performance": performance_chart(watchlist.name if watchlist else "", watched, others),
        "turnover": turnover_chart(list(hours.values())),
        "liquidations": liquidation_chart(liquidations_by_hour()),
    }
    return HttpResponse(orjson.dumps(answer), content_type="application/json")
