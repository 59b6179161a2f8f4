"""What became of events, written to their rows in a fixed number of queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from alerts.events.book import Record, Step
from alerts.events.telling import analysis_json
from alerts.events.types import Telling
from alerts.models import Event, EventChange, EventKey, Evidence, Item
from alerts.types import Score

WRITTEN = (
    *("company", "subject", "token", "kind", "status", "confidence", "starts_on", "ends_on", "starts_at"),
    *("date_words", "venue", "amount", "chain", "contract", "first_seen_at", "last_seen_at", "items_count"),
    "sources_count",
)


@dataclass(frozen=True, slots=True)
class Told:
    """A stored item with its score and what it tells."""

    item: Item
    score: Score
    telling: Telling


def decimal(value: float) -> Decimal:
    return Decimal(str(round(value, 3)))


def write_events(records: Iterable[Record], rows: dict[Record, Event]) -> None:
    """Bring the row of each record up to date; a record without one gets it."""
    known: list[Event] = []
    new: list[Event] = []
    for record in dict.fromkeys(records):
        event = rows.setdefault(record, Event(title=record.title))
        _fill(event, record)
        (known if event.pk else new).append(event)
    Event.objects.bulk_create(new)
    if known:
        Event.objects.bulk_update(known, WRITTEN)


def _fill(event: Event, record: Record) -> None:
    state, entity = record.state, record.entity
    event.company_id, event.token, event.subject = entity.company, entity.token, record.subject
    event.kind, event.status, event.confidence = state.kind, state.status, decimal(state.confidence)
    event.starts_on, event.ends_on = state.when.starts_on, state.when.ends_on
    event.starts_at, event.date_words = state.when.starts_at, state.when.words
    for name, value in state.details.items():
        setattr(event, name, value)
    event.first_seen_at, event.last_seen_at = state.first_told_at, state.last_told_at
    event.items_count, event.sources_count = state.items, state.voices


def write_keys(records: Iterable[Record], rows: Mapping[Record, Event]) -> None:
    pairs = {(rows[record].pk, key) for record in records for key in record.found_by}
    # Sorted, so that no two writers wait for each other's keys.
    keys = [EventKey(event_id=event, key=key) for event, key in sorted(pairs)]
    EventKey.objects.bulk_create(keys, ignore_conflicts=True)


def write_evidence(
    steps: Iterable[Step], told: Mapping[int, Told], rows: Mapping[Record, Event], now: datetime
) -> None:
    Evidence.objects.bulk_create(
        _evidence(told[step.telling.item], rows[step.record], step.likeness, now) for step in steps if step.telling
    )


def _evidence(told: Told, event: Event, likeness: float, now: datetime) -> Evidence:
    telling = told.telling
    return Evidence(
        event=event,
        item=told.item,
        added_at=now,
        kind=telling.kind,
        status=telling.status,
        confidence=decimal(telling.confidence),
        starts_on=telling.starts_on,
        ends_on=telling.ends_on,
        date_words=telling.date_words,
        likeness=likeness,
        signature=telling.signature,
        analysis=analysis_json(told.score, telling),
    )


def new_changes(step: Step, event: Event, now: datetime) -> list[EventChange]:
    """Return the history that a step adds; whether users are told is still open."""
    return [
        EventChange(event=event, item_id=each.item, field=each.field, before=each.before, after=each.after, at=now)
        for each in step.changes
    ]
