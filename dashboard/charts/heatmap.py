"""Markets as tiles: as large as their turnover, coloured by their change."""

from collections.abc import Iterable
from dataclasses import dataclass

from dashboard.charts.treemap import Box, squarify
from dashboard.formats import direction, percent
from dashboard.lines import Line

BOXES = {"wide": Box(0, 0, 1200, 640), "tall": Box(0, 0, 370, 560)}
"""The two shapes that are drawn, in pixels of a usual desktop and a usual phone; the page stretches them to its own."""

STEPS = (0.5, 1.5, 3.0, 6.0)
"""From so many percent on, either way, the next of five strengths; static/js/heatmap.js has the same."""

GLYPH = 0.66
"""Width of a letter against the size of its type, at most."""


@dataclass(frozen=True, slots=True)
class Tile:
    """``box`` is in percent of the whole; ``size`` is the class of its type, empty when no text fits."""

    line: Line
    label: str
    look: str
    size: str
    box: Box


def heatmap(lines: Iterable[Line], shape: str) -> list[Tile]:
    """Return a tile for each line that has turnover, the largest first."""
    traded = sorted((line for line in lines if line.turnover_24h), key=lambda line: -(line.turnover_24h or 0.0))
    whole = BOXES[shape]
    boxes = squarify([line.turnover_24h or 0.0 for line in traded], whole)
    return [_tile(line, box, whole) for line, box in zip(traded, boxes, strict=True)]


def _tile(line: Line, box: Box, whole: Box) -> Tile:
    label = "/".join(filter(None, (line.instrument.base, line.other_quote)))
    share = Box(
        box.x / whole.width * 100,
        box.y / whole.height * 100,
        box.width / whole.width * 100,
        box.height / whole.height * 100,
    )
    return Tile(line, label, look(line.change_24h), _type_size(label, line.change_24h, box), share)


def look(change: float | None) -> str:
    """Return the class of a tile's colour: ``up-1`` to ``up-5``, ``down-1`` to ``down-5``, ``flat`` or ``none``."""
    way = direction(change)
    if way in ("flat", "none"):
        return way
    return f"{way}-{1 + sum(abs(change or 0.0) >= step for step in STEPS)}"


def _type_size(label: str, change: float | None, box: Box) -> str:
    """Return the largest type in which both lines fit: ``l``, ``m``, ``s``, or ``xs`` for the name alone."""
    letters = max(len(label), len(percent(change)))
    for name, pixels in (("l", 20), ("m", 14), ("s", 11)):
        if box.width >= letters * pixels * GLYPH + 8 and box.height >= pixels * 2.9:
            return name
    return "xs" if box.width >= len(label) * 11 * GLYPH + 4 and box.height >= 16 else ""
