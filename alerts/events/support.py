"""What the tellings of an event say together: the day best supported, the kind, and how sure it is."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import reduce

from alerts.events.types import Telling, When
from alerts.models import EVENT_KINDS, EventStatus

CAP = 0.99
# Many voices that repeat a rumour leave it a rumour.
RUMOUR_CAP = 0.49
# How much of its own confidence a further voice adds, by the priority of its source.
WEIGHT = {1: 0.6, 2: 0.5, 3: 0.4, 4: 0.25, 5: 0.2}
RUMOUR_WEIGHT = 0.1
OUTWEIGHING = 3
DETAILS = ("venue", "amount", "chain", "contract")


def combined_confidence(told: Sequence[Telling], *, is_rumour: bool) -> float:
    """Return the confidence of the surest voice, raised by each further one that is independent of it (noisy-or)."""
    speaking = [each for each in told if each.kind in EVENT_KINDS] or told
    by_voice: dict[str, Telling] = {}
    for each in speaking:
        best = by_voice.get(each.voice)
        if best is None or (each.confidence, -each.rank, each.order) > (best.confidence, -best.rank, best.order):
            by_voice[each.voice] = each
    surest, *others = sorted(by_voice.values(), key=lambda each: (-each.confidence, each.order))
    doubt = reduce(lambda left, each: left * (1 - each.confidence * _weight(each)), others, 1 - surest.confidence)
    together = min(1 - doubt, CAP, RUMOUR_CAP if is_rumour else CAP)
    return round(max(surest.confidence, together), 3)


def _weight(telling: Telling) -> float:
    if telling.status == EventStatus.RUMOUR:
        return RUMOUR_WEIGHT
    return WEIGHT[1] if telling.is_project else WEIGHT.get(telling.rank, WEIGHT[5])


def main_kind(told: Sequence[Telling]) -> str:
    """Return the kind of event that most voices speak of; an update says what happened to one, not what it is."""
    support: dict[str, dict[str, float]] = defaultdict(dict)
    for each in told:
        voices = support[each.kind]
        voices[each.voice] = max(voices.get(each.voice, 0.0), each.confidence)
    kinds = [each for each in support if each in EVENT_KINDS] or list(support)
    first = {each.kind: -at for at, each in reversed(list(enumerate(told)))}
    return max(kinds, key=lambda kind: (round(sum(sorted(support[kind].values())), 6), first[kind]))


def best_when(told: Sequence[Telling]) -> When:
    """Return the day best supported: by the strength of who says it, then by who said it last.

    Several voices that name another day later outweigh a stronger one; copies of what it said before do not.
    """
    spans = _spans(told)
    if not spans:
        return When()
    best = max(spans, key=lambda span: (_strength(span, told), _last_said(span, told), span))
    since = _last_said(best, told)
    later = [span for span in spans if _first_said(span, told) > since and len(_voices(span, told)) >= OUTWEIGHING]
    return _named(max(later, key=lambda span: (_last_said(span, told), span), default=best), told)


Span = tuple[date, date]


def _spans(told: Iterable[Telling]) -> set[Span]:
    """Return the days and windows that were named; a day inside a window is what the window meant."""
    spans = {span for each in told if (span := span_of(each))}
    days = {first for first, last in spans if first == last}
    return {span for span in spans if span[0] == span[1] or not any(span[0] <= day <= span[1] for day in days)}


def span_of(telling: Telling) -> Span | None:
    return (telling.starts_on, telling.ends_on or telling.starts_on) if telling.starts_on else None


def _for(span: Span, told: Iterable[Telling]) -> list[Telling]:
    is_day = span[0] == span[1]
    named = [(each, own) for each in told if (own := span_of(each))]
    return [each for each, own in named if own == span or (is_day and own[0] <= span[0] <= own[1])]


def _strength(span: Span, told: Iterable[Telling]) -> int:
    return max(each.strength for each in _for(span, told))


def _last_said(span: Span, told: Sequence[Telling]) -> datetime:
    """Return when the strongest who say so said it last; what others copy from them does not count."""
    strength = _strength(span, told)
    return max(each.told_at for each in _for(span, told) if each.strength == strength)


def _first_said(span: Span, told: Iterable[Telling]) -> datetime:
    return min(each.told_at for each in _for(span, told))


def _voices(span: Span, told: Iterable[Telling]) -> set[str]:
    return {each.voice for each in _for(span, told)}


def _named(span: Span, told: Iterable[Telling]) -> When:
    """Return the span in the words of the strongest and latest who named it."""
    for_it = [each for each in told if span_of(each) == span]
    said = max(for_it, key=lambda each: (each.strength, each.order))
    hours = [each for each in for_it if each.details.get("starts_at")]
    hour = max(hours, key=lambda each: (each.strength, each.order)).details["starts_at"] if hours else None
    starts_at = datetime.fromisoformat(hour) if isinstance(hour, str) else None
    return When(said.starts_on, said.ends_on or said.starts_on, starts_at, said.date_words)


def telling_details(told: Iterable[Telling], name: str) -> str:
    """Return what the strongest, then the latest, says of ``name``."""
    for_it = [each for each in told if each.details.get(name)]
    return str(max(for_it, key=lambda each: (each.strength, each.order)).details[name]) if for_it else ""
