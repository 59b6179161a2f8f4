"""How a group of instruments moves together: how many rise, and where the turnover is."""

from collections.abc import Iterable
from dataclasses import dataclass

# Below this many percent a change is shown as flat.
FLAT_PERCENT = 0.005


@dataclass(frozen=True, slots=True)
class Breadth:
    up: int
    flat: int
    down: int

    @property
    def total(self) -> int:
        return self.up + self.flat + self.down


@dataclass(frozen=True, slots=True)
class TurnoverSplit:
    """Turnover of what rises and of what falls, in the quote asset; flat ones count in the total alone."""

    total: float
    rising: float
    falling: float


def breadth(changes: Iterable[float | None]) -> Breadth:
    """Count the changes, in percent, by direction; unknown ones are left out."""
    known = [change for change in changes if change is not None]
    up = sum(change >= FLAT_PERCENT for change in known)
    down = sum(change <= -FLAT_PERCENT for change in known)
    return Breadth(up, len(known) - up - down, down)


def turnover_split(moves: Iterable[tuple[float | None, float | None]]) -> TurnoverSplit:
    """Split the turnover of pairs of change in percent and turnover."""
    known = [(change or 0.0, turnover) for change, turnover in moves if turnover]
    return TurnoverSplit(
        total=sum(turnover for _, turnover in known),
        rising=sum(turnover for change, turnover in known if change >= FLAT_PERCENT),
        falling=sum(turnover for change, turnover in known if change <= -FLAT_PERCENT),
    )


def mean_change(changes: Iterable[float | None]) -> float | None:
    """Return the plain mean of the known changes, None when none is known."""
    known = [change for change in changes if change is not None]
    return sum(known) / len(known) if known else None
