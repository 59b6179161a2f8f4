"""Order book streams and the truth behind them: what an exchange sends, and what happens to it on the way."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markets.books.book import BookUpdate, Level

Sides = tuple[dict[float, float], dict[float, float]]
FAULTS = ("lost", "twice", "late", "swapped", "again")


@dataclass
class Truth:
    """An exchange's book, and what it looked like after each number of its sequence. Prices are steps of a half."""

    dice: random.Random
    step: int
    number: int = 1000

    def __post_init__(self) -> None:
        self.sides: Sides = (
            {100 - 0.5 * n: self._size() for n in range(1, 12)},
            {100 + 0.5 * n: self._size() for n in range(1, 12)},
        )
        self.history: dict[int, tuple[tuple[Level, ...], tuple[Level, ...]]] = {}
        self._remember()

    def snapshot(self) -> BookUpdate:
        bids, asks = self.history[self.number]
        return BookUpdate(bids=bids, asks=asks, at_ms=self.number, is_snapshot=True, upto=self.number)

    def change(self) -> BookUpdate:
        """Set, remove and move levels; the last level of a side stays, and no side reaches the other."""
        changes: tuple[list[Level], list[Level]] = ([], [])
        for side, change, sign in zip(self.sides, changes, (-1, 1), strict=True):
            for _ in range(self.dice.randint(0, 3)):
                price = 100 + sign * 0.5 * self.dice.randint(1, 14)
                size = 0.0 if self.dice.random() < 0.4 and len(side) > 1 else self._size()
                side.pop(price, None)
                if size:
                    side[price] = size
                elif not side:
                    side[price] = size = self._size()
                change.append((price, size))
        before, self.number = self.number, self.number + self.dice.randint(1, self.step)
        self._remember()
        return BookUpdate(changes[0], changes[1], at_ms=self.number, after=before, upto=self.number)

    def _size(self) -> float:
        return self.dice.randint(1, 99) / 8

    def _remember(self) -> None:
        bids, asks = self.sides
        self.history[self.number] = (tuple(sorted(bids.items(), reverse=True)), tuple(sorted(asks.items())))


def troubled(truth: Truth, faults: list[tuple[int, str]], length: int) -> Iterator[BookUpdate]:
    """Yield changes as they arrive when a fault happens to some of them, given by position."""
    script = dict(faults)
    held: list[tuple[int, BookUpdate]] = []
    sent: list[BookUpdate] = []
    for at in range(length):
        update = truth.change()
        fault = script.get(at)
        if fault == "late":
            held.append((at + truth.dice.randint(2, 6), update))
        elif fault == "swapped":
            held.append((at, update))
        elif fault != "lost":
            yield update
        if fault == "twice":
            yield replace(update)
        if fault == "again" and sent:
            yield truth.dice.choice(sent)
        sent.append(update)
        if fault != "swapped":
            yield from (each for due, each in held if due <= at)
            held = [(due, each) for due, each in held if due > at]
