"""Merge 7 books x 1,000 levels: ours against sorting all of them, and what 100 levels take."""

import random
import time
from collections.abc import Callable, Sequence
from operator import itemgetter

import numpy as np

from markets.books.merge import Levels, merge_asks

TICK = 0.01
EXCHANGES = 7
ROUNDS = 200


def books(count: int) -> list[Levels]:
    dice = random.Random(7)
    return [
        np.array(
            [(round(100 + TICK * step, 2), dice.random()) for step in sorted(dice.sample(range(2 * count), count))]
        )
        for _ in range(EXCHANGES)
    ]


def by_sorting(asks: Sequence[Sequence[tuple[float, float]]]) -> list[tuple[float, float]]:
    """Sort every level, then add up neighbours of one price: what one would write first."""
    merged: list[tuple[float, float]] = []
    for price, size in sorted((level for book in asks for level in book), key=itemgetter(0)):
        if merged and merged[-1][0] == price:
            merged[-1] = (price, merged[-1][1] + size)
        else:
            merged.append((price, size))
    return merged


def best_us(work: Callable[[], object]) -> float:
    """Return microseconds a call, the best of seven: other work on the machine slows any of them."""
    best = float("inf")
    for _ in range(7):
        start = time.perf_counter()
        for _ in range(ROUNDS):
            work()
        best = min(best, (time.perf_counter() - start) / ROUNDS)
    return best * 1e6


def main() -> None:
    for count in (100, 1000, 10_000):
        arrays = books(count)
        lists = [[(float(price), float(size)) for price, size in book] for book in arrays]
        whole = [tuple(level) for level in merge_asks(arrays, TICK, 10**6).tolist()]
        assert np.allclose(whole, by_sorting(lists))
        bare = best_us(lambda lists=lists: sorted(level for book in lists for level in book))  # type: ignore[misc]
        naive = best_us(lambda lists=lists: by_sorting(lists))  # type: ignore[misc]
        ours = best_us(lambda arrays=arrays: merge_asks(arrays, TICK, 100))  # type: ignore[misc]
        print(f"{EXCHANGES} books x {count}: sorted() {bare:.0f} us, sorted and added up {naive:.0f} us,", end=" ")
        print(f"ours {ours:.0f} us: {bare / ours:.1f} x and {naive / ours:.1f} x")


if __name__ == "__main__":
    main()
