from dashboard.models.view import SavedView
from dashboard.models.watchlist import Watchlist, WatchlistEntry, WatchlistQuerySet

__all__ = ["SavedView", "Watchlist", "WatchlistEntry", "WatchlistQuerySet"]
