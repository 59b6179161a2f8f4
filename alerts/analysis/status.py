"""How far along an event is, as one text alone would have it."""

from datetime import UTC

from alerts.analysis.reading import Reading
from alerts.analysis.tense import DELAYED, DENIED, NOW, OPEN, OVER, PLANNED, PRESENT, UNSURE
from alerts.models import EventStatus
from alerts.types import Facts

# How much of a body is read where the headline says nothing of when.
OPENING = 400


def status_of(reading: Reading, kind: str, facts: Facts, *, is_event: bool, confidence: float) -> str:
    """Return the status that the text gives its event, one of EventStatus."""
    if kind == "other" and not is_event:
        return EventStatus.ANNOUNCED
    head = reading.folded[: reading.head]
    if kind == "scam" or DENIED.search(head):
        return EventStatus.FALSE
    if kind == "delay" or (not is_event and DELAYED.search(head)):
        return EventStatus.DELAYED
    if UNSURE.search(head) and not NOW.search(head) and not (is_event and facts.starts_on):
        return EventStatus.RUMOUR
    return _by_date(facts, reading) or _by_tense(reading, head, is_event=is_event, confidence=confidence)


def _by_date(facts: Facts, reading: Reading) -> EventStatus | None:
    if facts.starts_on is None or facts.ends_on is None:
        return None
    head = reading.folded[: reading.head]
    today = reading.today.astimezone(UTC).date()
    is_window = facts.starts_on != facts.ends_on
    if facts.ends_on < today:
        return EventStatus.DONE
    if facts.starts_on > today or (facts.starts_at and facts.starts_at > reading.today):
        # A headline that says "is live" is about today; a day further down is another one, such as the last to claim.
        return EventStatus.LIVE if NOW.search(head) and facts.date_words.lower() not in head else EventStatus.DATED
    if is_window or not _says_now(head):
        return EventStatus.DATED
    return EventStatus.LIVE


def _says_now(text: str) -> bool:
    return bool(NOW.search(text) or ((OPEN.search(text) or PRESENT.search(text)) and not PLANNED.search(text)))


def _by_tense(reading: Reading, head: str, *, is_event: bool, confidence: float) -> EventStatus:
    if NOW.search(head):
        return EventStatus.LIVE
    if OVER.search(head):
        return EventStatus.DONE
    if _says_now(head):
        return EventStatus.LIVE
    if PLANNED.search(head):
        return EventStatus.ANNOUNCED
    if NOW.search(reading.folded, reading.head, reading.head + OPENING):
        return EventStatus.LIVE
    return EventStatus.ANNOUNCED
