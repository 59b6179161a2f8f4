"""Several exchanges' books of one instrument as one: sizes at the same price step are added up."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Levels = npt.NDArray[np.float64]

MOST_STEPS = 200_000
"""How far from the best price levels are looked at, in price steps: one that lies would cost memory without end."""

EXACT = 1e-6
"""What a division may be off by, in price steps."""

DIGITS = 10
"""More than any step has; with two more, rounding a price of five digits would leave it as it is."""


def merge_bids(books: Sequence[Levels], tick: float, depth: int) -> Levels:
    """Return the highest bids of all books, best first; a price between two steps counts as the lower one.

    Shape: each book and the answer (n, 2) float64: price and size.
    """
    return _merge(books, tick, depth, sign=-1)


def merge_asks(books: Sequence[Levels], tick: float, depth: int) -> Levels:
    """Return the lowest asks of all books, best first; a price between two steps counts as the higher one.

    Shape: each book and the answer (n, 2) float64: price and size.
    """
    return _merge(books, tick, depth, sign=1)


def _merge(books: Sequence[Levels], tick: float, depth: int, sign: int) -> Levels:
    levels = np.concatenate([book for book in books if len(book)] or [np.empty((0, 2))])
    if not len(levels):
        return levels
    # With the sign, worse is always higher: asks go up to the next step, bids as they are, down.
    steps = np.ceil(levels[:, 0] * (sign / tick) - EXACT)
    best = steps.min()
    away, sizes = steps - best, levels[:, 1]
    if away.max() >= MOST_STEPS:
        is_near = away < MOST_STEPS
        away, sizes = away[is_near], sizes[is_near]
    total = np.bincount(away.astype(np.int64), weights=sizes)
    found = np.flatnonzero(total)[:depth]
    merged = np.empty((len(found), 2))
    merged[:, 0] = np.round((found + best) * sign * tick, DIGITS)
    merged[:, 1] = total[found]
    return merged
