"""Finds liquidations that set each other off: 30 seconds in which a coin loses more than it usually does."""

from markets.flow.clusters import Window
from markets.flow.groups import group_of
from markets.flow.quantile import Quantile

SHARE = 0.95
HALF_LIFE_MS = 24 * 3_600_000
ENOUGH = 20
MANY = 3
"""One big position that is closed is no cascade."""


class Cascades:
    """Judges each window of liquidations against the coin's own windows before it."""

    def __init__(self) -> None:
        self._usual: dict[str, Quantile] = {}

    def is_cascade(self, window: Window) -> bool:
        """Say whether a window is one, and remember how big it was; each window is asked about once."""
        usual = self._usual.setdefault(window.symbol, Quantile(HALF_LIFE_MS))
        threshold = group_of(window.symbol).cascade_usd
        if usual.seen >= ENOUGH:
            threshold = max(threshold, usual.at(SHARE))
        usual.add(window.usd_value, window.began_ms)
        return window.count >= MANY and window.usd_value >= threshold
