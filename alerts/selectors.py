"""Reads for the pages: the feed, its counts, what is new, what is coming, how the sources do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, FloatField, IntegerField, Max, OuterRef, QuerySet, TextChoices
from django.db.models.functions import Cast, Floor, Least

from alerts.filters import AlertFilters, apply_filters, base_asset, parse_filters, with_token
from alerts.models import (
    EVENT_KINDS,
    Alert,
    AlertMark,
    AlertQuerySet,
    AlertStatus,
    Company,
    Item,
    Kind,
    Source,
    SourceKind,
    Urgency,
)
from markets.models import Instrument
from project.common import clock
from project.common.errors import Missing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

__all__ = [
    "AlertFilters",
    "AlertPage",
    "AlertSummary",
    "Facet",
    "FilterCounts",
    "SourceRow",
    "alert_page",
    "alert_summary_24h",
    "alerts_for_instrument",
    "alerts_since",
    "filter_counts",
    "get_alert",
    "head_seq",
    "next_poll_at",
    "parse_filters",
    "public_alerts",
    "source_rows",
    "unread_count",
    "upcoming_launches",
]

UNREAD_CAP = 1000


@dataclass(frozen=True, slots=True)
class AlertPage:
    """``next_before`` is the ``before_seq`` of the next page, None on the last one. Each alert has ``is_read``."""

    alerts: list[Alert]
    next_before: int | None


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

    ``confidence`` has ten entries: how many alerts lie in 0-9, 10-19, … 90-100 percent.
    """

    total: int
    urgency: tuple[Facet, ...]
    status: tuple[Facet, ...]
    source: tuple[Facet, ...]
    company: tuple[Facet, ...]
    kind: tuple[Facet, ...]
    confidence: tuple[int, ...]


class AlertSummary(NamedTuple):
    total: int
    critical: int
    high: int


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source with what it has brought; ``state`` is ok, failing, waiting (never polled) or off."""

    source: Source
    item_count: int
    alert_count: int
    state: str


def _alerts_of(user: "User | AnonymousUser") -> AlertQuerySet:
    return Alert.objects.visible_to(user).annotate(is_read=_is_marked(user)).select_related("company", "item")


def _is_marked(user: "User | AnonymousUser") -> Exists:
    return Exists(AlertMark.objects.filter(alert=OuterRef("pk"), user=user.pk))


def alert_page(
    user: "User | AnonymousUser", filters: AlertFilters, before_seq: int | None = None, limit: int = 50
) -> AlertPage:
    """Return the newest ``limit`` alerts that pass ``filters``, older than ``before_seq`` when it is given."""
    alerts = apply_filters(_alerts_of(user), filters)
    if before_seq is not None:
        alerts = alerts.filter(seq__lt=before_seq)
    rows = list(alerts.order_by("-seq")[: limit + 1])
    return AlertPage(rows[:limit], rows[limit - 1].seq if len(rows) > limit else None)


def filter_counts(user: "User | AnonymousUser", filters: AlertFilters) -> FilterCounts:
    """Count what each choice of the filter pane would show, in seven queries."""
    visible = Alert.objects.visible_to(user)
    companies = _tally(apply_filters(visible, filters, without="company").filter(company__isnull=False), "company")
    names = dict(Company.objects.filter(Exists(Alert.objects.filter(company=OuterRef("pk")))).values_list("id", "name"))
    sources = _tally(apply_filters(visible, filters, without="source"), "source_name")
    status = _tally(apply_filters(visible, filters, without="status"), "status")
    return FilterCounts(
        total=sum(status.get(each, 0) for each in filters.status or (AlertStatus.ACTIVE,)),
        urgency=_choice_facets(
            Urgency, _tally(apply_filters(visible, filters, without="urgency"), "urgency"), filters.urgency
        ),
        status=_choice_facets(AlertStatus, status, filters.status or (AlertStatus.ACTIVE,)),
        source=_facets({name: name for name in sources}, sources, filters.source),
        company=_facets({str(key): name for key, name in names.items()}, companies, tuple(map(str, filters.company))),
        kind=_choice_facets(Kind, _tally(apply_filters(visible, filters, without="kind"), "kind"), filters.kind),
        confidence=_histogram(apply_filters(visible, filters, without="confidence")),
    )


def _tally(alerts: AlertQuerySet, field: str) -> dict[str, int]:
    rows = alerts.order_by().values_list(field).annotate(count=Count("id", distinct=True))
    return {str(value): count for value, count in rows}


def _choice_facets(options: type[TextChoices], counts: dict[str, int], chosen: Iterable[str]) -> tuple[Facet, ...]:
    chosen = set(chosen)
    return tuple(Facet(value, label, counts.get(value, 0), value in chosen) for value, label in options.choices)


def _facets(labels: dict[str, str], counts: dict[str, int], chosen: tuple[str, ...]) -> tuple[Facet, ...]:
    """Return choices with alerts or a tick, the fullest first."""
    values = dict.fromkeys((*counts, *chosen))
    facets = (Facet(value, labels.get(value, value), counts.get(value, 0), value in chosen) for value in values)
    return tuple(sorted(facets, key=lambda facet: (-facet.count, facet.label)))


def _histogram(alerts: AlertQuerySet) -> tuple[int, ...]:
    # 0.29 * 10 as floats is 2.9, never 3.0 or above, so whole tenths are safe after adding half a thousandth.
    tenth = Least(Cast(Floor(Cast("confidence", FloatField()) * 10 + 0.0005), IntegerField()), 9)
    counts = dict(
        alerts.order_by().annotate(tenth=tenth).values_list("tenth").annotate(count=Count("id", distinct=True))
    )
    return tuple(counts.get(each, 0) for each in range(10))


def get_alert(user: "User | AnonymousUser", alert_id: int) -> Alert:
    """Return one alert with its item and source. Raises Missing."""
    alert = _alerts_of(user).select_related("item__source").filter(pk=alert_id).first()
    if alert is None:
        raise Missing("There is no such alert.", code="ALERT_NOT_FOUND")
    return alert


def alerts_since(user: "User | AnonymousUser", seq: int, limit: int = 500) -> list[Alert] | None:
    """Return what came after ``seq``, oldest first; None when that is over ``limit`` or ``seq`` is in the future."""
    if seq > head_seq():
        return None
    alerts = list(_alerts_of(user).filter(seq__gt=seq).order_by("seq")[: limit + 1])
    return None if len(alerts) > limit else alerts


def head_seq() -> int:
    """Return the sequence number of the newest alert, 0 before the first."""
    return Alert.objects.aggregate(head=Max("seq"))["head"] or 0


def alert_summary_24h(user: "User | AnonymousUser") -> AlertSummary:
    since = clock.now() - timedelta(hours=24)
    alerts = Alert.objects.visible_to(user).filter(status=AlertStatus.ACTIVE, created_at__gte=since)
    counts = _tally(alerts, "urgency")
    return AlertSummary(sum(counts.values()), counts.get(Urgency.CRITICAL, 0), counts.get(Urgency.HIGH, 0))


def unread_count(user: "User | AnonymousUser") -> int:
    """Count active alerts that ``user`` has not opened, up to UNREAD_CAP."""
    alerts = Alert.objects.visible_to(user).filter(~_is_marked(user), status=AlertStatus.ACTIVE)
    return alerts.order_by("-seq")[:UNREAD_CAP].count()


def upcoming_launches(user: "User | AnonymousUser", limit: int = 5) -> list[Alert]:
    """Return dated launches, airdrops, listings and sales from today on, the next first, each company's kind once."""
    today = clock.now().date()
    alerts = _alerts_of(user).filter(status=AlertStatus.ACTIVE, kind__in=EVENT_KINDS, event_date__gte=today)
    seen: dict[object, Alert] = {}
    for alert in alerts.order_by("event_date", "-seq")[: limit * 10]:
        seen.setdefault((alert.company_id or alert.title, alert.kind), alert)
    return list(seen.values())[:limit]


def alerts_for_instrument(user: "User | AnonymousUser", instrument: Instrument, limit: int = 20) -> list[Alert]:
    """Return the newest active alerts that name the instrument's base asset, or a company of that token."""
    alerts = with_token(_alerts_of(user).filter(status=AlertStatus.ACTIVE), base_asset(instrument.symbol))
    return list(alerts.order_by("-seq")[:limit])


def public_alerts(limit: int = 5) -> list[Alert]:
    """Return the newest active alerts that are for everybody, for a visitor who is not signed in."""
    alerts = Alert.objects.filter(user=None, status=AlertStatus.ACTIVE).select_related("company")
    return list(alerts.order_by("-seq")[:limit])


def source_rows() -> list[SourceRow]:
    """Return every source with its counts, in three queries; the sample source is left out while it is empty."""
    items = _count_by_source(Item.objects.values_list("source"))
    alerts = _count_by_source(Item.objects.filter(alert__isnull=False).values_list("source"))
    rows = [
        SourceRow(each, items.get(each.pk, 0), alerts.get(each.pk, 0), source_state(each))
        for each in Source.objects.all()
    ]
    return [row for row in rows if row.item_count or row.source.kind == SourceKind.FEED]


def _count_by_source(rows: "QuerySet[Item, tuple[int]]") -> dict[int, int]:
    return dict(rows.order_by().annotate(count=Count("id")))


def source_state(source: Source) -> str:
    if not source.is_active:
        return "off"
    if source.failures_in_a_row:
        return "failing"
    return "ok" if source.last_success_at or source.kind != SourceKind.FEED else "waiting"


def next_poll_at() -> datetime | None:
    """Return when the next feed is due, for the empty feed page."""
    feeds = Source.objects.filter(is_active=True, kind=SourceKind.FEED, next_poll_at__isnull=False)
    return feeds.order_by("next_poll_at").values_list("next_poll_at", flat=True).first()
