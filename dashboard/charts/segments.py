"""A bar split in parts, as rectangles on a scale of 100."""

from collections.abc import Sequence
from typing import NamedTuple

GAP = 1.2


class Segment(NamedTuple):
    """``tone`` is a class: up, down or flat."""

    tone: str
    x: float
    width: float


def segments(parts: Sequence[tuple[str, float]]) -> list[Segment]:
    """Return a segment for each part above zero, in order, with a gap between them."""
    shown = [(tone, size) for tone, size in parts if size > 0]
    total = sum(size for _, size in shown)
    room = 100.0 - GAP * (len(shown) - 1)
    bars, x = [], 0.0
    for tone, size in shown:
        width = room * (size / total)
        bars.append(Segment(tone, round(x, 2), round(width, 2)))
        x += width + GAP
    return bars
