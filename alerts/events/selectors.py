"""Reads of events: the list, one with all that was told of it, and what changed since a page last looked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from alerts.events.changes import change_text, span_text
from alerts.events.days import Dating, datings_of, span_of
from alerts.events.types import When
from alerts.models import Alert, Event, EventChange, Evidence
from alerts.selectors import alerts_of, as_seen
from project.common.errors import Missing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

MOST_CHANGES = 500


@dataclass(frozen=True, slots=True)
class EventFilters:
    """Empty and None leave a field open; days are compared with the day or window of the event."""

    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    company_id: int | None = None
    token: str = ""
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class NamedDay:
    """One day or window that was named for an event, by whom, and whether it is the one shown."""

    starts_on: date
    ends_on: date
    words: str
    voices: tuple[str, ...]
    is_shown: bool


@dataclass(frozen=True, slots=True)
class EventDetail:
    event: Event
    evidence: Sequence[Evidence]
    changes: Sequence[EventChange]
    days: Sequence[NamedDay]
    alert: Alert | None


@dataclass(frozen=True, slots=True)
class Update:
    """A change that users are told, with the alert that it is about."""

    change: EventChange
    alert: Alert

    @property
    def text(self) -> str:
        return text_of(self.change)


def list_events(filters: EventFilters, *, limit: int = 100, offset: int = 0) -> tuple[list[Event], int]:
    """Return a page of events, those told of last first, and how many there are in all."""
    events = Event.objects.filter(_condition(filters))
    rows = events.select_related("company").order_by("-last_seen_at", "-pk")[offset : offset + limit]
    return list(rows), events.count()


def _condition(filters: EventFilters) -> Q:
    wanted = {
        "kind__in": filters.kind,
        "status__in": filters.status,
        "company": filters.company_id,
        "token": filters.token.lstrip("$").upper(),
        "ends_on__gte": filters.from_date,
        "starts_on__lte": filters.to_date,
    }
    return Q(**{name: value for name, value in wanted.items() if value})


def get_event(user: "User | AnonymousUser", event_id: int) -> EventDetail:
    """Return an event with its evidence, history and days, in five queries. Raises Missing."""
    evidence = Evidence.objects.select_related("item__source").order_by("item__published_at", "pk")
    history = EventChange.objects.select_related("item__source").order_by("at", "pk")
    found = Event.objects.select_related("company").prefetch_related(
        Prefetch("evidence", evidence), Prefetch("changes", history)
    )
    event = found.filter(pk=event_id).first()
    if event is None:
        raise Missing("There is no such event.", code="EVENT_NOT_FOUND")
    alert = next(iter(as_seen(alerts_of(user).filter(event=event))), None)
    told = list(event.evidence.all())
    return EventDetail(event, told, list(event.changes.all()), days_of(event, told), alert)


def days_of(event: Event, evidence: Iterable[Evidence]) -> list[NamedDay]:
    """Return the days and windows that the sources name, the one shown first, then the soonest."""
    shown = span_of(event.starts_on, event.ends_on)
    days = [_named(dating, is_shown=dating.span == shown) for dating in datings_of(evidence)]
    return sorted(days, key=lambda day: (not day.is_shown, day.starts_on, day.ends_on))


def _named(dating: Dating, *, is_shown: bool) -> NamedDay:
    voices = dict.fromkeys(said.voice for said in dating.said)
    return NamedDay(dating.span.starts_on, dating.span.last_day, dating.words, tuple(voices), is_shown)


def changes_between(users: Iterable[int], after: int, upto: int, limit: int = MOST_CHANGES) -> list[Update] | None:
    """Return what users were told of events after a number, oldest first; None when it is too much.

    Each change comes with every alert about it that is for one of the users, or for everybody; the older first.
    """
    told = EventChange.objects.filter(seq__gt=after, seq__lte=upto).select_related("event").order_by("seq")
    changes = list(told[: limit + 1])
    if len(changes) > limit:
        return None
    if not changes:
        return []
    about = {change.event_id for change in changes}
    seen = Alert.objects.visible_to_any(users).filter(event__in=about)
    alerts = list(seen.select_related("company", "item", "event").order_by("seq"))
    return [Update(each, alert) for each in changes for alert in alerts if alert.event_id == each.event_id]


def text_of(change: EventChange) -> str:
    """Return a change as one sentence."""
    event = change.event
    span = span_text(When(event.starts_on, event.ends_on))
    return change_text(change.field, change.before, change.after, span)
