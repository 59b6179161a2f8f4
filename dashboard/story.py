"""How an event went on: its steps, who tells of it, which dates they name, and what was done about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alerts.events.changes import change_text
from alerts.events.days import datings_of, span_of
from alerts.models import Alert, AlertMark, Event, EventChange, EventStatus, Evidence, Verdict
from dashboard.evidence import web_address
from dashboard.formats import days

STEPS = (EventStatus.RUMOUR, EventStatus.ANNOUNCED, EventStatus.DATED, EventStatus.LIVE, EventStatus.DONE)
ASTRAY = (EventStatus.DELAYED, EventStatus.FALSE)
MOST_TELLINGS = 50


@dataclass(frozen=True, slots=True)
class Step:
    """One status on the way; ``state`` is past, skipped, now, ahead, delayed or false, ``at`` when it was reached."""

    label: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Telling:
    """One item that tells of the event: who says what, when, and how alike it was. ``status`` may be empty."""

    source: str
    rank: int | None
    title: str
    at: datetime
    status: str
    when: str
    likeness: int | None
    url: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A date that some of the sources name; ``is_ours`` when the event itself goes by it."""

    when: str
    sources: tuple[str, ...]
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history; ``is_mine`` when the reader did it."""

    at: datetime
    text: str
    is_mine: bool = False


def steps(event: Event, changes: Iterable[EventChange]) -> list[Step]:
    """Return the usual way of an event with what is behind it; a delay or a denial stands where it came in."""
    reached = _reached(event, changes)
    way = [status for status in STEPS if status in reached]
    furthest = STEPS.index(way[-1]) if way else -1
    path = [Step(status.label, _state(status, event, reached, furthest), reached.get(status)) for status in STEPS]
    if event.status in ASTRAY:
        astray = EventStatus(event.status)
        path.insert(furthest + 1, Step(astray.label, astray.value, reached.get(astray)))
    return path


def _reached(event: Event, changes: Iterable[EventChange]) -> Mapping[str, datetime]:
    moves = [change for change in changes if change.field == EventChange.Field.STATUS]
    first = moves[0].before if moves and moves[0].before else event.status
    reached = {first: event.first_seen_at}
    for change in moves:
        reached[change.after] = change.at
    reached.setdefault(event.status, event.last_seen_at)
    return reached


def _state(status: EventStatus, event: Event, reached: Mapping[str, datetime], furthest: int) -> str:
    if status == event.status:
        return "now"
    if STEPS.index(status) > furthest:
        return "ahead"
    return "past" if status in reached else "skipped"


def tellings(alert: Alert, evidence: Sequence[Evidence]) -> list[Telling]:
    """Return a row for each item of the event, or one for the item that an alert without event came from."""
    if evidence:
        first = min(evidence, key=lambda each: (each.item.published_at or each.added_at, each.pk)).pk
        return [_telling(each, is_first=each.pk == first and len(evidence) > 1) for each in evidence]
    if alert.item is None:
        return []
    item = alert.item
    at = item.published_at or item.received_at
    return [Telling(item.source.name, item.source.priority, item.title, at, "", "", None, web_address(item.url), False)]


def _telling(evidence: Evidence, *, is_first: bool) -> Telling:
    item = evidence.item
    return Telling(
        source=item.source.name,
        rank=item.source.priority,
        title=item.title,
        at=item.published_at or evidence.added_at,
        status=EventStatus(evidence.status).label,
        when=day_words(evidence.starts_on, evidence.ends_on, evidence.date_words),
        likeness=round(evidence.likeness * 100),
        url=web_address(item.url),
        is_first=is_first,
    )


def date_claims(event: Event, evidence: Iterable[Evidence]) -> list[DateClaim]:
    """Return the dates that the sources name, the event's own first; empty while they agree."""
    datings, ours = datings_of(evidence), span_of(event.starts_on, event.ends_on)
    claims = [
        DateClaim(
            day_words(each.span.starts_on, each.span.last_day, each.words),
            tuple(dict.fromkeys(said.source for said in each.said)),
            each.span == ours,
        )
        for each in datings
    ]
    return sorted(claims, key=lambda claim: (not claim.is_ours, -len(claim.sources))) if len(claims) > 1 else []


def day_words(start: date | None, end: date | None, words: str = "") -> str:
    """Write a day as 28 Nov 2026, a window with its words, empty for none."""
    if start is None:
        return words
    end = end or start
    return f"{words} ({days(start, end)})" if words and end != start else days(start, end)


def history(alert: Alert, changes: Iterable[EventChange], mark: AlertMark | None) -> list[Happening]:
    """Return what happened to the event and what the reader did with the alert, the newest first."""
    told = [Happening(change.at, change_words(change)) for change in changes]
    mine = [Happening(at, text, is_mine=True) for at, text in _own_acts(mark)]
    lines = [Happening(alert.created_at, "The alert was raised."), *told, *mine]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _own_acts(mark: AlertMark | None) -> list[tuple[datetime, str]]:
    if mark is None:
        return []
    useful = "You marked it as useful." if mark.verdict == Verdict.USEFUL else "You marked it as a false positive."
    acts: list[tuple[Any, str]] = [
        (mark.read_at, "You opened it."),
        (mark.acknowledged_at, "You acknowledged it."),
        (mark.verdict_at, useful),
    ]
    return [(at, text) for at, text in acts if at]


def change_words(change: EventChange) -> str:
    """Write one step of an event's history as a sentence."""
    before, after = change.before, change.after
    if change.field != EventChange.Field.STATUS:
        return change_text(change.field, before, after)
    return f"Status: {before} to {after}." if before else f"Status: {after}."
