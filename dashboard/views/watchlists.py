"""Stars: what a user watches."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from dashboard.parts import add_toast
from dashboard.services import toggle_star
from dashboard.session import signed_in
from markets.selectors import get_instrument
from project.common.errors import Invalid
from project.common.text import is_whole_number

STAR_STYLES = ("", "boxed", "wide", "named")


@require_POST
@login_required
def star(request: HttpRequest, symbol: str) -> HttpResponse:
    """Turn the star of an instrument over: htmx gets the new star, a browser goes back to where it was."""
    instrument = get_instrument(symbol)
    change = toggle_star(signed_in(request), instrument, read_list(request.POST.get("list", "")))
    if not getattr(request, "htmx", False):
        return redirect(page_before(request))
    style = request.POST.get("style", "")
    context = {
        "instrument": instrument,
        "is_starred": change.is_starred,
        "list_id": request.POST.get("list", ""),
        "star_style": style if style in STAR_STYLES else "",
        "list_name": change.watchlist.name,
    }
    response = render(request, "markets/_star.html", context)
    verb = "added to" if change.is_starred else "removed from"
    text = f"{instrument.symbol} {verb} {change.watchlist.name}."
    return add_toast(response, text, "info")


def read_list(text: str) -> int | None:
    if text and not is_whole_number(text, digits=15):
        raise Invalid("The list is not a number.", details={"list": f"{text[:40]!r} is not the number of a list."})
    return int(text) if text else None


def page_before(request: HttpRequest) -> str:
    before = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before if is_ours and "/" in before else "markets"
