"""How soon an event wants attention, from how near it is and who says so, not from how sure it is."""

import re
from collections.abc import Iterator
from datetime import UTC

from alerts.analysis.reading import Reading
from alerts.analysis.tense import CALENDAR, FAR, GIVEN, HOSTED, NOW, OPEN, PLANNED, PRESENT, TASKS
from alerts.models import EVENT_KINDS, EventStatus
from alerts.types import Facts

Urgent = tuple[str, tuple[str, ...]]
SOON_DAYS, WEEK_DAYS = 1, 7
# An event that is over still matters to who missed it by a few days.
FRESH_DAYS = 3
OPENING = 400
UNSURE_BELOW = 0.6
LEAST_TRUSTED = 5
PRE_MARKET = re.compile(r"\bpre-?market\b")
PAD = re.compile(r"\blaunch(?:pad|pool)\b")
ONGOING = re.compile(r"\bongoing\b")
UPDATES = {"delay": "high", "scam": "medium"}
ORDER = ("low", "medium", "high", "critical")


def urgency_of(reading: Reading, kind: str, facts: Facts, status: str, *, is_event: bool, confidence: float) -> Urgent:
    """Return the urgency and the words that made it so.

    critical: live or within a day; high: within a week, or open to claim or to take part; medium: confirmed; low: the
    rest.
    """
    if kind not in EVENT_KINDS:
        return _of_update(reading, kind, facts)
    if not is_event or status in {EventStatus.RUMOUR, EventStatus.FALSE}:
        return "low", ()
    urgency, words = _of_event(reading, kind, facts, status)
    is_doubtful = confidence < UNSURE_BELOW or reading.source_priority >= LEAST_TRUSTED
    if urgency == "critical" and (kind == "airdrop" or is_doubtful):
        return "high", words
    return urgency, words


def _of_update(reading: Reading, kind: str, facts: Facts) -> Urgent:
    if kind == "unlock":
        ahead = _days_ahead(reading, facts)
        return ("medium", (facts.date_words,)) if ahead is not None and 0 <= ahead <= WEEK_DAYS else ("low", ())
    return UPDATES.get(kind, "low"), ()


def _of_event(reading: Reading, kind: str, facts: Facts, status: str) -> Urgent:
    head = reading.folded[: reading.head]
    ahead = _days_ahead(reading, facts)
    if ahead is not None:
        dated = _by_days(ahead, _length(facts), is_pre_market=bool(PRE_MARKET.search(head)))
        if dated == "high" and (found := NOW.search(head)):
            return "critical", (found[0], facts.date_words)
        if dated == "medium" and kind == "airdrop" and (found := OPEN.search(head)):
            return "high", (found[0], facts.date_words)
        if dated != "low" or status == EventStatus.DONE:
            return dated, (facts.date_words,)
    return _by_words(reading, head, kind)


def _days_ahead(reading: Reading, facts: Facts) -> int | None:
    """Return the days until it starts, for a window until it ends, negative when it is over."""
    if facts.starts_on is None or facts.ends_on is None:
        return None
    today = reading.today.astimezone(UTC).date()
    last = facts.ends_on if facts.starts_on <= today else facts.starts_on
    return (last - today).days


def _length(facts: Facts) -> int:
    return (facts.ends_on - facts.starts_on).days if facts.starts_on and facts.ends_on else 0


def _by_days(ahead: int, length: int, *, is_pre_market: bool) -> str:
    if ahead < 0:
        return "high" if -ahead <= FRESH_DAYS else "low"
    if length > WEEK_DAYS:
        return "medium"
    if ahead <= SOON_DAYS:
        return "high" if is_pre_market else "critical"
    return "high" if ahead <= WEEK_DAYS else "medium"


def _by_words(reading: Reading, head: str, kind: str) -> Urgent:
    for urgency, found in _signs(head, kind):
        if found:
            return urgency, (found[0].strip(),)
    return _by_body(reading)


def _signs(head: str, kind: str) -> "Iterator[tuple[str, re.Match[str] | None]]":
    """Yield what each sign in the words of a headline would make of it, the most urgent first."""
    far = FAR.search(head) or CALENDAR.match(head)
    yield "high" if PRE_MARKET.search(head) else "critical", NOW.search(head)
    yield "critical", ONGOING.search(head) if kind == "sale" else None
    if not far:
        yield "critical" if kind in {"launch", "listing"} else "high", PRESENT.search(head)
        yield "high", TASKS.search(head) if kind == "airdrop" else None
        yield "high", OPEN.search(head)
    if kind in {"listing", "airdrop"} or PAD.search(head):
        yield "high", HOSTED.search(head)
    yield "medium", far or PLANNED.search(head)
    yield "high", GIVEN.search(head)


def _by_body(reading: Reading) -> Urgent:
    found = NOW.search(reading.folded, reading.head, reading.head + OPENING)
    return ("high", (found[0],)) if found else ("medium", ())
