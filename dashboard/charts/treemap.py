"""A box divided among sizes: each part as large as its size, and as near to a square as can be."""

from collections.abc import Sequence
from typing import NamedTuple


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float


def squarify(sizes: Sequence[float], box: Box) -> list[Box]:
    """Return a part of ``box`` for each size, in the same order.

    Sizes are positive and fall from the first to the last. Source: Bruls, Huizing, van Wijk, "Squarified treemaps"
    (2000): a row along the shorter side grows as long as its worst part becomes no longer.
    """
    whole = sum(sizes)
    if not sizes or whole <= 0 or box.width <= 0 or box.height <= 0:
        return []
    areas = [size / whole * box.width * box.height for size in sizes]
    parts: list[Box] = []
    left = box
    while len(parts) < len(areas):
        row = _next_row(areas[len(parts) :], min(left.width, left.height))
        is_last = len(parts) + len(row) == len(areas)
        laid, left = _lay(row, left, is_last=is_last)
        parts += laid
    return parts


def _next_row(areas: Sequence[float], side: float) -> Sequence[float]:
    """Return as many of the first areas as share a row along ``side``."""
    count, total, worst = 1, areas[0], _worst(areas[0], areas[0], areas[0], side)
    while count < len(areas):
        grown = total + areas[count]
        ratio = _worst(areas[0], areas[count], grown, side)
        if ratio > worst:
            break
        count, total, worst = count + 1, grown, ratio
    return areas[:count]


def _worst(largest: float, smallest: float, total: float, side: float) -> float:
    """Return how many times as long as wide the worst part of a row is."""
    square, areas = side * side, total * total
    return max(square * largest / areas, areas / (square * smallest))


def _lay(row: Sequence[float], box: Box, *, is_last: bool) -> tuple[list[Box], Box]:
    """Return the parts of a row along the shorter side of ``box``, and what is left of it."""
    total, is_upright = sum(row), box.width >= box.height
    long_side, short_side = max(box.width, box.height), min(box.width, box.height)
    # What rounding leaves over would show as a gap.
    depth = long_side if is_last else min(total / short_side, long_side)
    parts, at = [], 0.0
    for area in row:
        length = area / total * short_side
        parts.append(Box(box.x, box.y + at, depth, length) if is_upright else Box(box.x + at, box.y, length, depth))
        at += length
    rest = (
        Box(box.x + depth, box.y, box.width - depth, box.height)
        if is_upright
        else Box(box.x, box.y + depth, box.width, box.height - depth)
    )
    return parts, rest
