from dashboard.models.watchlist import Watchlist, WatchlistEntry, WatchlistQuerySet

__all__ = ["Watchlist", "WatchlistEntry", "WatchlistQuerySet"]
