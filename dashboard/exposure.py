"""What an alert means for its reader: which of the watchlists hold the asset."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from accounts.models import User
from alerts.models import Alert
from dashboard.models import WatchlistEntry


@dataclass(frozen=True, slots=True)
class Holding:
    """A watchlist of the user's with the instruments on it that the alert is about."""

    watchlist_id: int
    name: str
    symbols: tuple[str, ...]


def assets_of(alert: Alert) -> tuple[str, ...]:
    """Return the tickers that ``alert`` is about: the event's, the company's, those in the text."""
    event = [alert.event.token] if alert.event and alert.event.token else []
    company = alert.company.tokens if alert.company else []
    return tuple(dict.fromkeys(token.upper() for token in (*event, *company, *alert.tokens_mentioned)))


def holdings(user: User, assets: Collection[str]) -> list[Holding]:
    """Return the user's watchlists that hold any of ``assets``, in their order, in one query."""
    if not assets:
        return []
    entries = WatchlistEntry.objects.filter(
        watchlist__user=user, instrument__is_active=True, instrument__base__in=assets
    ).order_by("watchlist__position", "watchlist_id", "position", "id")
    rows = entries.values_list("watchlist_id", "watchlist__name", "instrument__symbol")
    return _grouped(rows)


def _grouped(rows: Iterable[tuple[int, str, str]]) -> list[Holding]:
    lists: dict[int, tuple[str, list[str]]] = {}
    for key, name, symbol in rows:
        lists.setdefault(key, (name, []))[1].append(symbol)
    return [Holding(key, name, tuple(symbols)) for key, (name, symbols) in lists.items()]


def watched_assets(user: User) -> tuple[str, ...]:
    """Return the base assets that stand on any of the user's watchlists."""
    entries = WatchlistEntry.objects.filter(watchlist__user=user, instrument__is_active=True)
    return tuple(entries.order_by("instrument__base").values_list("instrument__base", flat=True).distinct())
