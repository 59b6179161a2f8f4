"""What the dashboard adds to a copy of somebody's data."""

from typing import Any

from django.dispatch import receiver

from accounts.models import User
from accounts.personal_data import Section
from accounts.signals import collect_personal_data
from dashboard.models import Drawing, SavedView, Watchlist, WatchlistEntry


@receiver(collect_personal_data)
def on_collect(user: User, **kwargs: Any) -> list[Section]:
    entries = WatchlistEntry.objects.filter(watchlist__user=user)
    return [
        Section("watchlists", Watchlist.objects.visible_to(user), ("name", "position")),
        Section("watchlist_entries", entries, ("watchlist__name", "instrument__symbol", "position")),
        Section("saved_views", SavedView.objects.visible_to(user), ("page", "name", "query", "created_at")),
        Section("drawings", Drawing.objects.visible_to(user), ("instrument__symbol", "kind", "points", "created_at")),
    ]
