"""How long one kind of event of one instrument keeps quiet after it was told."""

from markets.flow.groups import MID, group_of
from markets.types import EventKind

LONGEST_MS = MID.cooldown_s * 1000


class Cooldowns:
    """The one table for all kinds: 300, 450 or 600 seconds, by the instrument's group."""

    def __init__(self) -> None:
        self._told: dict[tuple[EventKind, str], int] = {}

    def may_tell(self, kind: EventKind, symbol: str, at_ms: int) -> bool:
        """Say whether an event of that moment may be told, and remember it if so."""
        told_ms = self._told.get((kind, symbol))
        # What was told far in the future was told before the clock was put right.
        if told_ms is not None and -LONGEST_MS < at_ms - told_ms < group_of(symbol).cooldown_s * 1000:
            return False
        self._told[kind, symbol] = at_ms
        return True

    def remember(self, kind: EventKind, symbol: str, at_ms: int) -> None:
        """Take over what was told before this process began."""
        self._told[kind, symbol] = max(at_ms, self._told.get((kind, symbol), at_ms))
