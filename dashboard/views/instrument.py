"""One instrument: read it completely, and act."""

from datetime import datetime
from typing import Any

import orjson
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from alerts.selectors import alerts_for_instrument
from dashboard.book import book_context
from dashboard.chart_options import TABS, read_limit, read_tab, read_timeframe
from dashboard.chart_show import COOKIE, comparable, read_compared, read_show
from dashboard.charts.candles import FLAGGED, alert_flags, candle_chart, event_flags, warm_up
from dashboard.charts.kinds import GROUPS
from dashboard.drawings import drawings_of
from dashboard.flow import flow_context
from dashboard.parts import render_part, wanted_part
from dashboard.selectors import market_lines, neighbours, watched_instruments, watchlists_of
from dashboard.session import signed_in
from dashboard.statistics_reads import statistics_of
from dashboard.tape import big_notional, prints, size_steps, tape_note
from dashboard.venues import SURE_WORDS, badge, venue_lines, venues_note
from dashboard.wording import chart_label, empty_note, exchange_names
from markets.candles.selectors import CandleSeries, latest_candles
from markets.exchanges.registry import exchange_names as known_names
from markets.flow.selectors import market_events
from markets.models import AssetClass, Instrument
from markets.selectors import data_mode, get_instrument, latest_prices, recent_trades
from markets.stocks.selectors import is_market_closed
from markets.types import Price, Timeframe
from project.common.clock import from_ms

VENUES_PART, STATISTICS_PART, FLOW_PART = "instrument-venues", "instrument-statistics", "instrument-flow"
PARTS = {
    "instrument-alerts": "instrument/_alerts.html",
    VENUES_PART: "instrument/_venues.html",
    FLOW_PART: "instrument/_flow.html",
    "instrument-book": "instrument/_book.html",
    "instrument-slippage": "instrument/_book_slippage.html",
    "compare-choices": "instrument/_compare_choices.html",
    STATISTICS_PART: "instrument/_statistics.html",
}
BOOK_PARTS = ("instrument-book", "instrument-slippage")
TAPE_LENGTH = 40
DAYS = 40


@require_safe
@login_required
def instrument(request: HttpRequest, symbol: str) -> HttpResponse:
    """Show one instrument; its chart fetches the candles by itself."""
    found = get_instrument(symbol)
    if found.symbol != symbol:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(reverse("instrument", args=[found.symbol]) + query, permanent=True)
    user = signed_in(request)
    context: dict[str, Any] = {
        "instrument": found,
        "timeframe": read_timeframe(request.GET),
        "timeframes": list(Timeframe),
        "tab": read_tab(request.GET),
        "tabs": TABS,
    }
    part = wanted_part(request)
    context |= chart_context(request, found)
    if part == STATISTICS_PART or (part not in PARTS and context["tab"] == "statistics"):
        context["statistics"] = statistics_of(found)
    if part == FLOW_PART or (part not in PARTS and context["tab"] == "flow"):
        context |= flow_context(found, request.GET)
    if part == VENUES_PART:
        context |= venues_context(_price_of(found), data_mode())
    elif part in BOOK_PARTS:
        context |= book_context(found, request.GET, _price_of(found), data_mode())
    else:
        context["alerts"] = alerts_for_instrument(user, found)
    if part not in PARTS:
        context |= price_context(found) | tape_context(found) | list_context(user, found)
        context["drawings"] = drawings_of(user, found)
        context |= book_context(found, request.GET, context["price"], data_mode())
    return render_part(request, "instrument/page.html", PARTS, context)


def chart_context(request: HttpRequest, found: Instrument) -> dict[str, Any]:
    compared = read_compared(request.GET, found)
    return {
        "show": read_show(request.GET, request.COOKIES.get(COOKIE, "")),
        "groups": GROUPS,
        "compared": compared,
        "choices": comparable(found, request.GET.get("find", ""), compared),
    }


def price_context(found: Instrument) -> dict[str, Any]:
    price = _price_of(found)
    days = latest_candles(found, Timeframe.D1, DAYS)
    mode = data_mode()
    return venues_context(price, mode) | {
        "priced_at": from_ms(price.at_ms) if price else None,
        "exchange_names": exchange_names(price.exchanges if price else ()),
        "is_pair": found.asset_class == AssetClass.CRYPTO,
        "chart_label": chart_label(found, price),
        "empty_note": "" if len(days.rows) or price else empty_note(found, mode),
        "no_candles_note": empty_note(found, mode),
        "is_closed": is_market_closed(found),
        "topics": f"px:{found.symbol} tape:{found.symbol} venues:{found.symbol} flow:{found.symbol}",
        "venue_names": known_names(),
    }


def venues_context(price: Price | None, mode: str) -> dict[str, Any]:
    return {
        "price": price,
        "badge": badge(price),
        "venues": venue_lines(price),
        "venues_note": venues_note(mode),
        "sure_words": SURE_WORDS,
    }


def _price_of(found: Instrument) -> Price | None:
    return latest_prices([found.symbol]).get(found.symbol)


def tape_context(found: Instrument) -> dict[str, Any]:
    trades = recent_trades(found.symbol, TAPE_LENGTH)
    return {
        "prints": prints(trades),
        "big_notional": big_notional(trades),
        "size_steps": size_steps(found.quote),
        "tape_note": tape_note(found, data_mode()),
    }


def list_context(user: User, found: Instrument) -> dict[str, Any]:
    """Return the instrument's own line, and its neighbours in the first of the user's lists that it stands on."""
    previous = following = None
    for watchlist in watchlists_of(user):
        previous, following = neighbours(watched_instruments(watchlist), found.symbol)
        if previous is not None:
            break
    return {"line": market_lines(user, [found])[0], "previous": previous, "next": following}


@require_safe
@login_required
def candles(request: HttpRequest, symbol: str) -> HttpResponse:
    """Answer with the numbers of the candle chart and the alerts on its time axis."""
    found = get_instrument(symbol)
    limit, timeframe = read_limit(request.GET), read_timeframe(request.GET)
    indicators = read_show(request.GET).indicators
    series = latest_candles(found, timeframe, limit + warm_up(indicators, timeframe))
    compared = {each.symbol: latest_candles(each, timeframe, limit) for each in read_compared(request.GET, found)}
    flags = alert_flags(alerts_for_instrument(signed_in(request), found, limit=100))
    flags += event_flags(found.symbol, market_events(found.symbol, FLAGGED, _begin_of(series, limit), limit=100))
    chart = candle_chart(series, limit, indicators, compared)
    return HttpResponse(orjson.dumps(chart | {"alerts": flags}), content_type="application/json")


def _begin_of(series: CandleSeries, limit: int) -> datetime | None:
    return from_ms(int(series.rows[-limit:][0, 0])) if len(series.rows) else None
