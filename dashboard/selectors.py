"""Reads of the user's workspace: watchlists, stars, and alerts counted by asset."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count

from accounts.models import User
from alerts.models import Alert, AlertStatus
from dashboard.lines import Line, build_lines
from dashboard.models import Watchlist
from dashboard.services import ensure_watchlists
from markets.models import Instrument
from markets.selectors import latest_prices, sparklines
from markets.types import Price
from project.common import clock
from project.common.errors import Missing

RECENT_ALERTS = 2000


@dataclass(frozen=True, slots=True)
class Priced:
    """An instrument with its price, if anybody has said one."""

    instrument: Instrument
    price: Price | None


def watchlists_of(user: User) -> list[Watchlist]:
    """Return the user's lists in their order, each with ``size``; the first visit makes the default ones."""
    # Django leaves the model's own order out of a query that counts.
    watchlists = Watchlist.objects.visible_to(user).annotate(size=Count("entries")).order_by("position", "id")
    return list(watchlists) or (ensure_watchlists(user) and list(watchlists.all()))


def pick_watchlist(watchlists: list[Watchlist], wanted: str) -> Watchlist | None:
    """Return the list with the id ``wanted``, by default the first; None when there is none at all.

    Raises Missing for an id that is not among them.
    """
    if not wanted:
        return watchlists[0] if watchlists else None
    for watchlist in watchlists:
        if str(watchlist.pk) == wanted:
            return watchlist
    raise Missing("There is no such watchlist.", code="WATCHLIST_NOT_FOUND")


def watched_instruments(watchlist: Watchlist) -> list[Instrument]:
    watched = Instrument.objects.filter(watchlistentry__watchlist=watchlist, is_active=True)
    return list(watched.order_by("watchlistentry__position", "watchlistentry__id"))


def starred_symbols(user: User) -> frozenset[str]:
    """Return the symbols that stand on any list of the user."""
    starred = Instrument.objects.filter(watchlistentry__watchlist__user=user)
    return frozenset(starred.values_list("symbol", flat=True))


def recent_alert_counts(user: User, hours: int = 24) -> Counter[str]:
    """Count the active alerts of the last ``hours`` by the asset they name, or their company's token stands for."""
    since = clock.now() - timedelta(hours=hours)
    alerts = Alert.objects.visible_to(user).filter(status=AlertStatus.ACTIVE, created_at__gte=since)
    rows = alerts.order_by("-seq").values_list("tokens_mentioned", "company__tokens")[:RECENT_ALERTS]
    return Counter(token for mentioned, own in rows for token in {*(mentioned or ()), *(own or ())})


def market_lines(user: User, instruments: Sequence[Instrument]) -> list[Line]:
    """Return a line for each instrument, in the order given."""
    symbols = [instrument.symbol for instrument in instruments]
    return build_lines(
        instruments, latest_prices(symbols), sparklines(symbols), recent_alert_counts(user), starred_symbols(user)
    )


def with_prices(instruments: Sequence[Instrument]) -> list[Priced]:
    """Return each instrument with its newest price, in the order given."""
    prices = latest_prices([each.symbol for each in instruments])
    return [Priced(each, prices.get(each.symbol)) for each in instruments]


def price_topics(instruments: Iterable[Instrument]) -> str:
    """Return what a page listens to for these instruments' prices."""
    return " ".join(f"px:{instrument.symbol}" for instrument in instruments)


def neighbours(instruments: Sequence[Instrument], symbol: str) -> tuple[Instrument | None, Instrument | None]:
    """Return what stands before and after ``symbol`` in the list, going round at the ends."""
    symbols = [each.symbol for each in instruments]
    if symbol not in symbols or len(symbols) < 2:
        return None, None
    index = symbols.index(symbol)
    return instruments[index - 1], instruments[(index + 1) % len(symbols)]
