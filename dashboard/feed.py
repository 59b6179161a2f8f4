"""The alert feed's address: read forgivingly and written the short way."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict

from alerts.filters import AlertFilters, parse_filters
from project.common.errors import Invalid
from project.common.text import is_whole_number

SEARCHED_TEXT = ("q", "source", "symbol", "language")
DIGITS = 18
LIST_FILTERS = ("urgency", "status", "source", "source_type", "company", "kind", "event_status", "language", "verdict")


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
        return [self.errors[name] for name in ("q", "symbol", "mine", "before") if name in self.errors]


def read_query(query: QueryDict, assets: Iterable[str] = ()) -> Query:
    """Read an address; what is wrong in it is left out and named, the rest stands.

    ``assets`` are those of the reader's watchlists, for ``mine=1``.
    """
    filters, errors = _read_filters(query, assets)
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


def _read_filters(query: QueryDict, assets: Iterable[str]) -> tuple[AlertFilters, dict[str, str]]:
    try:
        return _without_default(parse_filters(query, assets=assets)), {}
    except Invalid as error:
        errors = {str(name): str(sentence) for name, sentence in error.details.items()}
    rest = query.copy()
    for name in (*errors, *(SEARCHED_TEXT if "q" in errors else ())):
        rest.pop(name, None)
    try:
        return _without_default(parse_filters(rest, assets=assets)), errors
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
    yield "mine", [1] if filters.mine is not None else []
