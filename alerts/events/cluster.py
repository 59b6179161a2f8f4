"""Whether an item tells of an event that is known already: who, what, when, and in which words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from alerts.analysis.words import fold
from alerts.events.entity import fold_name, is_same
from alerts.events.signature import BITS, bits_apart
from alerts.events.types import Entity, State, Telling
from alerts.models import EVENT_KINDS, EventStatus, Kind

SAME_STORY = timedelta(hours=48)
AFTER_DATE = timedelta(days=7)
# How long an event without a date is waited for.
OPEN_FOR = timedelta(days=60)
RUMOUR_FOR = timedelta(days=30)
NEAR_COPY = 0.85
LIKE_ENOUGH = 0.5
COPY_BITS = 6
# Titles compared with a new one: an event told a hundred times is not told in a hundred different ways.
MOST_COMPARED = 20
OPEN = frozenset({EventStatus.RUMOUR, EventStatus.ANNOUNCED, EventStatus.DATED, EventStatus.DELAYED})
BEGUN = frozenset({EventStatus.LIVE, EventStatus.DONE})
UPDATES = frozenset({Kind.DELAY, Kind.UNLOCK, Kind.SCAM})
WORD = re.compile(r"[^\W_]+")
COMMON_WORDS = (
    "a an and are as at be by for from has have in is it its new now of on or says said set sets that the this"
)
COMMON = frozenset(f"{COMMON_WORDS} to up will with".split())
KIND_WORDS = {
    Kind.AIRDROP: re.compile(r"\b(?:airdrop\w*|claim\w*|snapshot|retrodrop)\b"),
    Kind.LISTING: re.compile(r"\b(?:list|lists|listed|listing\w*|trading|delist\w*)\b"),
    Kind.SALE: re.compile(r"\b(?:sale|sales|presale|pre-sale|ico|ido|ieo|auction|crowdsale)\b"),
    Kind.LAUNCH: re.compile(r"\b(?:launch\w*|tge|token generation|mainnet|debut\w*|release\w*)\b"),
}
SEASON = re.compile(
    r"\b(?:season|phase|round|wave|airdrop|sale)\s*#?(\d{1,2}|two|three|four|ii|iii|iv)\b|"
    r"\bs(\d)\b(?=\W+airdrop)|\bairdrop\W+s(\d)\b|"
    r"\b(second|third|fourth|2nd|3rd|4th)\s(?:[\w-]+\s)?(?:season|phase|round|wave|airdrop|sale|drop)\b"
)
NUMBERS = {"two": 2, "three": 3, "four": 4, "ii": 2, "iii": 3, "iv": 4, "second": 2, "third": 3, "fourth": 4}


@dataclass(frozen=True, slots=True)
class Known:
    """An event as far as clustering needs it."""

    entity: Entity
    state: State
    tellings: Sequence[Telling]


class Likeness(NamedTuple):
    """How alike two tellings are, 0 to 1, and whether one is a copy of the other but for a word or two."""

    value: float
    is_copy: bool


def belongs(telling: Telling, event: Known) -> float | None:
    """Return how like the event ``telling`` is, 0 to 1, or None when it tells of something else."""
    who = is_same(telling.entity, event.entity)
    if who is False:
        return None
    like = likeness_to(telling, event.tellings)
    if _is_other_season(telling, event):
        return None
    if who is None:
        is_near = telling.kind == event.state.kind and _gap(telling.told_at, event.state) <= SAME_STORY
        is_it = is_near and (like.is_copy or _is_named(telling, event, like))
    else:
        is_it = is_of_kind(telling, event, like) and is_in_time(telling, event.state)
    return like.value if is_it else None


def _is_named(telling: Telling, event: Known, like: Likeness) -> bool:
    """Tell whether one knows only the ticker, the other only the name, and a title that has both makes them one.

    The name alone is not enough, for it may be a partner's: the day has to be the same, or the words alike.
    """
    days = {telling.starts_on, event.state.when.starts_on}
    is_one_day = len(days) == 1 if None not in days else like.value >= LIKE_ENOUGH
    tellings = event.tellings[-MOST_COMPARED:] if telling.entity.subject else (telling,)
    name = telling.entity.subject or event.entity.subject
    return is_one_day and bool(name) and any(f" {name} " in f" {fold_name(each.title)} " for each in tellings)


def likeness_to(telling: Telling, tellings: Sequence[Telling]) -> Likeness:
    found = [_likeness(telling, other) for other in tellings[-MOST_COMPARED:]]
    return Likeness(max((each.value for each in found), default=0.0), any(each.is_copy for each in found))


def _likeness(telling: Telling, other: Telling) -> Likeness:
    words, others = words_of(telling.title), words_of(other.title)
    title = title_likeness(words, others)
    bits = bits_apart(telling.signature, other.signature)
    # Where each title has a word of its own, that word is another project's name as likely as not.
    names_differ = bool(set(words) - set(others)) and bool(set(others) - set(words))
    is_copy = not names_differ and (title >= NEAR_COPY or (bits <= COPY_BITS and title >= 0.5))
    return Likeness(round(max(title, 1 - bits / (BITS / 2)), 3), is_copy)


@lru_cache(maxsize=4096)
def words_of(title: str) -> tuple[str, ...]:
    return tuple(word for word in WORD.findall(fold(title)) if word not in COMMON)


def title_likeness(words: Iterable[str], others: Iterable[str]) -> float:
    """Return how alike two titles are, 0 to 1; one that is all contained in the other is not yet the same."""
    first, second = " ".join(words), " ".join(others)
    return (fuzz.token_set_ratio(first, second) + fuzz.token_sort_ratio(first, second)) / 200


def is_of_kind(telling: Telling, event: Known, like: Likeness) -> bool:
    """Tell whether what happens is the same; the entity is already known to be."""
    state = event.state
    if telling.kind not in EVENT_KINDS:
        return telling.kind == state.kind or (state.kind in EVENT_KINDS and _speaks_of(telling.title, state.kind))
    if telling.kind == state.kind:
        return True
    if state.kind == Kind.DELAY:
        return all(_speaks_of(each.title, telling.kind) for each in event.tellings)
    is_same_hour = _gap(telling.told_at, state) <= SAME_STORY
    return is_same_hour and state.kind in EVENT_KINDS and (like.is_copy or _is_one_launch(telling, state))


def _speaks_of(title: str, kind: str) -> bool:
    """Tell whether an update means an event of ``kind``: it names that one, or none at all."""
    folded = fold(title)
    named = {each for each, pattern in KIND_WORDS.items() if pattern.search(folded)}
    return not named or kind in named


def _is_one_launch(telling: Telling, state: State) -> bool:
    """Tell whether a launch and a listing are two words for one thing: on one day they are."""
    is_launch = {telling.kind, state.kind} == {Kind.LAUNCH, Kind.LISTING}
    return is_launch and telling.starts_on is not None and telling.starts_on == state.when.starts_on


def is_in_time(telling: Telling, state: State) -> bool:
    """Tell whether ``telling`` still belongs to the event: the same story, or an update while it is open."""
    gap, last_day = _gap(telling.told_at, state), state.when.last_day
    if gap <= SAME_STORY:
        return True
    if state.status == EventStatus.FALSE or (state.status in BEGUN and _names_a_later_day(telling, state)):
        return False
    if last_day is not None:
        is_late = telling.told_at >= state.first_told_at
        return telling.told_at.date() <= last_day + AFTER_DATE and (is_late or gap <= OPEN_FOR)
    if state.status in BEGUN:
        return gap <= AFTER_DATE
    return gap <= (RUMOUR_FOR if state.status == EventStatus.RUMOUR else OPEN_FOR)


def _names_a_later_day(telling: Telling, state: State) -> bool:
    last = state.when.last_day or state.last_told_at.date()
    return telling.starts_on is not None and telling.starts_on > last + AFTER_DATE


def _gap(moment: datetime, state: State) -> timedelta:
    """Return how far ``moment`` is from the time in which the event was told of."""
    return max(state.first_told_at - moment, moment - state.last_told_at, timedelta())


def _is_other_season(telling: Telling, event: Known) -> bool:
    """Tell whether one is a second round and the other is not; an open event may leave the number out."""
    season, seasons = season_of(telling.title), {season_of(each.title) for each in event.tellings}
    if season in seasons:
        return False
    return None not in seasons | {season} or event.state.status not in OPEN


@lru_cache(maxsize=4096)
def season_of(title: str) -> int | None:
    """Return which round a title speaks of, None when it does not say or says the first."""
    match = SEASON.search(fold(title))
    if match is None:
        return None
    word = next(filter(None, match.groups()))
    number = NUMBERS.get(word) or int(re.sub(r"\D", "", word) or 1)
    return number if number > 1 else None
