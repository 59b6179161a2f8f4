"""What launches when, and how sure that is: the events with their days, and what each source says of the day."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from alerts.events.days import Dating, Span, datings_of, span_of
from alerts.models import EVENT_KINDS, Alert, Company, Event, EventChange, EventStatus, Evidence, Kind
from project.common import clock

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

KINDS = (*(kind for kind in Kind if kind in EVENT_KINDS), Kind.UNLOCK, Kind.DELAY)
"""What the calendar shows; a delay is an event of which only that is known."""
OPEN_FOR = timedelta(days=60)
"""For how long an event without a date is waited for after it was last heard of."""
MOST = 500


@dataclass(frozen=True, slots=True)
class CalendarFilters:
    """An empty tuple means no restriction, except for ``status``: then an event that was denied is left out.

    ``first`` and ``last`` are days, both included. ``assets`` are tickers of which an event must be about one.
    """

    q: str = ""
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    company: tuple[int, ...] = ()
    assets: Collection[str] | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Launch:
    """An event as the calendar shows it: ``before`` is its day until it was moved, ``changes`` how often it changed.

    ``changed_at`` is when it last did, or was last told of.
    """

    event: Event
    alert_id: int
    span: Span | None
    before: Span | None = None
    datings: tuple[Dating, ...] = ()
    changes: int = 0
    changed_at: datetime | None = None

    @property
    def is_conflicting(self) -> bool:
        """Whether two sources name days that cannot both be right."""
        return any(not one.span.overlaps(other.span) for one in self.datings for other in self.datings)

    @property
    def name(self) -> str:
        """Whose event it is, as far as anybody knows."""
        return (self.event.company.name if self.event.company else "") or self.event.subject or self.event.title


def launches(user: "User | AnonymousUser", filters: CalendarFilters, *, limit: int = MOST) -> list[Launch]:
    """Return the events with a day, the earliest first, in four queries."""
    dated = apply(visible_events(user), filters).filter(starts_on__isnull=False)
    return _with_facts(user, dated.order_by("starts_on", "ends_on", "pk")[:limit])


def undated(user: "User | AnonymousUser", filters: CalendarFilters, *, limit: int = MOST) -> list[Launch]:
    """Return the open events without a day that were heard of lately, the latest heard of first."""
    recent = Q(starts_on=None, last_seen_at__gte=clock.now() - OPEN_FOR)
    waiting = apply(visible_events(user), filters).filter(recent).exclude(status=EventStatus.DONE)
    return _with_facts(user, waiting.order_by("-last_seen_at", "pk")[:limit])


def upcoming(user: "User | AnonymousUser", limit: int = 5) -> list[Launch]:
    """Return the launches, airdrops, listings and sales that begin today or later, the next first, in two queries.

    What the sources say of the day, and what it was before, is left out.
    """
    events = apply(visible_events(user), CalendarFilters(kind=tuple(EVENT_KINDS)))
    ahead = events.filter(starts_on__gte=clock.now().date()).exclude(status=EventStatus.DONE)
    found = _with_alerts(user, ahead.order_by("starts_on", "-confidence", "pk")[:limit])
    return [_launch(event, alert, (), ()) for event, alert in found]


def visible_events(user: "User | AnonymousUser") -> QuerySet[Event]:
    """Return the events of which ``user`` has an alert; one that nobody was told of is not announced here either."""
    alerts = Alert.objects.visible_to(user).filter(event=OuterRef("pk"))
    return Event.objects.filter(Exists(alerts), kind__in=KINDS)


def apply(events: QuerySet[Event], filters: CalendarFilters) -> QuerySet[Event]:
    events = events.filter(status__in=filters.status) if filters.status else events.exclude(status=EventStatus.FALSE)
    conditions = {"kind": filters.kind, "chain": filters.chain, "company": filters.company}
    events = events.filter(**{f"{name}__in": values for name, values in conditions.items() if values})
    if filters.first:
        events = events.filter(Q(ends_on__gte=filters.first) | Q(ends_on=None, starts_on__gte=filters.first) | _NO_DAY)
    if filters.last:
        events = events.filter(Q(starts_on__lte=filters.last) | _NO_DAY)
    for word in filters.q.split()[:8]:
        events = events.filter(_has(word))
    return events if filters.assets is None else events.filter(_about(filters.assets))


_NO_DAY = Q(starts_on=None)


def _has(word: str) -> Q:
    fields = ("title", "subject", "token", "venue", "chain", "company__name")
    condition = Q()
    for name in fields:
        condition |= Q(**{f"{name}__icontains": word})
    return condition


def _about(assets: Collection[str]) -> Q:
    """Keep the events of one of these tokens, or of a company of such a token where the event names none."""
    wanted = {asset.upper() for asset in assets}
    companies = [key for key, tokens in Company.objects.values_list("pk", "tokens") if wanted & set(tokens)]
    return Q(token__in=wanted) | Q(token="", company__in=companies)


def _with_facts(user: "User | AnonymousUser", rows: QuerySet[Event]) -> list[Launch]:
    found = _with_alerts(user, rows)
    keys = [event.pk for event, _ in found]
    histories, datings = _histories(keys), _datings(keys)
    return [_launch(event, alert, histories.get(event.pk, ()), datings.get(event.pk, ())) for event, alert in found]


def _with_alerts(user: "User | AnonymousUser", rows: QuerySet[Event]) -> list[tuple[Event, int]]:
    """Return each event with the first alert that ``user`` has of it."""
    events = list(rows.select_related("company"))
    alerts = Alert.objects.visible_to(user).filter(event__in=[event.pk for event in events]).order_by("-seq")
    alert_of = {event: alert for alert, event in alerts.values_list("pk", "event_id")}
    return [(event, alert_of[event.pk]) for event in events if event.pk in alert_of]


def _launch(event: Event, alert_id: int, history: Sequence[EventChange], datings: tuple[Dating, ...]) -> Launch:
    moves = [parse_span(each.before) for each in history if each.field == EventChange.Field.DATE]
    return Launch(
        event,
        alert_id,
        span_of(event.starts_on, event.ends_on),
        next((span for span in reversed(moves) if span), None),
        datings,
        len(history),
        max([event.last_seen_at, *(each.at for each in history)]),
    )


def _histories(keys: Sequence[int]) -> dict[int, list[EventChange]]:
    """Return what changed about each event, the oldest first."""
    found: dict[int, list[EventChange]] = {}
    for change in EventChange.objects.filter(event__in=keys).order_by("at", "pk"):
        found.setdefault(change.event_id, []).append(change)
    return found


def parse_span(text: str) -> Span | None:
    """Read a day or a window as EventChange keeps it: ``2026-11-28`` or ``2026-11-20/2026-11-30``."""
    first, _, last = text.partition("/")
    try:
        starts_on = date.fromisoformat(first)
        return Span(starts_on, date.fromisoformat(last) if last else starts_on)
    except ValueError:
        return None


def _datings(keys: Sequence[int]) -> dict[int, tuple[Dating, ...]]:
    rows = Evidence.objects.filter(event__in=keys, starts_on__isnull=False).select_related("item__source")
    found: dict[int, list[Evidence]] = {}
    for row in rows.defer("analysis", "item__text"):
        found.setdefault(row.event_id, []).append(row)
    return {event: datings_of(rows) for event, rows in found.items()}


def choices(user: "User | AnonymousUser") -> tuple[list[str], list[tuple[int, str]]]:
    """Return the chains and the companies that the visible events name, for the filters."""
    events = visible_events(user)
    chains = events.exclude(chain="").order_by("chain").values_list("chain", flat=True).distinct()
    companies = events.filter(company__isnull=False).order_by("company__name")
    return list(chains), list(companies.values_list("company_id", "company__name").distinct())
