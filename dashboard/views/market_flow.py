"""What was noticed on the markets: events of all instruments, filtered by the address."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from dashboard.flow import FLOORS, TONES
from dashboard.parts import render_part
from markets.flow.pages import EventFilters, event_page
from markets.models import MarketEvent
from markets.selectors import active_instruments, data_mode
from markets.types import EventKind
from project.common.errors import Invalid
from project.common.text import is_whole_number

PARTS = {"market-events": "market_flow/_events.html", "older-events": "market_flow/_older.html"}
KINDS = {
    EventKind.WHALE: "Whales",
    EventKind.LIQUIDATION: "Liquidations",
    EventKind.MOVE: "Moves",
    EventKind.DISAGREEMENT: "Disagreements",
    EventKind.DEPEG: "Depegs",
}
SIDES = {
    "buy": "Buys",
    "sell": "Sells",
    "long": "Longs closed",
    "short": "Shorts closed",
    "up": "Up",
    "down": "Down",
    "above": "Above the peg",
    "below": "Below the peg",
}
DIGITS = 18


@require_safe
@login_required
def market_flow(request: HttpRequest) -> HttpResponse:
    """Show a page of events, or the part that htmx asks for."""
    symbols = [each.symbol for each in active_instruments()]
    filters, before = read_filters(request.GET, symbols), read_before(request.GET)
    page = event_page(filters, before)
    context: dict[str, Any] = {
        "filters": filters,
        "is_filtered": filters != EventFilters(),
        "is_first": before is None,
        "lines": [(each, KINDS[EventKind(each.kind)], *side_of(each)) for each in page.events],
        "next_query": query_of(request.GET, page.next_before),
        "kinds": KINDS.items(),
        "sides": SIDES.items(),
        "symbols": symbols,
        "floors": [(each, f"From {label}") for each, label in FLOORS.items()],
        "is_off": data_mode() == "off",
    }
    return render_part(request, "market_flow/page.html", PARTS, context)


def side_of(event: MarketEvent) -> tuple[str, str]:
    return SIDES.get(event.side, ""), TONES.get(event.side, "")


def read_filters(query: QueryDict, symbols: list[str]) -> EventFilters:
    """Read what is asked for. Raises Invalid with a sentence for each parameter that is wrong."""
    known = {"kind": [*map(str, KINDS)], "side": [*SIDES], "symbol": symbols, "floor": [*map(str, FLOORS)]}
    asked = {name: query.get(name, "").strip() for name in known}
    wrong = {
        name: f"{text[:40]!r} is not one of those that there are."
        for name, text in asked.items()
        if text and text not in known[name]
    }
    if wrong:
        raise Invalid("The events cannot be filtered so.", details=wrong)
    return EventFilters(asked["kind"], asked["symbol"], asked["side"], float(asked["floor"] or 0))


def read_before(query: QueryDict) -> int | None:
    """Read the event after which a page begins. Raises Invalid."""
    text = query.get("before", "")
    if text and not is_whole_number(text, digits=DIGITS):
        raise Invalid("There is no such page.", details={"before": f"{text[:40]!r} is not the number of an event."})
    return int(text) if text else None


def query_of(query: QueryDict, before: int | None) -> str:
    """Return the query of the next page, empty on the last one."""
    following = query.copy()
    following["before"] = str(before)
    return following.urlencode() if before is not None else ""
