"""What an alert must fulfil to pass filters: by what it is, and by what its reader did with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from alerts.filters import AlertFilters, FeedStatus
from alerts.models import AlertMark, AlertStatus
from alerts.search import HoldsAny, companies_named, companies_of, has_words
from alerts.words import Term, Words, read_words
from project.common import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

# Alerts with annotations, which the plain type does not know.
Rows = QuerySet[Any, Any]
# The filters that choose values of a field as it is, whatever a reader's marks say.
FIELDS = {
    "source": "source_name",
    "company": "company",
    "kind": "kind",
    "source_type": "source_type",
    "language": "language",
    "event_status": "event_status",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters with what they need from the database, so that several queries look it up once."""

    filters: AlertFilters
    words: Words
    named: dict[Term, list[int]]
    assets: tuple[tuple[tuple[str, ...], list[int]], ...]


def ask(filters: AlertFilters | Asked) -> Asked:
    """Look up the companies that the filters mean: by name in the words, by token in the assets."""
    if isinstance(filters, Asked):
        return filters
    words = read_words(filters.q)
    symbol = [(base_asset(filters.symbol),)] if filters.symbol else []
    assets = [*symbol, *([filters.mine] if filters.mine is not None else [])]
    return Asked(filters, words, companies_named(words), tuple((each, companies_of(each)) for each in assets))


def base_asset(symbol: str) -> str:
    return symbol.partition("-")[0].upper()


def marks_of(user: "User | AnonymousUser") -> Rows:
    """Return the keys of the alerts that the user marked, to be narrowed by what the marks say."""
    marks: Rows = AlertMark.objects.filter(user=user.pk).order_by().values("alert")
    return marks


def moments_of(filters: AlertFilters) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last moment that pass, None where there is no limit."""
    firsts = (datetime.combine(filters.from_date, time.min, UTC) if filters.from_date else None, filters.since)
    lasts = (datetime.combine(filters.to_date, time.max, UTC) if filters.to_date else None, filters.until)
    return max(filter(None, firsts), default=None), min(filter(None, lasts), default=None)


def conditions_of(user: "User | AnonymousUser", asked: Asked) -> dict[str, Q]:
    """Return the conditions by the name of the filter that sets each."""
    filters, marks = asked.filters, marks_of(user)
    lists = {name: (field, getattr(filters, name)) for name, field in FIELDS.items()}
    conditions = {name: Q(**{f"{field}__in": values}) for name, (field, values) in lists.items() if values}
    if filters.urgency:
        conditions["urgency"] = _has_urgency(marks, filters.urgency)
    if set(filters.status) != set(FeedStatus.values):
        conditions["status"] = _has_status(marks, set(filters.status or (FeedStatus.ACTIVE,)))
    if filters.verdict:
        conditions["verdict"] = Q(pk__in=marks.filter(verdict__in=filters.verdict))
    for number, (assets, companies) in enumerate(asked.assets):
        conditions[f"assets{number}"] = _touches(assets, companies)
    conditions |= {"confidence": _confidence(filters), "dates": _dates(filters)}
    return conditions | ({"q": has_words(asked.words, asked.named)} if filters.q else {})


def _has_urgency(marks: Rows, chosen: Iterable[str]) -> Q:
    """Keep what has the urgency by itself and was given no other, or was given it.

    Written as lists of marks, because PostgreSQL has no idea how often a value out of a join is the wanted one, and
    then reads everything instead of stopping at the page's end.
    """
    others = marks.exclude(urgency__in=["", *chosen])
    return (Q(urgency__in=chosen) & ~Q(pk__in=others)) | Q(pk__in=marks.filter(urgency__in=chosen))


def _has_status(marks: Rows, chosen: set[str]) -> Q:
    """Keep what has one of these statuses after the marks; an active alert that sleeps is snoozed and nothing else."""
    own = sorted(chosen - {FeedStatus.SNOOZED})
    settled = [each for each in own if each != FeedStatus.ACTIVE]
    is_asleep, is_awake = Q(snoozed_until__gt=(now := clock.now())), Q(snoozed_until=None) | Q(snoozed_until__lte=now)
    marked = Q(status__in=settled)
    if FeedStatus.ACTIVE in chosen:
        marked |= Q(status=AlertStatus.ACTIVE) & is_awake
    if FeedStatus.SNOOZED in chosen:
        marked |= Q(status=AlertStatus.ACTIVE) & is_asleep
        settled = [*settled, AlertStatus.ACTIVE]
    plain = Q(status__in=own) & ~Q(pk__in=marks.filter(~Q(status="") | is_asleep))
    asleep = Q(status__in=settled) & Q(pk__in=marks.filter(is_asleep, status=""))
    return plain | Q(pk__in=marks.filter(marked)) | asleep


def _touches(assets: Iterable[str], companies: Iterable[int]) -> Q:
    """Keep the alerts that mention one of ``assets`` or are about one of ``companies``, which have such a token."""
    return Q(company__in=companies) | Q(HoldsAny("tokens_mentioned", assets)) if assets else Q(pk__in=[])


def _confidence(filters: AlertFilters) -> Q:
    least = max(Decimal(filters.confidence_min) / 100, filters.least or Decimal(0))
    most = min(Decimal(filters.confidence_max) / 100, Decimal(1) if filters.most is None else filters.most)
    low = Q(confidence__gte=least) if least > 0 else Q()
    return low & Q(confidence__lte=most) if most < 1 else low


def _dates(filters: AlertFilters) -> Q:
    first, last = moments_of(filters)
    since = Q(created_at__gte=first) if first else Q()
    return since & Q(created_at__lte=last) if last else since
