"""What an exchange sends twice: after a reconnect most send their last prints again."""

from collections import defaultdict

SEEN_IDS = 500
"""More than any exchange sends again."""


class Repeats:
    """The last ids of each symbol."""

    def __init__(self) -> None:
        self._seen: defaultdict[str, dict[str, None]] = defaultdict(dict)

    def has(self, symbol: str, trade_id: str) -> bool:
        """Say whether this id came before, and remember it."""
        seen = self._seen[symbol]
        if trade_id in seen:
            return True
        seen[trade_id] = None
        if len(seen) > SEEN_IDS:
            del seen[next(iter(seen))]
        return False
