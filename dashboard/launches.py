"""The calendar as its page shows it: lines of words, the days of an agenda, a month, a timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alerts.events.calendar import Launch
from alerts.events.days import Span
from alerts.models import EventStatus
from dashboard.figures import begin_of, time_left, tone_of
from dashboard.formats import days

WEEK = 7
LONG_WINDOW = timedelta(days=10)
"""A window over this stands below a month's grid: in each of its days it would drown the others."""
TIMELINE_BEFORE, TIMELINE_DAYS = 7, 90
STATUS_TONES = {EventStatus.LIVE: "acc", EventStatus.DELAYED: "high", EventStatus.FALSE: "crit"}


@dataclass(frozen=True, slots=True)
class Line:
    """One launch in words. ``begins_at`` is what its countdown runs to, None once it has begun."""

    launch: Launch
    when: str
    before: str
    left: str
    tone: str
    status_tone: str
    begins_at: datetime | None

    @property
    def is_cancelled(self) -> bool:
        return self.launch.event.status == EventStatus.FALSE


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the agenda; ``day`` is None for windows and for what has no date."""

    title: str
    day: date | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the month's grid."""

    day: date
    is_inside: bool
    is_today: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    before: str
    after: str
    weeks: tuple[tuple[Cell, ...], ...]
    long_windows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of the timeline; ``x`` and ``width`` are percent of its 90 days."""

    line: Line
    x: float
    width: float


def line_of(launch: Launch, now: datetime) -> Line:
    event, span = launch.event, launch.span
    begins_at = begin_of(launch)
    left = begins_at - now if begins_at else None
    is_ahead = left is not None and left > timedelta(0) and event.status not in (EventStatus.DONE, EventStatus.FALSE)
    return Line(
        launch=launch,
        when=span_words(span, event.date_words),
        before=span_words(launch.before) if launch.before and launch.before != span else "",
        left=time_left(left) if is_ahead and left else state_of_span(span, now.date()),
        tone=tone_of(left) if is_ahead and left else "",
        status_tone=STATUS_TONES.get(EventStatus(event.status), "line"),
        begins_at=begins_at if is_ahead else None,
    )


def state_of_span(span: Span | None, today: date) -> str:
    if span is None or today < span.starts_on:
        return ""
    if today > span.last_day:
        return "Over"
    return "Open now" if span.is_window and today >= span.starts_on else "Today"


def span_words(span: Span | None, words: str = "") -> str:
    """Return ``28 Nov 2026``, ``20 to 30 Nov 2026``, or the source's own words with the days they mean."""
    if span is None:
        return words[:1].upper() + words[1:] if words else "No date yet"
    written = days(span.starts_on, span.last_day)
    return f"{words[:1].upper()}{words[1:]}, {written}" if words and span.is_window else written


def agenda(lines: Sequence[Line], undated: Sequence[Line]) -> list[Section]:
    """Return a section for each day, then one of windows and one of what has no date; none is empty."""
    by_day: dict[date, list[Line]] = {}
    windows: list[Line] = []
    for line in lines:
        if line.launch.span and line.launch.span.is_window:
            windows.append(line)
        elif line.launch.span:
            by_day.setdefault(line.launch.span.starts_on, []).append(line)
    sections = [Section(f"{day:%A}, {day.day} {day:%B %Y}", day, tuple(found)) for day, found in by_day.items()]
    rest = (("Within a window", windows), ("No date yet", undated))
    return sections + [Section(title, None, tuple(found)) for title, found in rest if found]


def month_of(first: date, lines: Iterable[Line], today: date) -> Month:
    """Return the weeks, Monday first, in which the month lies; each line stands in every day of its window."""
    lines = [line for line in lines if line.launch.span]
    short = [line for line in lines if length(line) <= LONG_WINDOW]
    start = first - timedelta(days=first.weekday())
    end = next_month(first)
    weeks = []
    while start < end:
        weeks.append(tuple(_cell(start + timedelta(days=at), first, short, today) for at in range(WEEK)))
        start += timedelta(days=WEEK)
    before = (first - timedelta(days=1)).replace(day=1)
    long_windows = tuple(line for line in lines if length(line) > LONG_WINDOW)
    return Month(first, f"{before:%Y-%m}", f"{end:%Y-%m}", tuple(weeks), long_windows)


def _cell(day: date, first: date, lines: Iterable[Line], today: date) -> Cell:
    here = tuple(line for line in lines if line.launch.span and line.launch.span.holds(day))
    return Cell(day, day.month == first.month, day == today, here)


def length(line: Line) -> timedelta:
    span = line.launch.span
    return span.last_day - span.starts_on if span else timedelta(0)


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def timeline(lines: Iterable[Line], today: date) -> list[Bar]:
    """Return a bar for each line that lies in the 90 days around today, cut where they end."""
    start = today - timedelta(days=TIMELINE_BEFORE)
    bars = []
    for line in lines:
        span = line.launch.span
        if span is None:
            continue
        left = max((span.starts_on - start).days, 0)
        right = min((span.last_day - start).days + 1, TIMELINE_DAYS)
        if left < right:
            bars.append(Bar(line, round(left / TIMELINE_DAYS * 100, 2), round((right - left) / TIMELINE_DAYS * 100, 2)))
    return bars
