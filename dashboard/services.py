"""Writes of the user's workspace: watchlists and their stars."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from dashboard.models import Watchlist, WatchlistEntry
from markets.models import AssetClass, Instrument
from project.common.errors import Missing

CORE = "Core"
STOCKS = "Stocks"
CORE_SIZE = 14


@dataclass(frozen=True, slots=True)
class StarChange:
    """What a press on a star did: whether the instrument is watched now, and in which list."""

    is_starred: bool
    watchlist: Watchlist


@transaction.atomic
def ensure_watchlists(user: User) -> list[Watchlist]:
    """Return the user's lists, made on the first visit: Core with the largest crypto assets, and Stocks.

    The user's row is locked meanwhile, so two pages opened at once make one pair of lists.
    """
    User.objects.select_for_update().get(pk=user.pk)
    watchlists = list(Watchlist.objects.visible_to(user))
    if watchlists:
        return watchlists
    active = Instrument.objects.filter(is_active=True)
    return [
        _make_list(user, CORE, 0, active.filter(asset_class=AssetClass.CRYPTO)[:CORE_SIZE]),
        _make_list(user, STOCKS, 1, active.filter(asset_class=AssetClass.STOCK)),
    ]


def _make_list(user: User, name: str, position: int, instruments: Iterable[Instrument]) -> Watchlist:
    watchlist = Watchlist.objects.create(user=user, name=name, position=position)
    WatchlistEntry.objects.bulk_create(
        WatchlistEntry(watchlist=watchlist, instrument=instrument, position=index)
        for index, instrument in enumerate(instruments)
    )
    return watchlist


@transaction.atomic
def toggle_star(user: User, instrument: Instrument, watchlist_id: int | None = None) -> StarChange:
    """Put the instrument on the list, or take it off.

    Without ``watchlist_id`` a watched instrument leaves every list of the user, and an unwatched one joins the first.
    Raises Missing when the list is not the user's.
    """
    watchlists = ensure_watchlists(user)
    if watchlist_id is not None:
        watchlists = [each for each in watchlists if each.pk == watchlist_id]
        if not watchlists:
            raise Missing("There is no such watchlist.", code="WATCHLIST_NOT_FOUND")
    entries = WatchlistEntry.objects.filter(watchlist__in=watchlists, instrument=instrument)
    entry = entries.select_related("watchlist").first()
    if entry is not None:
        entries.delete()
        return StarChange(is_starred=False, watchlist=entry.watchlist)
    last = WatchlistEntry.objects.filter(watchlist=watchlists[0]).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    WatchlistEntry.objects.create(watchlist=watchlists[0], instrument=instrument, position=position)
    return StarChange(is_starred=True, watchlist=watchlists[0])
