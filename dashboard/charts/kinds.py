"""The menu of indicators: those over the price first, then those with a pane of their own."""

from dashboard.charts.overlays import OVERLAYS
from dashboard.charts.panes import PANES

GROUPS = (("Over the price", OVERLAYS), ("Below the price", PANES))
BY_KEY = {kind.key: kind for kind in (*OVERLAYS, *PANES)}
