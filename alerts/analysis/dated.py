"""Which of the dates in a text is that of the event."""

import re
from collections.abc import Sequence
from dataclasses import replace

from alerts.analysis.dates import FoundDate, is_coming
from alerts.analysis.event_words import distance
from alerts.analysis.reading import Reading

BEFORE = 45
# What a date before which these words stand is the date of.
ASIDE = re.compile(
    r"\b(?:snapshot|deadline|register|registration|whitelist|kyc|apply|applications?|deposits?|withdrawals?|vest\w*|"
    r"cliff|"
    r"unlock\w*|since|as of|ago|founded|updated|posted|published|announced on|raised|until|ends?|ending|closes?|"
    r"expires?|"
    r"last day|testnet|delist\w*|subscribed?|originally|previously|instead of|from its|first reported|"
    r"due back)\b[^.!?\n,;]{0,30}$"
)
NAMED = re.compile(
    r"\b(?:tge|launch(?:es|ing|ed)?(?: date)?|date|trading(?: available| opens| starts| begins)?|live|goes live|"
    r"starts?|begins?|opens?|"
    r"listing|list|debut|scheduled for|set for|slated for|claims? opens?|start time|now|to|until|till)\b[^.!?\n\w]*"
    r"(?:(?:on|for|at|in|the|is|time|from)\W*)*$"
)
MOVED_FROM = re.compile(r"\bfrom\s(?:the\s)?$")
DELAYED_TO = re.compile(r"\b(?:to|until|till|now|for)\W*(?:the\W*)?$")
NEWEST_PAST_DAYS = 60
AGO_REACH = 12


def event_date(reading: Reading, kind: str, words: list[tuple[int, int]]) -> FoundDate | None:
    """Return the date that belongs to the event: named as its own, near its words, in the headline, not over."""
    dates = _candidates(reading, words)
    best = max(dates, key=lambda each: _worth(each, reading, kind, words), default=None)
    if best is None or best.starts_at:
        return best
    if not best.is_exact:
        return _new_date(best, reading) if kind == "delay" else best
    hours = (
        each.starts_at for each in dates if each.day == best.day and each.starts_at and not _is_aside(each, reading)
    )
    return replace(best, starts_at=next(hours, None))


def _new_date(found: FoundDate, reading: Reading) -> FoundDate:
    """A launch moved "from March 18 to April 22" is on the last of them."""
    is_move = MOVED_FROM.search(reading.folded, max(0, found.start - BEFORE), found.start)
    return replace(found, is_exact=True, first=None) if is_move else found


def _candidates(reading: Reading, words: list[tuple[int, int]]) -> Sequence[FoundDate]:
    coming = [each for each in reading.dates if is_coming(each, reading.today) and not _is_ago(each, reading, words)]
    if coming:
        return coming
    today = reading.today.date()
    past = [each for each in reading.dates if each.is_exact and (today - each.day).days <= NEWEST_PAST_DAYS]
    return [each for each in past if not _is_ago(each, reading, words)]


def _is_ago(found: FoundDate, reading: Reading, words: list[tuple[int, int]]) -> bool:
    """Hours ago is when the event was only right beside its words: "launched 2 hours ago"."""
    is_ago = reading.folded.endswith(" ago", found.start, found.end)
    return is_ago and distance(found.start, found.end, words) > AGO_REACH


def _is_aside(found: FoundDate, reading: Reading) -> bool:
    return bool(ASIDE.search(reading.folded, max(0, found.start - BEFORE), found.start))


def _worth(found: FoundDate, reading: Reading, kind: str, words: list[tuple[int, int]]) -> float:
    before = reading.folded[max(0, found.start - BEFORE) : found.start]
    worth = -min(distance(found.start, found.end, words), 200) / 4
    worth += 25 if found.start < reading.head else 0
    worth += 15 if found.is_exact else 0
    worth += 10 if found.starts_at else 0
    if kind == "delay":
        return worth + (60 if DELAYED_TO.search(before) else 0)
    if _is_aside(found, reading):
        worth -= 60
    elif NAMED.search(before):
        worth += 30
    return worth - found.start / 1000
