"""What stands around the feed: the filter pane's boxes and bars, chips of filters that are on, spans of days."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zlib import crc32

from alerts.facets import Facet, FilterCounts
from alerts.filters import AlertFilters
from alerts.models import Verdict
from dashboard.feed import LIST_FILTERS, filter_query

HISTOGRAM_HEIGHT = 38
SMALLEST_BAR = 2
ALWAYS_SHOWN = ("urgency", "status", "verdict")
LABELS = {"source_type": "Source type", "event_status": "Event status", "verdict": "Your verdict"}
SPANS = (("Today", 1), ("Last 7 days", 7), ("Last 30 days", 30))


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
    count: int | None
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


@dataclass(frozen=True, slots=True)
class Span:
    """Some days up to today, as a link; ``is_chosen`` when the feed shows just these."""

    label: str
    query: str
    is_chosen: bool


def filter_chips(filters: AlertFilters, counts: FilterCounts) -> list[Chip]:
    """Return a chip for each filter that is on, in the order of the pane."""
    return [Chip(label, filter_query(without)) for label, without in _restrictions(filters, counts)]


def _restrictions(filters: AlertFilters, counts: FilterCounts) -> Iterator[tuple[str, AlertFilters]]:
    if filters.q:
        yield f"Words: {filters.q[:40]}", replace(filters, q="")
    if filters.mine is not None:
        yield "In my watchlists", replace(filters, mine=None)
    for name in LIST_FILTERS:
        chosen = [facet.label for facet in facets_of(name, filters, counts) if facet.is_chosen]
        if getattr(filters, name):
            cleared: dict[str, Any] = {name: ()}
            yield _sentence(chosen), replace(filters, **cleared)
    if filters.confidence != (0, 100):
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


def facets_of(name: str, filters: AlertFilters, counts: FilterCounts) -> tuple[Facet, ...]:
    """Return the choices of a filter; those of the reader's verdict are not counted."""
    if name == "verdict":
        return tuple(Facet(value, label, 0, value in filters.verdict) for value, label in Verdict.choices)
    facets: tuple[Facet, ...] = getattr(counts, name)
    return facets


def option_groups(filters: AlertFilters, counts: FilterCounts, errors: Mapping[str, str]) -> dict[str, OptionGroup]:
    """Return the groups of boxes by name; most choices without alerts have no box."""
    return {
        name: OptionGroup(
            name,
            LABELS.get(name, name.capitalize()),
            _options(name, facets_of(name, filters, counts)),
            errors.get(name, ""),
        )
        for name in LIST_FILTERS
    }


def _options(name: str, facets: Iterable[Facet]) -> list[Option]:
    return [
        Option(
            f"f-{name}-{crc32(facet.value.encode()):x}",
            facet.value,
            facet.label,
            None if name == "verdict" else facet.count,
            facet.is_chosen,
        )
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


def day_spans(filters: AlertFilters, today: date) -> list[Span]:
    """Return links to the last days, and to any time; the other filters stay."""
    ends = [("Any time", None), *((label, today - timedelta(days=days - 1)) for label, days in SPANS)]
    return [
        Span(
            label,
            filter_query(replace(filters, from_date=first, to_date=None)),
            (filters.from_date, filters.to_date) == (first, None),
        )
        for label, first in ends
    ]


def dates_label(filters: AlertFilters, spans: Iterable[Span]) -> str:
    """Return what the button of the dates says now."""
    chosen = next((span.label for span in spans if span.is_chosen), "")
    first, last = (f"{day.day} {day:%b}" if day else "" for day in (filters.from_date, filters.to_date))
    return chosen or (f"{first} to {last}" if first and last else f"From {first}" if first else f"Until {last}")
