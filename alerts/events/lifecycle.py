"""Where an event stands, from everything told about it in the order of publication, and from the date that passes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from alerts.events.support import DETAILS, best_when, combined_confidence, main_kind, telling_details
from alerts.events.types import Claim, State, Telling, When
from alerts.models import EVENT_KINDS, EventStatus, Kind

# A text that is this unsure of its event moves nothing; it counts as a rumour.
SURE_ENOUGH = 0.35
# How long an event is shown as live.
LIVE_FOR = timedelta(days=7)
# For so long after an event has been moved, that it is delayed is no news.
REPEATED_FOR = timedelta(hours=48)
FORWARD = (EventStatus.RUMOUR, EventStatus.ANNOUNCED, EventStatus.DATED, EventStatus.LIVE, EventStatus.DONE)
TRUSTED = 3
VOICES_THAT_OUTWEIGH = 2
VOICES_AGAINST_DENIAL = 3


@dataclass(slots=True)
class Course:
    """How the status went so far. ``void`` are the days that a delay has taken back, ``since`` is when it did.

    ``named`` are the days that were named, each with who did so first.
    """

    status: str = EventStatus.RUMOUR
    strength: int = 0
    since: datetime | None = None
    live_since: datetime | None = None
    void: set[date | None] = field(default_factory=set)
    named: dict[date, Telling] = field(default_factory=dict)
    waiting: dict[str, set[str]] = field(default_factory=dict)

    def hear(self, telling: Telling) -> None:
        claim = claim_of(telling)
        if self._is_accepted(claim, telling):
            self._move(claim, telling)
        elif claim == self.status:
            self.strength = max(self.strength, telling.strength)
        if telling.starts_on and claim != EventStatus.RUMOUR:
            self.named.setdefault(telling.starts_on, telling)

    def _is_accepted(self, claim: str, telling: Telling) -> bool:
        if claim in (self.status, EventStatus.RUMOUR):
            return False
        if claim == EventStatus.FALSE:
            return telling.strength >= TRUSTED
        if self.status == EventStatus.FALSE:
            return self._outweighs(claim, telling, TRUSTED, VOICES_AGAINST_DENIAL)
        if claim == EventStatus.DELAYED:
            return self._may_delay(claim, telling)
        if self.status == EventStatus.DELAYED:
            is_heard = claim != EventStatus.ANNOUNCED and not self._repeats_void_day(claim, telling)
            return is_heard and self._outweighs(claim, telling, self.strength - 1, VOICES_THAT_OUTWEIGH)
        return FORWARD.index(EventStatus(claim)) > FORWARD.index(EventStatus(self.status))

    def _may_delay(self, claim: str, telling: Telling) -> bool:
        """An ordinary source may put off what a trusted one has dated, but not what is live already."""
        if self.status == EventStatus.DONE:
            return False
        needed = self.strength if self.status == EventStatus.LIVE else self.strength - 1
        return self._outweighs(claim, telling, needed, VOICES_THAT_OUTWEIGH)

    def _repeats_void_day(self, claim: str, telling: Telling) -> bool:
        return claim == EventStatus.DATED and telling.starts_on in self.void

    def _outweighs(self, claim: str, telling: Telling, needed: int, voices: int) -> bool:
        """Tell whether a claim is strong enough, or so many voices have made it since the status was set."""
        heard = self.waiting.setdefault(claim, set())
        heard.add(telling.voice)
        return telling.strength >= needed or len(heard) >= voices

    def _move(self, claim: str, telling: Telling) -> None:
        if claim == EventStatus.DELAYED:
            move = telling if telling.starts_on else self._repeated(telling) or telling
            self.void |= self.named.keys() - {move.starts_on}
            self.since = move.told_at
        if claim == EventStatus.LIVE:
            self.live_since = telling.told_at
        self.status, self.strength, self.waiting = claim, telling.strength, {}

    def _repeated(self, delay: Telling) -> Telling | None:
        """Return what moved the event to a later day just before, which another voice repeats without the day."""
        move = self.named[max(self.named)] if len(self.named) > 1 else None
        if move is None or move.voice == delay.voice or delay.told_at - move.told_at > REPEATED_FOR:
            return None
        return move if move.told_at == max(each.told_at for each in self.named.values()) else None


def claim_of(telling: Claim) -> str:
    """Return what a telling claims; a named day dates what is only announced."""
    if telling.kind == Kind.SCAM:  # what it calls false is the page of the swindlers
        return EventStatus.RUMOUR
    if telling.kind == Kind.DELAY or telling.status in (EventStatus.DELAYED, EventStatus.FALSE):
        return EventStatus.FALSE if telling.status == EventStatus.FALSE else EventStatus.DELAYED
    if telling.kind not in EVENT_KINDS or telling.confidence < SURE_ENOUGH or telling.status == EventStatus.RUMOUR:
        return EventStatus.RUMOUR
    if telling.status in (EventStatus.ANNOUNCED, EventStatus.DATED):
        return EventStatus.DATED if telling.starts_on else EventStatus.ANNOUNCED
    return telling.status


def state_of(tellings: Iterable[Telling], now: datetime) -> State:
    """Return where an event stands ``now``. The order of ``tellings`` does not matter."""
    told = sorted(tellings, key=lambda each: each.order)
    course = Course()
    for telling in told:
        course.hear(telling)
    when = best_when(dating(told, course))
    voices, kind = {each.voice for each in told}, main_kind(told)
    is_warning = kind not in EVENT_KINDS and course.status == EventStatus.RUMOUR
    return State(
        status=EventStatus.ANNOUNCED if is_warning else settled(course, when, now),
        kind=kind,
        confidence=combined_confidence(told, is_rumour=course.status == EventStatus.RUMOUR),
        when=when,
        first_told_at=told[0].told_at,
        last_told_at=told[-1].told_at,
        items=len(told),
        voices=len(voices),
        details={name: telling_details(told, name) for name in DETAILS},
    )


def dating(told: Sequence[Telling], course: Course) -> list[Telling]:
    """Return the tellings whose day still counts: sure enough, and not taken back by a delay."""
    return [
        each
        for each in told
        if each.starts_on
        and claim_of(each) != EventStatus.RUMOUR
        and each.starts_on not in course.void
        and (course.since is None or each.told_at >= course.since)
    ]


def settled(course: Course, when: When, now: datetime) -> str:
    """Return the status after the date has done its part: what was dated goes live, what is live ends."""
    status, begins, ends = course.status, begins_at(when), ends_at(when, course.live_since)
    if status in (EventStatus.DATED, EventStatus.DELAYED) and begins and now >= begins:
        status = EventStatus.LIVE
    if status == EventStatus.LIVE and ends and now >= ends:
        status = EventStatus.DONE
    return status


def begins_at(when: When) -> datetime | None:
    """Return the moment from which an event is live; a window such as "late November" has to be over first."""
    if when.starts_at:
        return when.starts_at
    if when.starts_on is None:
        return None
    is_day = when.last_day == when.starts_on
    return _midnight(when.starts_on if is_day else (when.last_day or when.starts_on) + timedelta(days=1))


def ends_at(when: When, live_since: datetime | None) -> datetime | None:
    last = _midnight(when.last_day) if when.last_day else None
    moments = [each for each in (last, live_since) if each]
    return max(moments) + LIVE_FOR if moments else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
