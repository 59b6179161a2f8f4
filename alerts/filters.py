"""What a visitor asked the alert feed for, read from the address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import CharField, Q, TextChoices
from django.db.models.functions import Cast
from django.http import QueryDict

from alerts.models import AlertQuerySet, AlertStatus, Company, Kind, Urgency
from project.common.errors import Invalid
from project.common.text import is_whole_number

MAX_QUERY = 200
FACETS = ("q", "urgency", "confidence", "status", "source", "company", "kind", "dates", "symbol")


@dataclass(frozen=True, slots=True)
class AlertFilters:
    """An empty tuple means no restriction, except ``status``, where it means active alerts only.

    ``confidence_min`` and ``confidence_max`` are percent. Both dates are included; they are days in UTC.
    """

    q: str = ""
    urgency: tuple[str, ...] = ()
    confidence_min: int = 0
    confidence_max: int = 100
    status: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    company: tuple[int, ...] = ()
    kind: tuple[str, ...] = ()
    from_date: date | None = None
    to_date: date | None = None
    symbol: str = ""

    @property
    def count(self) -> int:
        """How many of them restrict the list, for sentences such as "no alert matches 3 filters"."""
        chosen = (self.q, self.urgency, self.status, self.source, self.company, self.kind, self.symbol)
        dates = (self.from_date, self.to_date)
        return sum(map(bool, (*chosen, *dates, (self.confidence_min, self.confidence_max) != (0, 100))))


def parse_filters(query: QueryDict) -> AlertFilters:
    """Read the filters of an address; list values may be repeated (``urgency=high&urgency=low``) or split by commas.

    Raises Invalid with one sentence per wrong field in ``details``.
    """
    reader = _Reader(query)
    filters = AlertFilters(
        q=query.get("q", "").strip()[:MAX_QUERY],
        urgency=reader.choices("urgency", Urgency),
        confidence_min=reader.percent("confidence_min", 0),
        confidence_max=reader.percent("confidence_max", 100),
        status=reader.choices("status", AlertStatus),
        source=tuple(dict.fromkeys(name for name in query.getlist("source") if name)),
        company=reader.numbers("company"),
        kind=reader.choices("kind", Kind),
        from_date=reader.day("from"),
        to_date=reader.day("to"),
        symbol=query.get("symbol", "").strip().upper()[:32],
    )
    if "\x00" in "".join((filters.q, filters.symbol, *filters.source)):
        reader.errors["q"] = "Remove the control characters."
    if filters.confidence_min > filters.confidence_max:
        reader.errors["confidence_min"] = "The lowest confidence is above the highest."
    if filters.from_date and filters.to_date and filters.from_date > filters.to_date:
        reader.errors["from"] = "The first day is after the last day."
    if reader.errors:
        raise Invalid("Some filters are not valid.", code="INVALID_FILTER", details=reader.errors)
    return filters


class _Reader:
    """Collects one sentence for each field that is wrong, instead of stopping at the first."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query
        self.errors: dict[str, str] = {}

    def words(self, name: str) -> list[str]:
        values = (part.strip() for value in self.query.getlist(name) for part in value.split(","))
        return list(dict.fromkeys(value for value in values if value))

    def choices(self, name: str, options: type[TextChoices]) -> tuple[str, ...]:
        words = self.words(name)
        if unknown := [word for word in words if word not in options.values]:
            self.errors[name] = f"{unknown[0][:40]!r} is not one of {', '.join(options.values)}."
        return tuple(words)

    def numbers(self, name: str) -> tuple[int, ...]:
        words = self.words(name)
        if wrong := [word for word in words if not is_whole_number(word, digits=15)]:
            self.errors[name] = f"{wrong[0][:40]!r} is not the number of a company."
            return ()
        return tuple(int(word) for word in words)

    def percent(self, name: str, default: int) -> int:
        value = self.query.get(name, "").strip()
        if not value:
            return default
        if not is_whole_number(value, digits=3) or int(value) > 100:
            self.errors[name] = f"{value[:40]!r} is not a whole number from 0 to 100."
            return default
        return int(value)

    def day(self, name: str) -> date | None:
        value = self.query.get(name, "").strip()
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.errors[name] = f"{value[:40]!r} is not a date such as 2026-01-31."
            return None


def apply_filters(alerts: AlertQuerySet, filters: AlertFilters, *, without: str = "") -> AlertQuerySet:
    """Narrow ``alerts``; ``without`` names one of FACETS to leave out, for the counts beside its own choices."""
    conditions = _conditions(filters)
    for facet in FACETS:
        if facet != without and facet in conditions:
            alerts = alerts.filter(conditions[facet])
    return with_token(alerts, base_asset(filters.symbol)) if filters.symbol else alerts


def _conditions(filters: AlertFilters) -> Mapping[str, Q]:
    conditions = {
        "q": _search(filters.q.split()[:8]),
        "confidence": Q(
            confidence__gte=Decimal(filters.confidence_min) / 100, confidence__lte=Decimal(filters.confidence_max) / 100
        ),
        "status": Q(status__in=filters.status or [AlertStatus.ACTIVE]),
        "dates": _between(filters.from_date, filters.to_date),
    }
    chosen = {
        "urgency": filters.urgency,
        "source_name": filters.source,
        "company": filters.company,
        "kind": filters.kind,
    }
    conditions |= {
        name.removesuffix("_name"): Q(**{f"{name}__in": values}) for name, values in chosen.items() if values
    }
    return conditions


def _search(words: Iterable[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(title__icontains=word) | Q(content__icontains=word) | Q(company__name__icontains=word)
    return condition


def _between(first: date | None, last: date | None) -> Q:
    condition = Q()
    if first:
        condition &= Q(created_at__gte=datetime.combine(first, time(), UTC))
    if last and last < date.max:
        condition &= Q(created_at__lt=datetime.combine(last + timedelta(days=1), time(), UTC))
    return condition


def base_asset(symbol: str) -> str:
    return symbol.partition("-")[0].upper()


def with_token(alerts: AlertQuerySet, token: str) -> AlertQuerySet:
    """Keep the alerts that mention ``token`` or are about a company of that token."""
    companies = [key for key, tokens in Company.objects.values_list("id", "tokens") if token in tokens]
    mentions = alerts.annotate(token_text=Cast("tokens_mentioned", CharField()))
    return mentions.filter(Q(company__in=companies) | Q(token_text__contains=f'"{token}"'))
