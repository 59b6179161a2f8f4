"""Why an alert scored what it scored: bars that add up, and the text with numbered marks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from dashboard.formats import MINUS

REMAINDER = "Limits and rounding"


@dataclass(frozen=True, slots=True)
class Reason:
    """One contribution as it was stored; ``start`` and ``end`` are None when it is not in the text."""

    number: int
    name: str
    points: int
    start: int | None
    end: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the waterfall; ``left`` and ``width`` are SVG lengths such as ``28.00%``."""

    number: int
    name: str
    points: str
    left: str
    width: str
    is_negative: bool
    is_marked: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of the text. ``notes`` are the numbers of the bars whose evidence ends with this piece."""

    text: str
    notes: tuple[int, ...] = ()
    is_marked: bool = False
    is_negative: bool = False


def waterfall(analysis: Mapping[str, Any], score: int) -> list[Bar]:
    """Return the bars from left to right; their points add up to ``score``, with a last bar for what is left over."""
    reasons = _reasons(analysis)
    if not reasons:
        return []
    left_over = score - sum(reason.points for reason in reasons)
    if left_over:
        reasons.append(Reason(len(reasons) + 1, REMAINDER, left_over, None, None))
    edges = _running_sums(reasons)
    low, high = min(0, *edges), max(100, *edges)
    length = len(_text(analysis))
    return [
        Bar(
            number=reason.number,
            name=reason.name,
            points=signed(reason.points),
            left=_percent(min(before, after) - low, high - low),
            width=_percent(abs(after - before), high - low),
            is_negative=reason.points < 0,
            is_marked=_is_inside(reason, length),
        )
        for reason, (before, after) in zip(reasons, pairwise(edges), strict=True)
    ]


def marked_text(analysis: Mapping[str, Any]) -> list[Mark]:
    """Cut the scored text at the edges of its evidence; the pieces joined are the text again."""
    text = _text(analysis)
    spans = [each for each in _reasons(analysis) if _is_inside(each, len(text))]
    edges = sorted({0, len(text), *(each.start or 0 for each in spans), *(each.end or 0 for each in spans)})
    return [_mark(text, start, end, spans) for start, end in pairwise(edges)]


def web_address(url: str) -> str:
    """Return ``url`` when it leads to a web page, empty for javascript:, data: and everything else."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else ""


def signed(points: int) -> str:
    return f"{MINUS}{-points}" if points < 0 else f"+{points}"


def _reasons(analysis: Mapping[str, Any]) -> list[Reason]:
    stored = analysis.get("contributions") or []
    return [
        Reason(number, str(each["name"]), int(each["points"]), each.get("start"), each.get("end"))
        for number, each in enumerate(stored, start=1)
    ]


def _running_sums(reasons: Iterable[Reason]) -> list[int]:
    sums = [0]
    for reason in reasons:
        sums.append(sums[-1] + reason.points)
    return sums


def _text(analysis: Mapping[str, Any]) -> str:
    return str(analysis.get("text") or "")


def _percent(part: int, whole: int) -> str:
    return f"{part / whole * 100:.2f}%"


def _is_inside(reason: Reason, length: int) -> bool:
    return reason.start is not None and reason.end is not None and 0 <= reason.start < reason.end <= length


def _mark(text: str, start: int, end: int, spans: Sequence[Reason]) -> Mark:
    around = [each for each in spans if (each.start or 0) <= start and end <= (each.end or 0)]
    return Mark(
        text=text[start:end],
        notes=tuple(each.number for each in around if each.end == end),
        is_marked=bool(around),
        is_negative=sum(each.points for each in around) < 0,
    )
