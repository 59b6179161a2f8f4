"""What stands beside the table of markets about one of them, and the screens above it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict

from accounts.models import User
from dashboard.lines import Line
from dashboard.models import SavedView, ViewPage, Watchlist, WatchlistEntry
from dashboard.saved_views import views_of
from dashboard.screens import screen_query
from dashboard.venues import Line as VenueLine
from dashboard.venues import venue_lines
from markets.selectors import latest_prices
from markets.types import Price

READY_SCREENS = (
    ("All markets", ""),
    ("Gainers", "direction=up&sort=-change_24h"),
    ("Losers", "direction=down&sort=change_24h"),
    ("Watched", "starred=1"),
)


class Listed(NamedTuple):
    """One of the user's lists, and whether the instrument stands on it."""

    watchlist: Watchlist
    is_starred: bool


@dataclass(frozen=True, slots=True)
class Drawer:
    """``low`` and ``high`` are those of the closes that are drawn."""

    line: Line
    price: Price | None
    venues: list[VenueLine]
    lists: list[Listed]

    @property
    def low(self) -> float | None:
        return min(self.line.week, default=None)

    @property
    def high(self) -> float | None:
        return max(self.line.week, default=None)


class ScreenLink(NamedTuple):
    """A screen to choose; ``view`` is the row of one that the user has saved."""

    name: str
    query: str
    is_current: bool
    view: SavedView | None = None


def open_drawer(user: User, symbol: str, lines: Sequence[Line], watchlists: Sequence[Watchlist]) -> Drawer | None:
    """Return what is to be told of the line with that symbol, None when there is no such line."""
    line = next((line for line in lines if line.instrument.symbol == symbol.upper()), None)
    if line is None:
        return None
    entries = WatchlistEntry.objects.filter(watchlist__user=user, instrument=line.instrument)
    listed = set(entries.values_list("watchlist_id", flat=True))
    price = latest_prices([line.instrument.symbol]).get(line.instrument.symbol)
    return Drawer(line, price, venue_lines(price), [Listed(each, each.pk in listed) for each in watchlists])


def screen_links(user: User, query: QueryDict) -> list[ScreenLink]:
    """Return the screens that everybody has, then those that the user has saved."""
    here = screen_query(query)
    ready = [ScreenLink(name, kept, kept == here) for name, kept in READY_SCREENS]
    return ready + [
        ScreenLink(view.name, view.query, view.query == here, view) for view in views_of(user, ViewPage.MARKETS)
    ]
