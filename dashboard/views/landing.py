"""The start page of a visitor: what this is, live, and the way in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.forms import LoginForm
from alerts.selectors import public_alerts
from dashboard.lines import Line, build_lines
from markets.catalog import LANDING_SYMBOLS
from markets.selectors import active_instruments, latest_prices, sparklines

TOPICS = " ".join([*(f"px:{symbol}" for symbol in LANDING_SYMBOLS), "exchanges"])


@never_cache
def landing(request: HttpRequest) -> HttpResponse:
    context = {"form": LoginForm(request=request), "lines": demo_lines(), "alerts": public_alerts(5), "topics": TOPICS}
    return render(request, "landing/page.html", context)


def demo_lines() -> list[Line]:
    instruments = [each for each in active_instruments() if each.symbol in LANDING_SYMBOLS]
    return build_lines(instruments, latest_prices(LANDING_SYMBOLS), sparklines(LANDING_SYMBOLS), {}, ())
