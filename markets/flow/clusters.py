"""Prints that come together: stretches of 30 seconds, and which of them are a storm of whales."""

from collections import deque
from dataclasses import dataclass, field

from markets.flow.sentences import cluster_title
from markets.types import EventKind, FlowEvent

WINDOW_MS = 30_000
LATE_MS = 2_000
"""Exchanges are not equally quick: a print may be so much older than one that came before it."""

MANY = 3
HUGE = 5.0
"""A storm is this many whales together, or one as big as so many of the smallest."""

KEPT = 1_000


@dataclass(slots=True)
class Window:
    """What came together, by side; ``one_sidedness`` is 0 when both sides weigh the same and 1 when one is alone."""

    symbol: str
    began_ms: int
    count: int = 0
    sides: dict[str, float] = field(default_factory=dict)
    exchanges: set[str] = field(default_factory=set)

    @property
    def ended_ms(self) -> int:
        return self.began_ms + WINDOW_MS

    @property
    def usd_value(self) -> float:
        return sum(self.sides.values())

    @property
    def side(self) -> str:
        return max(self.sides, key=lambda side: self.sides[side])

    @property
    def one_sidedness(self) -> float:
        return max(0.0, 2 * self.sides[self.side] / self.usd_value - 1)


class Windows:
    """Cuts each symbol's prints into windows that never overlap; the first print after one begins the next."""

    def __init__(self) -> None:
        self._open: dict[str, Window] = {}
        self._ends: dict[str, int] = {}
        self._closed: deque[Window] = deque(maxlen=KEPT)

    def take(self, exchange: str, symbol: str, side: str, usd_value: float, at_ms: int) -> None:
        window = self._open.get(symbol)
        if window is not None and at_ms >= window.ended_ms:
            self._close(window)
            window = None
        earliest = window.began_ms if window is not None else self._ends.get(symbol, at_ms)
        if at_ms < earliest - LATE_MS:
            return
        if window is None:
            window = self._open[symbol] = Window(symbol, max(at_ms, earliest))
        window.count += 1
        window.sides[side] = window.sides.get(side, 0.0) + usd_value
        window.exchanges.add(exchange)

    def closed(self, now_ms: int) -> list[Window]:
        """Return the windows that are over since the last call, oldest first."""
        for window in [window for window in self._open.values() if now_ms >= window.ended_ms + LATE_MS]:
            self._close(window)
        closed = sorted(self._closed, key=lambda window: window.began_ms)
        self._closed.clear()
        return closed

    def _close(self, window: Window) -> None:
        del self._open[window.symbol]
        self._ends[window.symbol] = window.ended_ms
        self._closed.append(window)


def is_storm(window: Window, threshold_usd: float) -> bool:
    return window.count >= MANY or window.usd_value >= HUGE * threshold_usd


def event_of(kind: EventKind, window: Window) -> FlowEvent:
    """Return a window of whales or liquidations as the event that it is."""
    return FlowEvent(
        kind=kind,
        symbol=window.symbol,
        began_ms=window.began_ms,
        ended_ms=window.ended_ms,
        title=cluster_title(kind, window),
        side=window.side,
        usd_value=round(window.usd_value, 2),
        count=window.count,
        one_sidedness=round(window.one_sidedness, 4),
        details={"exchanges": sorted(window.exchanges), "usd_by_side": window.sides},
    )
