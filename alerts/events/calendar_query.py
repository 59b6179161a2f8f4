"""What a reader asked the calendar for, read from an address."""

from collections.abc import Collection

from django.http import QueryDict

from alerts.events.calendar import KINDS, CalendarFilters
from alerts.models import EventStatus
from alerts.query_reader import QueryReader
from project.common.text import is_storable

MAX_WORDS = 200


def parse_filters(query: QueryDict, *, assets: Collection[str] | None = None) -> CalendarFilters:
    """Return the filters of an address; several values stand apart or with commas between. Raises Invalid."""
    reader = QueryReader(query)
    filters = CalendarFilters(
        q=query.get("q", "").strip()[:MAX_WORDS],
        kind=reader.choices("kind", [str(kind) for kind in KINDS]),
        status=reader.choices("status", EventStatus.values),
        chain=tuple(filter(None, query.getlist("chain"))),
        company=reader.numbers("company"),
        assets=assets,
        first=reader.day("from"),
        last=reader.day("to"),
    )
    for name, texts in {"q": [filters.q], "chain": filters.chain}.items():
        if not all(map(is_storable, texts)):
            reader.errors[name] = "This text has characters that cannot be searched for."
    reader.refuse()
    return filters
