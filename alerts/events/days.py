"""What the sources say of an event's day: each by what it said last, the most trusted first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alerts.events.entity import voice_of
from alerts.events.lifecycle import claim_of
from alerts.events.telling import told_at
from alerts.models import EventStatus, Evidence


@dataclass(frozen=True, slots=True)
class Span:
    """A day (both the same) or a window."""

    starts_on: date
    last_day: date

    @property
    def is_window(self) -> bool:
        return self.last_day > self.starts_on

    def overlaps(self, other: "Span") -> bool:
        return self.starts_on <= other.last_day and other.starts_on <= self.last_day

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.last_day


@dataclass(frozen=True, slots=True)
class Said:
    """What a source last said of the day. ``rank`` is its priority, 1 the most trusted; ``voice`` who speaks in it."""

    source: str
    rank: int
    title: str
    url: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class Dating:
    """One answer to the question when, with who gives it; the most trusted first."""

    span: Span
    words: str
    said: tuple[Said, ...]

    @property
    def rank(self) -> int:
        return min(each.rank for each in self.said)


def span_of(starts_on: date | None, ends_on: date | None) -> Span | None:
    return Span(starts_on, max(starts_on, ends_on or starts_on)) if starts_on else None


def datings_of(rows: Iterable[Evidence]) -> tuple[Dating, ...]:
    """Return the days that the evidence of one event names, which comes with its items and their sources.

    A rumour names none, as it dates no event.
    """
    newest: dict[int, tuple[Span, Evidence]] = {}
    for row in sorted(rows, key=_order):
        span = span_of(row.starts_on, row.ends_on)
        if span and claim_of(row) != EventStatus.RUMOUR:
            newest[row.item.source_id] = span, row
    groups: dict[Span, list[Evidence]] = {}
    for span, row in newest.values():
        groups.setdefault(span, []).append(row)
    datings = [_dating(span, found) for span, found in groups.items()]
    return tuple(sorted(datings, key=lambda each: (each.rank, -len(each.said), each.span.starts_on)))


def _order(row: Evidence) -> tuple[datetime, datetime, int]:
    return told_at(row.item.published_at, row.item.received_at), row.added_at, row.pk


def _dating(span: Span, rows: Sequence[Evidence]) -> Dating:
    words = next((row.date_words for row in rows if row.date_words), "")
    return Dating(span, words, tuple(sorted(map(_said, rows), key=lambda said: (said.rank, said.source))))


def _said(row: Evidence) -> Said:
    item, source = row.item, row.item.source
    voice = voice_of(item.url, item.author, source.kind, source.pk)
    return Said(source.name, source.priority, item.title, item.url, voice)
