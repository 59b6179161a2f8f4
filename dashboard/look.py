"""How the page is to look: the user's settings, or this browser's cookies."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import Density, DirectionPalette, Theme, User

COOKIE_AGE_S = 365 * 86_400
DENSE_PAGES = frozenset({"instrument", "alerts", "alert"})
NAVIGATION = ("full", "rail")


@dataclass(frozen=True, slots=True)
class Look:
    """The attributes of ``<html>``, and whether the navigation shows words (``full``) or icons (``rail``)."""

    theme: str = Theme.DARK
    updown: str = DirectionPalette.DEFAULT
    red_means_up: bool = False
    density: str = Density.DEFAULT
    nav: str = "full"


def look_of(request: HttpRequest, user: User | None, page: str = "") -> Look:
    """A theme chosen in this browser goes before the saved one: a bright desk and a dark sofa share an account."""
    cookies = request.COOKIES
    theme = cookies.get("theme", "")
    density = cookies.get("density", "")
    is_dense = page in DENSE_PAGES
    nav = cookies.get("nav_dense" if is_dense else "nav", "")
    is_wide = not is_dense and (user is None or user.wide_navigation)
    return Look(
        theme=theme if theme in Theme.values else user.theme if user else Theme.DARK,
        updown=user.palette if user else DirectionPalette.DEFAULT,
        red_means_up=bool(user and user.red_means_up),
        density=user.density if user else density if density in Density.values else Density.DEFAULT,
        nav=nav if nav in NAVIGATION else "full" if is_wide else "rail",
    )


def remember(response: HttpResponseBase, name: str, value: str, *, secure: bool) -> None:
    """Keep a choice in this browser for a year."""
    response.set_cookie(name, value, max_age=COOKIE_AGE_S, samesite="Lax", secure=secure)
