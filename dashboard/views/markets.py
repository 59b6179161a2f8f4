"""The list of markets: find and compare."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from dashboard.charts.heatmap import heatmap
from dashboard.lines import Line, headings, parse_sort, sorted_lines
from dashboard.parts import render_part
from dashboard.screens import Direction, Layout, Screen, layout_links, parse_screen
from dashboard.selectors import market_lines, price_topics, watchlists_of
from dashboard.session import signed_in
from markets.exchanges.registry import exchange_names
from markets.models import AssetClass
from markets.selectors import active_instruments, exchange_states
from project.common.errors import Invalid

FORM_FIELDS = ("q", "class", "exchange", "direction", "min_turnover", "starred")
PARTS = {"market-table": "markets/_results.html"}
FORM_PARTS = {"market-table": "markets/_form.html", "screen-form": "markets/_form.html"}


@require_safe
@login_required
def markets(request: HttpRequest) -> HttpResponse:
    """Show every instrument that passes the filters of the address."""
    user = signed_in(request)
    watchlists_of(user)  # a first visit makes the lists, so that the stars are true
    lines = market_lines(user, active_instruments())
    exchanges = exchange_choices(lines)
    try:
        screen = parse_screen(request.GET, exchanges)
        sort = parse_sort(request.GET)
    except Invalid as error:
        context = form_context(request.GET, exchanges) | {"errors": error.details, "total_count": len(lines)}
        return render_part(request, "markets/page.html", FORM_PARTS, context | {"shown_count": 0}, status=error.status)
    shown = sorted_lines((line for line in lines if screen.matches(line)), sort)
    context = form_context(request.GET, exchanges) | {
        "screen": screen,
        "sort": sort,
        "headings": headings(request.GET, sort),
        "layouts": layout_links(request.GET, screen),
        "shown_count": len(shown),
        "total_count": len(lines),
        "topics": price_topics(line.instrument for line in shown),
        **rows_or_tiles(screen, shown),
    }
    return render_part(request, "markets/page.html", PARTS, context)


def rows_or_tiles(screen: Screen, lines: list[Line]) -> dict[str, Any]:
    return {"lines": lines, "tiles": heatmap(lines) if screen.view == Layout.HEATMAP else []}


def form_context(query: QueryDict, exchanges: dict[str, str]) -> dict[str, Any]:
    return {
        "form": {name: query.get(name, "") for name in FORM_FIELDS},
        "classes": AssetClass.choices,
        "directions": Direction.choices,
        "exchanges": exchanges,
    }


def exchange_choices(lines: list[Line]) -> dict[str, str]:
    """Return the names of the exchanges that report, and of those that a price came from."""
    known = exchange_names()
    names = {exchange: known.get(exchange, exchange) for line in lines for exchange in line.exchanges}
    return dict(sorted((names | {state.exchange: state.name for state in exchange_states()}).items()))
