"""Which items belong to an event at all, and when users are told of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.events.types import State, Telling
from alerts.models import EVENT_KINDS, EventStatus, Kind, Urgency

# A feed read for the first time brings weeks of old news; it is kept, but nobody is told.
MAX_ALERT_AGE = timedelta(days=7)
# How sure a text has to be to be evidence, and to begin an event. By the rule a rumour announces nothing, so it
# scores low however clearly it names its event.
JOINS_FROM = 0.15
BEGINS_FROM = 0.35
RUMOUR_FROM = 0.05
WATCHED_UPDATES = frozenset({Kind.DELAY, Kind.SCAM})
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def may_join(telling: Telling) -> bool:
    """Tell whether an item says enough to become evidence of an event that is known."""
    if telling.kind in EVENT_KINDS:
        least = RUMOUR_FROM if telling.status == EventStatus.RUMOUR else JOINS_FROM
        return telling.is_event or telling.confidence >= least or _is_turn(telling)
    return telling.kind in (Kind.DELAY, Kind.UNLOCK, Kind.SCAM) or _is_turn(telling)


def _is_turn(telling: Telling) -> bool:
    return telling.kind != Kind.SCAM and telling.status in (EventStatus.DELAYED, EventStatus.FALSE)


def may_begin(telling: Telling) -> bool:
    """Tell whether an item begins an event that nobody has told of yet."""
    if telling.kind in WATCHED_UPDATES:
        return telling.is_watched
    if telling.kind not in EVENT_KINDS or telling.status == EventStatus.FALSE:
        return False
    is_named = telling.entity.company or telling.entity.token or telling.entity.subject
    least = RUMOUR_FROM if telling.status == EventStatus.RUMOUR else BEGINS_FROM
    return telling.is_event or (bool(is_named) and telling.confidence >= least)


@dataclass(frozen=True, slots=True)
class Bar:
    """What an event has to reach: ``threshold`` is in percent."""

    threshold: int
    max_age: timedelta = MAX_ALERT_AGE

    def is_reached(self, telling: Telling, state: State, now: datetime) -> bool:
        """Tell whether users hear of the event now: the item is sure enough, or all of it together, and not old.

        An update on a watched company is told whatever it scores.
        """
        if now - telling.told_at > self.max_age or state.is_over:
            return False
        if telling.is_watched and telling.kind in WATCHED_UPDATES:
            return True
        if telling.is_event and self._is_over(telling.confidence):
            return True
        is_told_well = state.voices > 1 and state.status != EventStatus.RUMOUR and state.kind in EVENT_KINDS
        return is_told_well and self._is_over(state.confidence)

    def _is_over(self, confidence: float) -> bool:
        return round(confidence * 100) >= self.threshold


def urgency_now(state: State, now: datetime) -> str:
    """Return the urgency of an event as it stands: live or within a day, within a week, confirmed, the rest."""
    if state.status == EventStatus.LIVE:
        return Urgency.HIGH if state.kind == Kind.AIRDROP else Urgency.CRITICAL
    if state.status == EventStatus.DELAYED:
        return Urgency.HIGH
    if state.status == EventStatus.DATED and state.when.starts_on:
        ahead = state.when.starts_on - now.date()
        return Urgency.CRITICAL if ahead <= DAY else Urgency.HIGH if ahead <= WEEK else Urgency.MEDIUM
    return Urgency.MEDIUM if state.status == EventStatus.ANNOUNCED else Urgency.LOW


def without_score(telling: Telling) -> Telling:
    """Return a telling as it is kept, without what only counts while it comes in."""
    return replace(telling, is_event=False, mentioned=None)
