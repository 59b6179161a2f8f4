"""The counts beside the choices of the filter pane."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, TextChoices

from alerts.conditions import Rows, ask
from alerts.filters import AlertFilters, FeedStatus
from alerts.matching import anchor, count, matching, seen_by
from alerts.models import Company, EventStatus, Kind, SourceType, Urgency
from alerts.tenths import TENTHS, tenth_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# Totals are counted up to one more than this, and then told as "1,000+".
MOST = 1000
# The choices are counted among so many of the newest alerts.
COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter, with how many alerts it would show."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FilterCounts:
    """Counts beside the choices; each group ignores its own choices but obeys all the others.

    ``total`` is exact up to MOST and one more when there are more. The choices are exact while ``is_exact``, else they
    count the newest COUNTED alerts, passing or not. ``confidence`` has ten entries: how many alerts lie in 0-9, 10-19,
    … 90-100 percent.
    """

    total: int
    is_exact: bool
    urgency: tuple[Facet, ...]
    status: tuple[Facet, ...]
    source: tuple[Facet, ...]
    company: tuple[Facet, ...]
    kind: tuple[Facet, ...]
    source_type: tuple[Facet, ...]
    language: tuple[Facet, ...]
    event_status: tuple[Facet, ...]
    confidence: tuple[int, ...]

    @property
    def total_text(self) -> str:
        return f"{MOST:,}+" if self.total > MOST else f"{self.total:,}"


def filter_counts(user: "User | AnonymousUser", filters: AlertFilters) -> FilterCounts:
    """Count what each choice of the filter pane would show, in a fixed number of queries."""
    floor, asked = anchor(filters) - COUNTED, ask(filters)

    def tally(name: str, field: str) -> dict[str, int]:
        rows = seen_by(user) if field.startswith("seen_") else None
        return _tally(matching(user, asked, without=name, alerts=rows).filter(seq__gt=floor), field)

    def listed(name: str, field: str) -> tuple[Facet, ...]:
        counts = tally(name, field)
        return _facets({value: value for value in counts}, counts, getattr(filters, name))

    tenths = matching(user, asked, without="confidence").filter(seq__gt=floor)
    statuses = filters.status or (FeedStatus.ACTIVE,)
    return FilterCounts(
        total=count(user, asked, most=MOST + 1),
        is_exact=floor <= 0,
        urgency=_choices(Urgency, tally("urgency", "seen_urgency"), filters.urgency),
        status=_choices(FeedStatus, tally("status", "seen_status"), statuses),
        source=listed("source", "source_name"),
        company=_company_facets(tally("company", "company"), tuple(map(str, filters.company))),
        kind=_choices(Kind, tally("kind", "kind"), filters.kind),
        source_type=_choices(SourceType, tally("source_type", "source_type"), filters.source_type),
        language=listed("language", "language"),
        event_status=_choices(EventStatus, tally("event_status", "event_status"), filters.event_status),
        confidence=_histogram(tenths),
    )


def _tally(alerts: Rows, field: str) -> dict[str, int]:
    rows = alerts.order_by().values_list(field).annotate(number=Count("pk"))
    return {str(value): number for value, number in rows if value not in (None, "")}


def _choices(options: type[TextChoices], counts: dict[str, int], chosen: Iterable[str]) -> tuple[Facet, ...]:
    chosen = set(chosen)
    return tuple(Facet(value, label, counts.get(value, 0), value in chosen) for value, label in options.choices)


def _company_facets(counts: dict[str, int], chosen: tuple[str, ...]) -> tuple[Facet, ...]:
    names = Company.objects.filter(pk__in=[*counts, *chosen]).order_by().values_list("pk", "name")
    return _facets({str(key): name for key, name in names}, counts, chosen)


def _facets(names: dict[str, str], counts: dict[str, int], chosen: tuple[str, ...]) -> tuple[Facet, ...]:
    """Return choices with alerts or a tick, the fullest first."""
    values = dict.fromkeys((*counts, *chosen))
    facets = (Facet(value, names.get(value, value), counts.get(value, 0), value in chosen) for value in values)
    return tuple(sorted(facets, key=lambda facet: (-facet.count, facet.label)))


def _histogram(alerts: Rows) -> tuple[int, ...]:
    tenths = alerts.order_by().annotate(tenth=tenth_of("confidence"))
    counts = dict(tenths.values_list("tenth").annotate(number=Count("pk")))
    return tuple(counts.get(each, 0) for each in range(TENTHS))
