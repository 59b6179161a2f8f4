"""The list of markets: find and compare."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from accounts.models import User
from dashboard.addresses import changed_query
from dashboard.charts.heatmap import BOXES, heatmap
from dashboard.drawer import Drawer, open_drawer, screen_links
from dashboard.lines import Line, headings, parse_sort, sorted_lines
from dashboard.parts import render_part, wanted_part
from dashboard.screens import Direction, Layout, Screen, Sureness, layout_links, parse_screen, screen_query
from dashboard.selectors import market_lines, price_topics, watchlists_of
from dashboard.session import signed_in
from dashboard.venues import SURE_WORDS
from markets.exchanges.registry import exchange_names
from markets.models import AssetClass
from markets.selectors import active_instruments, exchange_states
from project.common.errors import Invalid

FORM_FIELDS = ("q", "class", "exchange", "direction", "min_turnover", "max_spread", "sure", "starred")
PARTS = {"market-table": "markets/_answer.html", "market-area": "markets/_area.html"}
FORM_PARTS = {"market-table": "markets/_form.html", "screen-form": "markets/_form.html"}


@require_safe
@login_required
def markets(request: HttpRequest) -> HttpResponse:
    """Show every instrument that passes the filters of the address, and the one that is open beside them."""
    user = signed_in(request)
    watchlists = watchlists_of(user)  # a first visit makes the lists, so that the stars are true
    lines = market_lines(user, active_instruments())
    exchanges = exchange_choices(lines)
    try:
        screen, sort = parse_screen(request.GET, exchanges), parse_sort(request.GET)
    except Invalid as error:
        context = form_context(request.GET, exchanges) | {"errors": error.details, "total_count": len(lines)}
        return render_part(request, "markets/page.html", FORM_PARTS, context | {"shown_count": 0}, status=error.status)
    shown = sorted_lines((line for line in lines if screen.matches(line)), sort)
    opened = request.GET.get("open", "")
    drawer = open_drawer(user, opened, lines, watchlists) if opened else None
    context = form_context(request.GET, exchanges) | {
        "screen": screen,
        "sort": sort,
        "headings": headings(request.GET, sort),
        "layouts": layout_links(request.GET, screen),
        "shown_count": len(shown),
        "total_count": len(lines),
        "is_old": bool(shown) and all(line.is_stale or line.last is None for line in shown),
        "opened": opened,
        "drawer": drawer,
        "topics": topics(shown, drawer),
        "is_part": bool(wanted_part(request)),
        "sure_words": SURE_WORDS,
        **links(user, request.GET),
        **rows_or_tiles(screen, shown),
    }
    return render_part(request, "markets/page.html", PARTS, context)


def rows_or_tiles(screen: Screen, lines: list[Line]) -> dict[str, Any]:
    is_drawn = screen.view == Layout.HEATMAP
    return {"lines": lines, "tiles": {shape: heatmap(lines, shape) for shape in BOXES} if is_drawn else {}}


def topics(lines: list[Line], drawer: Drawer | None) -> str:
    """Return what the page listens to: the prices that are shown, and the exchanges behind the one that is open."""
    if drawer is None:
        return price_topics(line.instrument for line in lines)
    instrument = drawer.line.instrument
    return f"{price_topics([*(line.instrument for line in lines), instrument])} venues:{instrument.symbol}"


def links(user: User, query: QueryDict) -> dict[str, Any]:
    """Return the addresses beside the filters' own; ``row_query`` wants a symbol at its end."""
    closed = changed_query(query, open="")
    return {
        "screens": screen_links(user, query),
        "saved_query": screen_query(query),
        "closed_query": closed,
        "row_query": f"{closed}&open=" if closed else "open=",
        "table_query": changed_query(query, view=""),
    }


def form_context(query: QueryDict, exchanges: dict[str, str]) -> dict[str, Any]:
    return {
        "form": {name: query.get(name, "") for name in FORM_FIELDS},
        "classes": AssetClass.choices,
        "directions": Direction.choices,
        "sureness": Sureness.choices,
        "exchanges": exchanges,
    }


def exchange_choices(lines: list[Line]) -> dict[str, str]:
    """Return the names of the exchanges that report, and of those that a price came from."""
    known = exchange_names()
    names = {exchange: known.get(exchange, exchange) for line in lines for exchange in line.exchanges}
    return dict(sorted((names | {state.exchange: state.name for state in exchange_states()}).items()))
