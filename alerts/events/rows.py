"""Events as rows: found, locked and read into records, in a number of queries that does not grow with the batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from alerts.events.book import Record
from alerts.events.cluster import AFTER_DATE, OPEN_FOR
from alerts.events.entity import subject_of, voice_of
from alerts.events.support import DETAILS
from alerts.events.telling import told_at
from alerts.events.types import Entity, State, Telling, When
from alerts.models import Alert, Event, EventKey, Evidence

EVIDENCE = (
    *("event_id", "item_id", "kind", "status", "confidence", "starts_on", "ends_on", "date_words", "signature"),
    *("analysis__details", "analysis__is_project", "item__title", "item__url", "item__author", "item__published_at"),
    *("item__received_at", "item__source_id", "item__source__kind", "item__source__priority"),
)


def events_under(keys: Collection[str], since: datetime) -> QuerySet[Event]:
    """Return the events under any of ``keys`` that were told of lately, or whose day is not long over."""
    found = EventKey.objects.filter(key__in=keys).values("event")
    lately = Q(last_seen_at__gte=since - OPEN_FOR) | Q(ends_on__gte=(since - AFTER_DATE).date())
    return Event.objects.filter(lately, pk__in=found)


def locked_records(events: QuerySet[Event], keys: Collection[str] = ()) -> dict[Record, Event]:
    """Lock ``events`` in the order of their keys and read what was told of each, in four queries."""
    rows = list(events.select_for_update(of=("self",)).order_by("pk"))
    tellings = evidence_of(rows)
    raised = set(Alert.objects.filter(event__in=rows, user=None).values_list("event_id", flat=True))
    found_by = _keys_of(rows, keys)
    return {_record(row, tellings[row.pk], row.pk in raised, found_by[row.pk]): row for row in rows}


def _keys_of(rows: Iterable[Event], keys: Collection[str]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for event, key in EventKey.objects.filter(event__in=rows, key__in=keys).values_list("event_id", "key"):
        found[event].add(key)
    return found


def _record(event: Event, tellings: list[Telling], is_raised: bool, found_by: set[str]) -> Record:
    return Record(
        entity=Entity(event.company_id, event.token, subject_of(event.subject)),
        tellings=tellings,
        state=state_kept(event),
        key=event.pk,
        title=event.title,
        subject=event.subject,
        is_raised=is_raised,
        found_by=found_by,
    )


def state_kept(event: Event) -> State:
    """Return where ``event`` stood when it was last written."""
    return State(
        status=event.status,
        kind=event.kind,
        confidence=float(event.confidence),
        when=When(event.starts_on, event.ends_on, event.starts_at, event.date_words),
        first_told_at=event.first_seen_at,
        last_told_at=event.last_seen_at,
        items=event.items_count,
        voices=event.sources_count,
        details={name: getattr(event, name) for name in DETAILS},
    )


def evidence_of(events: Iterable[Event]) -> Mapping[int, list[Telling]]:
    """Return what was told of each event, without the long texts."""
    found: dict[int, list[Telling]] = defaultdict(list)
    for row in Evidence.objects.filter(event__in=events).order_by("event", "pk").values(*EVIDENCE).iterator():
        found[row["event_id"]].append(_telling(row))
    return found


def _telling(row: Mapping[str, Any]) -> Telling:
    url, author = row["item__url"], row["item__author"]
    return Telling(
        item=row["item_id"],
        told_at=told_at(row["item__published_at"], row["item__received_at"]),
        title=row["item__title"],
        kind=row["kind"],
        status=row["status"],
        confidence=float(row["confidence"]),
        voice=voice_of(url, author, row["item__source__kind"], row["item__source_id"]),
        rank=row["item__source__priority"],
        is_project=bool(row["analysis__is_project"]),
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        date_words=row["date_words"],
        details=row["analysis__details"] or {},
        signature=row["signature"],
    )
