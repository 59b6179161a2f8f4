"""The alert feed's address: read forgivingly, written the short way, and shown as chips and bars."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from django.http import QueryDict

from alerts.selectors import AlertFilters, Facet, FilterCounts, parse_filters
from project.common.errors import Invalid
from project.common.text import is_whole_number

SEARCHED_TEXT = ("q", "source", "symbol")
DIGITS = 18
HISTOGRAM_HEIGHT = 38
SMALLEST_BAR = 2
LIST_FILTERS = ("urgency", "status", "source", "company", "kind")
ALWAYS_SHOWN = ("urgency", "status")


@dataclass(frozen=True, slots=True)
class Query:
    """An address as it was understood; ``errors`` has a sentence per parameter that had to be left out."""

    filters: AlertFilters
    errors: Mapping[str, str]
    before: int | None
    selected: int | None

    @property
    def other_errors(self) -> list[str]:
        """What is wrong with parameters that have no box in the filter pane."""
        return [self.errors[name] for name in ("q", "symbol", "before") if name in self.errors]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on; ``query`` is the address without it."""

    label: str
    query: str


@dataclass(frozen=True, slots=True)
class Option:
    """A box to tick; ``key`` is its element's id, the same in every answer."""

    key: str
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """The boxes of one filter, and what was wrong with what the address said of it."""

    name: str
    label: str
    options: list[Option]
    error: str


@dataclass(frozen=True, slots=True)
class HistogramBar:
    """One tenth of the confidence scale in a box of 100 by HISTOGRAM_HEIGHT; ``is_in`` when the range covers it."""

    x: int
    y: int
    height: int
    is_in: bool


def read_query(query: QueryDict) -> Query:
    """Read an address; what is wrong in it is left out and named, the rest stands."""
    filters, errors = _read_filters(query)
    before = query.get("before", "").strip()
    if before and not is_whole_number(before, digits=DIGITS):
        errors["before"] = f"{before[:40]!r} is not the number of an alert. Open the feed again."
    selected = query.get("selected", "").strip()
    return Query(
        filters=filters,
        errors=errors,
        before=int(before) if is_whole_number(before, digits=DIGITS) else None,
        selected=int(selected) if is_whole_number(selected, digits=DIGITS) else None,
    )


def _read_filters(query: QueryDict) -> tuple[AlertFilters, dict[str, str]]:
    try:
        return _without_default(parse_filters(query)), {}
    except Invalid as error:
        errors = {str(name): str(sentence) for name, sentence in error.details.items()}
    rest = query.copy()
    for name in (*errors, *(SEARCHED_TEXT if "q" in errors else ())):
        rest.pop(name, None)
    try:
        return _without_default(parse_filters(rest)), errors
    except Invalid as error:
        return AlertFilters(), errors | {str(name): str(sentence) for name, sentence in error.details.items()}


def _without_default(filters: AlertFilters) -> AlertFilters:
    """Write "active alerts only" as no choice at all, which means the same."""
    return replace(filters, status=()) if filters.status == ("active",) else filters


def filter_query(filters: AlertFilters) -> str:
    """Return the shortest query string that means ``filters``, empty for none."""
    query = QueryDict(mutable=True)
    for name, values in _parameters(filters):
        if values:
            query.setlist(name, [str(value) for value in values])
    return query.urlencode()


def _parameters(filters: AlertFilters) -> Iterator[tuple[str, Sequence[object]]]:
    yield "q", [filters.q] if filters.q else []
    for name in LIST_FILTERS:
        yield name, getattr(filters, name)
    yield "confidence_min", [filters.confidence_min] if filters.confidence_min > 0 else []
    yield "confidence_max", [filters.confidence_max] if filters.confidence_max < 100 else []
    yield "from", [filters.from_date] if filters.from_date else []
    yield "to", [filters.to_date] if filters.to_date else []
    yield "symbol", [filters.symbol] if filters.symbol else []


def filter_chips(filters: AlertFilters, counts: FilterCounts) -> list[Chip]:
    """Return a chip for each filter that is on, in the order of the pane."""
    return [Chip(label, filter_query(without)) for label, without in _restrictions(filters, counts)]


def _restrictions(filters: AlertFilters, counts: FilterCounts) -> Iterator[tuple[str, AlertFilters]]:
    if filters.q:
        yield f"Words: {filters.q[:40]}", replace(filters, q="")
    for name in LIST_FILTERS:
        chosen = [facet.label for facet in getattr(counts, name) if facet.is_chosen]
        if getattr(filters, name):
            cleared: dict[str, Any] = {name: ()}
            yield _sentence(chosen), replace(filters, **cleared)
    if (filters.confidence_min, filters.confidence_max) != (0, 100):
        label = f"Confidence {filters.confidence_min} to {filters.confidence_max}"
        yield label, replace(filters, confidence_min=0, confidence_max=100)
    if filters.from_date:
        yield f"From {filters.from_date}", replace(filters, from_date=None)
    if filters.to_date:
        yield f"To {filters.to_date}", replace(filters, to_date=None)
    if filters.symbol:
        yield filters.symbol, replace(filters, symbol="")


def _sentence(labels: Sequence[str]) -> str:
    """Name up to two labels: "Critical, High and 2 more"."""
    named = ", ".join(labels[:2])
    return f"{named} and {len(labels) - 2} more" if len(labels) > 2 else named


def option_groups(counts: FilterCounts, errors: Mapping[str, str]) -> dict[str, OptionGroup]:
    """Return the groups of boxes by name; a source, company or kind without alerts has none."""
    return {
        name: OptionGroup(name, name.capitalize(), _options(name, getattr(counts, name)), errors.get(name, ""))
        for name in LIST_FILTERS
    }


def _options(name: str, facets: Iterable[Facet]) -> list[Option]:
    return [
        Option(f"f-{name}-{crc32(facet.value.encode()):x}", facet.value, facet.label, facet.count, facet.is_chosen)
        for facet in facets
        if facet.count or facet.is_chosen or name in ALWAYS_SHOWN
    ]


def histogram_bars(counts: Iterable[int], low: int, high: int) -> list[HistogramBar]:
    """Return the ten bars; a tenth that holds any alert has a bar of at least SMALLEST_BAR."""
    tenths = list(counts)
    most = max(tenths, default=0)
    heights = [max(SMALLEST_BAR, round(count / most * HISTOGRAM_HEIGHT)) if count else 1 for count in tenths]
    return [
        HistogramBar(at * 10, HISTOGRAM_HEIGHT - height, height, low < (at + 1) * 10 and high >= at * 10)
        for at, height in enumerate(heights)
    ]
