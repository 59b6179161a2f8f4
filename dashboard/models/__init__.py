from dashboard.models.drawing import Drawing, DrawingKind
from dashboard.models.view import SavedView, ViewPage
from dashboard.models.watchlist import Watchlist, WatchlistEntry, WatchlistQuerySet

__all__ = [
    "Drawing",
    "DrawingKind",
    "SavedView",
    "ViewPage",
    "Watchlist",
    "WatchlistEntry",
    "WatchlistQuerySet",
]
