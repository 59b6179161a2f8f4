"""Reads, keeps and removes the lines that a user draws on a chart."""

from collections.abc import Collection
from typing import Any, NamedTuple

import orjson
from django.db import transaction

from accounts.models import User
from dashboard.models import Drawing, DrawingKind
from markets.models import Instrument
from project.common.errors import Conflict, Invalid, Missing
from project.common.text import is_whole_number

MOST_DRAWINGS = 50
# The year 2100, and more than anything costs.
LATEST_MS, HIGHEST_PRICE = 4_102_444_800_000, 1e12
POINTS = {DrawingKind.LINE: 1, DrawingKind.TREND: 2}


class Line(NamedTuple):
    kind: str
    points: list[tuple[int, float]]


def drawings_of(user: User, instrument: Instrument) -> list[dict[str, Any]]:
    """Return what the chart draws, oldest first."""
    return [written(each) for each in Drawing.objects.visible_to(user).filter(instrument=instrument)]


def written(drawing: Drawing) -> dict[str, Any]:
    return {"id": drawing.pk, "kind": drawing.kind, "points": drawing.points}


@transaction.atomic
def add_drawings(user: User, instrument: Instrument, lines: Collection[Line]) -> list[dict[str, Any]]:
    """Keep all of the lines or none. Raises Conflict when the chart would have more than MOST_DRAWINGS."""
    User.objects.select_for_update().get(pk=user.pk)
    here = Drawing.objects.visible_to(user).filter(instrument=instrument)
    if here.count() + len(lines) > MOST_DRAWINGS:
        sentence = f"A chart takes {MOST_DRAWINGS} lines at most. Remove one first."
        raise Conflict(sentence, code="TOO_MANY_DRAWINGS")
    return [
        written(Drawing.objects.create(user=user, instrument=instrument, kind=line.kind, points=line.points))
        for line in lines
    ]


@transaction.atomic
def remove_drawings(user: User, instrument: Instrument, ids: Collection[int]) -> None:
    """Remove all of them or none. Raises Missing when one is not there."""
    found = Drawing.objects.visible_to(user).filter(instrument=instrument, pk__in=ids)
    if found.delete()[0] != len(ids):
        raise Missing("This line is not there any more. Load the page again.", code="DRAWING_NOT_FOUND")


def read_ids(text: str) -> set[int]:
    """Read numbers such as ``3,7``. Raises Invalid."""
    words = text.split(",")
    if len(words) > MOST_DRAWINGS or not all(is_whole_number(word, digits=15) for word in words):
        raise _wrong("ids", f"{text[:40]!r} is not a list of up to {MOST_DRAWINGS} numbers of lines.")
    return {int(word) for word in words}


def read_lines(text: str) -> list[Line]:
    """Read ``[{"kind": "line", "points": [[ms, price]]}]``. Raises Invalid."""
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_DRAWINGS:
        raise _wrong("lines", f"Send the lines as a JSON list of 1 to {MOST_DRAWINGS}.")
    return [_line(each) for each in given]


def _line(given: object) -> Line:
    fields = given if isinstance(given, dict) else {}
    kind, points = fields.get("kind"), fields.get("points")
    if not isinstance(kind, str) or kind not in DrawingKind.values:
        raise _wrong("kind", f"The kind of a line is one of {', '.join(DrawingKind.values)}.")
    count = POINTS[DrawingKind(kind)]
    if not isinstance(points, list) or len(points) != count:
        raise _wrong("points", f"A {DrawingKind(kind).label.lower()} has {count} point{'s' * (count > 1)}.")
    read = [_point(each) for each in points]
    if len(set(read)) < count:
        raise _wrong("points", "The two ends of a trend line have to differ.")
    return Line(kind, read)


def _point(given: object) -> tuple[int, float]:
    at, price = given if isinstance(given, list) and len(given) == 2 else (None, None)
    # A truth value counts as a number in Python.
    if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at <= LATEST_MS:
        raise _wrong("points", f"The moment of a point is in milliseconds, from 0 to {LATEST_MS}.")
    if not isinstance(price, int | float) or isinstance(price, bool) or not 0 < price <= HIGHEST_PRICE:
        raise _wrong("points", "The price of a point is a number above 0.")
    return at, float(price)


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, details={field: sentence})
