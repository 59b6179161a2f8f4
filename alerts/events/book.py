"""The events that are known, in memory: each item is told to it in turn, and it says what that changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from alerts.events.changes import changes_between
from alerts.events.cluster import Known, belongs
from alerts.events.entity import keys_of, merged, title_names
from alerts.events.lifecycle import state_of
from alerts.events.raising import may_begin, may_join, without_score
from alerts.events.signature import bands
from alerts.events.types import Change, Entity, State, Telling


@dataclass(slots=True, eq=False)
class Record:
    """One event. ``key`` is its primary key, None while it has no row; ``is_raised`` when users know of it."""

    entity: Entity
    tellings: list[Telling]
    state: State
    key: int | None = None
    title: str = ""
    subject: str = ""
    is_raised: bool = False
    found_by: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Step:
    """What one telling did, or time alone: to which event, where it stands since, and what changed."""

    record: Record
    telling: Telling | None
    state: State
    changes: tuple[Change, ...] = ()
    likeness: float = 1.0


class Book:
    def __init__(self, records: Iterable[Record] = ()) -> None:
        self.records: dict[int, Record] = {}
        self._by_key: dict[str, set[int]] = {}
        for record in records:
            self._enter(record, record.found_by)

    def _enter(self, record: Record, keys: Iterable[str]) -> None:
        number = id(record)
        self.records[number] = record
        for key in keys:
            record.found_by.add(key)
            self._by_key.setdefault(key, set()).add(number)

    def forget(self, record: Record) -> None:
        """Drop an event that nothing will ever be told of again."""
        del self.records[id(record)]
        for key in record.found_by:
            numbers = self._by_key[key]
            numbers.discard(id(record))
            if not numbers:
                del self._by_key[key]

    def tell(self, telling: Telling, now: datetime) -> Step | None:
        """Add ``telling`` to the event it belongs to, or begin one; None when it is about no event."""
        if not may_join(telling):
            return None
        found = self._best(telling)
        if found is None:
            return self._begin(telling, now) if may_begin(telling) else None
        record, likeness = found
        record.tellings.append(without_score(telling))
        record.entity = merged(record.entity, telling.entity)
        record.subject = record.subject or telling.subject
        self._enter(record, kept_keys(telling))
        before, record.state = record.state, state_of(record.tellings, now)
        changes = tuple(changes_between(before, record.state, telling))
        return Step(record, telling, record.state, changes, likeness)

    def _begin(self, telling: Telling, now: datetime) -> Step:
        kept = without_score(telling)
        record = Record(telling.entity, [kept], state_of([kept], now), title=telling.title, subject=telling.subject)
        self._enter(record, kept_keys(telling))
        return Step(record, telling, record.state)

    def _best(self, telling: Telling) -> tuple[Record, float] | None:
        """Return the event that ``telling`` is most likely of: of its kind, then the likest, then the latest."""
        numbers = set().union(*(self._by_key.get(key, ()) for key in lookup_keys(telling)))
        found = [
            (record, likeness)
            for record in (self.records[number] for number in numbers)
            if (likeness := belongs(telling, Known(record.entity, record.state, record.tellings))) is not None
        ]
        return max(found, key=lambda each: _rank(telling, *each), default=None)


def _rank(telling: Telling, record: Record, likeness: float) -> tuple[object, ...]:
    state = record.state
    return (state.kind == telling.kind, not state.is_over, likeness, state.last_told_at, -(record.key or 0))


def kept_keys(telling: Telling) -> list[str]:
    """Return the keys under which the event of ``telling`` is kept; where nobody is named, the title's words may."""
    names = [] if telling.entity.subject else title_names(telling.title)
    return [*keys_of(telling.entity), *bands(telling.signature), *(f"w:{name}" for name in names)]


def lookup_keys(telling: Telling) -> list[str]:
    """Return the keys by which the event of ``telling`` is found: a name by the titles that have it, and they by it."""
    names = telling.entity.subject.split()[:1]
    places = [f"w:{name}" for name in names] or [f"s:{name}" for name in title_names(telling.title)]
    return [*keys_of(telling.entity), *bands(telling.signature), *places]
