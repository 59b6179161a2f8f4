"""Days and windows in a text, absolute and relative ones, read as of when it was published."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from alerts.analysis import days, spans
from alerts.analysis.clocks import ZONES, Clock, find_clocks
from alerts.analysis.months import Reader

READERS = (*days.READERS, *spans.READERS)
# How far a clock may stand from the day that it belongs to, as in "12:00 UTC on 28 November".
CLOCK_REACH = 14
# How far behind a coming day an hour may stand, as in "lists it on 5 November, and trading opens at 10:00 UTC".
LOOSE_REACH = 120
# A text with more dates than this is a list; its later ones are not read.
MOST_DATES, MOST_CLOCKS = 80, 40
LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A day in a text, or a window from ``starts_on`` to ``day``, for which ``is_exact`` is False.

    ``starts_at`` is set when an hour and its zone are named beside the day, which is then that of UTC.
    """

    start: int
    end: int
    day: date
    is_exact: bool = True
    first: date | None = None
    starts_at: datetime | None = None

    @property
    def starts_on(self) -> date:
        return self.first or self.day


def find_dates(folded: str, now: datetime) -> list[FoundDate]:
    """Return the dates of a folded text in their order; where two overlap, the longer one. ``now`` is aware."""
    words = frozenset(LETTERS.findall(folded))
    found = [each for reader in READERS if _may_match(reader, folded, words) for each in _read(reader, folded, now)]
    clocks = find_clocks(folded) if not words.isdisjoint(ZONES) else []
    return _with_clocks(_apart(found)[:MOST_DATES], clocks[:MOST_CLOCKS], now) if found or clocks else []


def _may_match(reader: Reader, folded: str, words: frozenset[str]) -> bool:
    return not words.isdisjoint(reader.words) or any(map(folded.__contains__, reader.signs))


def _read(reader: Reader, folded: str, now: datetime) -> Iterator[FoundDate]:
    for match in reader.pattern.finditer(folded):
        before = folded[match.start() - 1] if match.start() else " "
        if before.isalnum() or before in reader.not_after:
            continue
        try:
            window = reader.read(match, now)
        except (ValueError, OverflowError):  # the 31st of February
            continue
        if window:
            first, last = window
            is_exact = first == last and not reader.is_span
            yield FoundDate(match.start(), match.end(), last, is_exact, None if is_exact else first)


def _with_clocks(found: list[FoundDate], clocks: Iterable[Clock], now: datetime) -> list[FoundDate]:
    """Give each hour to the day beside it, else to the coming one named before it, else to that of publication."""
    for clock in clocks:
        beside = min(found, key=lambda each: _gap(each, clock), default=None)
        try:
            if beside is None or _gap(beside, clock) > CLOCK_REACH:
                day = _day_before(clock, found, now)
                found.append(_at(FoundDate(clock.start, clock.end, day), clock))
            elif beside.is_exact and not beside.starts_at:
                found[found.index(beside)] = _at(beside, clock)
        except OverflowError:  # an hour beyond the end of the calendar
            continue
    return _apart(found)


def _day_before(clock: Clock, found: Iterable[FoundDate], now: datetime) -> date:
    before = [each for each in found if each.is_exact and 0 <= clock.start - each.end <= LOOSE_REACH]
    last = max(before, key=lambda each: each.end, default=None)
    if last and not last.starts_at and is_coming(last, now):
        return last.day
    return now.astimezone(clock.zone).date()


def _at(found: FoundDate, clock: Clock) -> FoundDate:
    start, end, at = min(found.start, clock.start), max(found.end, clock.end), clock.on(found.day)
    return replace(found, start=start, end=end, day=at.date(), starts_at=at)


def _gap(found: FoundDate, clock: Clock) -> int:
    return max(clock.start - found.end, found.start - clock.end, 0)


def _apart(found: list[FoundDate]) -> list[FoundDate]:
    """Return the dates in the order of the text, the longer one of two that overlap."""
    kept: list[FoundDate] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def is_coming(found: FoundDate, now: datetime) -> bool:
    """Tell whether a date is today or lies ahead, or a window is not over."""
    return found.day >= now.astimezone(UTC).date()
