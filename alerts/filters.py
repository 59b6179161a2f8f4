"""What a reader asked the alerts for, read from the address of the feed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import TextChoices
from django.http import QueryDict

from alerts.models import EventStatus, Kind, SourceType, Urgency, Verdict
from alerts.query_reader import QueryReader

MAX_QUERY = 200
LANGUAGE_LENGTH = 8


class FeedStatus(TextChoices):
    """What an alert is to one user: a snoozed one is active again later."""

    ACTIVE = "active", "Active"
    SNOOZED = "snoozed", "Snoozed"
    ARCHIVED = "archived", "Archived"
    FALSE_POSITIVE = "false_positive", "False positive"


EVERY_STATUS: tuple[str, ...] = tuple(FeedStatus.values)


@dataclass(frozen=True, slots=True)
class AlertFilters:
    """An empty tuple means no restriction, except ``status``, where it means active alerts only.

    ``confidence_min`` and ``confidence_max`` are percent, ``least`` and ``most`` the same as shares. Both dates are
    included; they are days in UTC. ``since`` is included, ``until`` too. ``mine`` are the base assets that alerts must
    touch, None for no such restriction. ``q`` is read by alerts.words.
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
    source_type: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    event_status: tuple[str, ...] = ()
    verdict: tuple[str, ...] = ()
    mine: tuple[str, ...] | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def count(self) -> int:
        """How many of them restrict the list, for sentences such as "no alert matches 3 filters"."""
        chosen = (self.q, self.urgency, self.status, self.source, self.company, self.kind, self.symbol)
        later = (self.source_type, self.language, self.event_status, self.verdict, self.mine is not None)
        days = (self.from_date, self.to_date, self.since, self.until)
        shares = (self.least is not None or self.most is not None, self.confidence != (0, 100))
        return sum(map(bool, (*chosen, *later, *days, *shares)))

    @property
    def confidence(self) -> tuple[int, int]:
        return self.confidence_min, self.confidence_max


def parse_filters(query: QueryDict, *, assets: Iterable[str] = ()) -> AlertFilters:
    """Read the filters of an address; list values may be repeated (``urgency=high&urgency=low``) or split by commas.

    ``assets`` are the reader's own, for ``mine=1``. Raises Invalid with one sentence per wrong field in ``details``.
    """
    reader = QueryReader(query)
    filters = AlertFilters(
        q=query.get("q", "").strip()[:MAX_QUERY],
        urgency=reader.choices("urgency", Urgency.values),
        confidence_min=reader.percent("confidence_min", 0),
        confidence_max=reader.percent("confidence_max", 100),
        status=reader.choices("status", FeedStatus.values),
        source=tuple(dict.fromkeys(name[:120] for name in query.getlist("source") if name)),
        company=reader.numbers("company"),
        kind=reader.choices("kind", Kind.values),
        from_date=reader.day("from"),
        to_date=reader.day("to"),
        symbol=query.get("symbol", "").strip().upper()[:32],
        source_type=reader.choices("source_type", SourceType.values),
        language=reader.short("language", LANGUAGE_LENGTH),
        event_status=reader.choices("event_status", EventStatus.values),
        verdict=reader.choices("verdict", Verdict.values),
        mine=tuple(sorted(set(assets))) if reader.flag("mine") else None,
    )
    _check(filters, reader.errors)
    reader.refuse()
    return filters


def _check(filters: AlertFilters, errors: dict[str, str]) -> None:
    """Look at what only several fields together tell."""
    if "\x00" in "".join((filters.q, filters.symbol, *filters.source, *filters.language)):
        errors["q"] = "Remove the control characters."
    if filters.confidence_min > filters.confidence_max:
        errors["confidence_min"] = "The lowest confidence is above the highest."
    if filters.from_date and filters.to_date and filters.from_date > filters.to_date:
        errors["from"] = "The first day is after the last day."
