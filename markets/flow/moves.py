"""Finds prices that move more in 1, 5 or 15 minutes than is usual for their group and for themselves."""

from math import log, sqrt

from markets.flow.groups import group_of
from markets.flow.sentences import move_title
from markets.types import EventKind, FlowEvent

SLOT_MS = 5_000
PER_MINUTE = 60_000 // SLOT_MS
SLOTS = 15 * PER_MINUTE + 1

DEVIATIONS = 4.0
"""A move must also be so many of the coin's usual moves in that time."""

ENOUGH_MINUTES = 30
HALF_LIFE_MINUTES = 60
KEEP = 0.5 ** (1 / HALF_LIFE_MINUTES)


class Moves:
    """Keeps a quarter of an hour of each price. Only firm prices may come in; a gap in them is no move."""

    def __init__(self) -> None:
        self._paths: dict[str, _Path] = {}

    def take(self, symbol: str, last: float, now_ms: int) -> FlowEvent | None:
        """Return the move that the price has made by now, the most unusual one if there are several."""
        path, slot = self._paths.setdefault(symbol, _Path()), now_ms // SLOT_MS
        if slot < path.slot - PER_MINUTE:
            # The clock was put back: what is known has another time.
            path = self._paths[symbol] = _Path()
        path.take(last, slot)
        group, best, found = group_of(symbol), 1.0, None
        for minutes, usual_pct in group.moves:
            before = path.ago(minutes)
            if before is None:
                continue
            change = (last / before - 1) * 100
            strength = abs(change) / max(usual_pct, path.usual_pct(minutes))
            if strength >= best:
                best, found = strength, (minutes, before, change)
        return _event(symbol, last, path.slot, found) if found else None

    def settle(self, symbol: str) -> None:
        """Count from here on: what was told is not told again as part of a longer move."""
        self._paths[symbol].settle()


class _Path:
    """One price by slots of five seconds, and how much it moves in a minute."""

    def __init__(self) -> None:
        self.slot = -1
        self._samples: list[tuple[int, float]] = [(-1, 0.0)] * SLOTS
        self._settled_slot = 0
        self._variance = 0.0
        self._minutes = 0

    def take(self, last: float, slot: int) -> None:
        if slot <= self.slot:
            return
        self.slot = slot
        self._samples[slot % SLOTS] = (slot, last)
        if slot % PER_MINUTE == 0 and (before := self._at(slot - PER_MINUTE)) is not None:
            # Until there are enough, every minute weighs the same.
            self._minutes += 1
            share = max(1 / self._minutes, 1 - KEEP)
            self._variance += share * (log(last / before) ** 2 - self._variance)

    def ago(self, minutes: int) -> float | None:
        slot = self.slot - minutes * PER_MINUTE
        return self._at(slot) if slot >= self._settled_slot else None

    def usual_pct(self, minutes: int) -> float:
        """Return how far the price must go to be unusual for itself; nothing until it is known."""
        if self._minutes < ENOUGH_MINUTES:
            return 0.0
        return 100 * DEVIATIONS * sqrt(self._variance * minutes)

    def settle(self) -> None:
        self._settled_slot = self.slot

    def _at(self, slot: int) -> float | None:
        stored, last = self._samples[slot % SLOTS]
        return last if stored == slot else None


def _event(symbol: str, last: float, slot: int, found: tuple[int, float, float]) -> FlowEvent:
    minutes, before, change = found
    return FlowEvent(
        kind=EventKind.MOVE,
        symbol=symbol,
        began_ms=(slot - minutes * PER_MINUTE) * SLOT_MS,
        ended_ms=slot * SLOT_MS,
        title=move_title(symbol, change, minutes),
        side="up" if change > 0 else "down",
        change_pct=round(change, 3),
        details={"minutes": minutes, "from": before, "to": last},
    )
