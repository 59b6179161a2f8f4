"""The true order book of a pair at a loopback exchange, with the number of its last change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Pairs = Sequence[tuple[float, float]]
Levels = list[tuple[str, str]]


@dataclass(frozen=True)
class BookChange:
    """What became of some levels: sizes as they are now, 0 for those that are gone."""

    bids: Pairs
    asks: Pairs
    before: int
    number: int
    at_ms: int


@dataclass
class VenueBook:
    """Sizes by price, eleven levels a side to begin with."""

    around: float
    number: int = 5000
    sides: dict[str, dict[float, float]] = field(init=False)

    def __post_init__(self) -> None:
        self.sides = {
            "bids": {self.around - step: step / 4 for step in range(1, 12)},
            "asks": {self.around + step: step / 4 for step in range(1, 12)},
        }

    def change(self, at_ms: int, changes: Mapping[str, Pairs]) -> BookChange:
        for side, levels in changes.items():
            for price, size in levels:
                self.sides[side].pop(price, None)
                if size:
                    self.sides[side][price] = size
        before, self.number = self.number, self.number + 1
        return BookChange(changes.get("bids", ()), changes.get("asks", ()), before, self.number, at_ms)

    def top(self, side: str, count: int = 99) -> list[tuple[float, float]]:
        return sorted(self.sides[side].items(), reverse=side == "bids")[:count]

    def whole(self, at_ms: int) -> BookChange:
        return BookChange(self.top("bids"), self.top("asks"), self.number, self.number, at_ms)


def texts(levels: Pairs) -> Levels:
    return [(str(price), str(size)) for price, size in levels]
