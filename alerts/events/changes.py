"""What became different about an event, and the sentence by which users are told."""

from datetime import date

from alerts.events.types import Change, State, Telling, When
from alerts.models import EventChange, EventStatus, Kind

Field = EventChange.Field
QUIET = frozenset({EventStatus.DONE})
STATUS_TEXTS = {
    EventStatus.RUMOUR: "Back to a rumour.",
    EventStatus.ANNOUNCED: "Announced.",
    EventStatus.DATED: "Dated.",
    EventStatus.LIVE: "Live now.",
    EventStatus.DONE: "Done.",
    EventStatus.DELAYED: "Delayed.",
    EventStatus.FALSE: "Denied.",
}


def changes_between(before: State, after: State, telling: Telling | None) -> list[Change]:
    """Return what one more telling, or the time that went by, changed; users hear of at most one of it."""
    item = telling.item if telling else None
    days = span_text(before.when), span_text(after.when)
    found = []
    if before.status != after.status:
        found.append(Change(Field.STATUS, before.status, after.status, after.status not in QUIET, item))
    if days[0] != days[1]:
        found.append(Change(Field.DATE, *days, bool(days[1]) and not after.is_over, item))
    if telling and telling.kind == Kind.SCAM and after.kind != Kind.SCAM:
        found.append(Change(Field.CORRECTION, "", "scam", is_told=True, item=item))
    if before.details.get("venue", "") != after.details.get("venue", ""):
        found.append(Change(Field.VENUE, before.details.get("venue", ""), after.details.get("venue", ""), False, item))
    if before.voices != after.voices:
        found.append(Change(Field.SOURCES, str(before.voices), str(after.voices), is_told=False, item=item))
    return _told_once(found, after)


def _told_once(changes: list[Change], after: State) -> list[Change]:
    """Leave one change that users are told: a new day rather than that there is one, else the first."""
    told = [each for each in changes if each.is_told]
    is_dating = after.status == EventStatus.DATED
    chosen = next((each for each in told if is_dating and each.field == Field.DATE), told[0] if told else None)
    return [Change(each.field, each.before, each.after, is_told=each is chosen, item=each.item) for each in changes]


def span_text(when: When) -> str:
    """Return a day or a window as ``2026-11-28`` or ``2026-11-20/2026-11-30``, empty for none."""
    if when.starts_on is None:
        return ""
    is_day = when.last_day == when.starts_on
    return when.starts_on.isoformat() if is_day else f"{when.starts_on.isoformat()}/{when.last_day}"


def change_text(field: str, before: str, after: str, span: str = "") -> str:
    """Return a change as one sentence; ``span`` is the event's day, which a delay may already name."""
    if field == Field.STATUS and after == EventStatus.DELAYED and span:
        return f"Delayed to {spoken(span)}."
    if field == Field.STATUS:
        return STATUS_TEXTS.get(EventStatus(after), f"{after.capitalize()}.")
    if field == Field.DATE:
        return _date_text(before, after)
    if field == Field.CORRECTION:
        return "Scam warning."
    noun = "Sources" if field == Field.SOURCES else "Venue"
    return f"{noun}: {after or 'unknown'}."


def _date_text(before: str, after: str) -> str:
    if not after:
        return "No date any more."
    return f"Moved from {spoken(before)} to {spoken(after)}." if before else f"Dated {spoken(after)}."


def spoken(span: str) -> str:
    """Return ``2026-11-28`` as 28 November 2026, and a window as both its days."""
    first, _, last = span.partition("/")
    days = [date.fromisoformat(each) for each in (first, last) if each]
    return " to ".join(f"{each.day} {each:%B %Y}" for each in days)
