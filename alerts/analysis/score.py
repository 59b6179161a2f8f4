"""How surely a text announces a token event, and why: signed points, each with the words that earned them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from alerts.analysis.dates import FoundDate, find_dates
from alerts.analysis.match import CompanyMatcher, Mention, keys
from alerts.analysis.mood import sentiment
from alerts.analysis.phrase import Phrase
from alerts.analysis.phrases_against import DELAY, DOUBT, SCAM, VOICE
from alerts.analysis.phrases_for import NEWNESS, SPEAKER, STATUS, WHAT
from alerts.analysis.tokens import OLD_LISTED, OLD_NAMES, OLD_TOKENS, FoundToken, find_tokens
from alerts.analysis.words import fold
from alerts.models import EVENT_KINDS
from alerts.types import Contribution, Score

EVENT_FROM = 50
MOST = 98
MAX_TEXT = 4000
MAX_HEADLINE = 320
NEAR = 140
# What a body says below its headline counts less: it gives background, and background is old.
BODY_SHARE_FOR, BODY_SHARE_AGAINST = 0.5, 0.25
PRIORITY_POINTS = {1: 4, 2: 2, 4: -2, 5: -4}
SENTENCE_END = re.compile(r"\n|(?<=[.!?])\s")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A phrase found in the text, with what it is worth where it stands."""

    phrase: Phrase
    points: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with everything found in it. ``head`` is where the headline ends."""

    text: str
    folded: str
    head: int
    today: datetime
    mentions: Sequence[Mention]
    tokens: Sequence[FoundToken]
    dates: Sequence[FoundDate]


def score_text(title: str, text: str, companies: CompanyMatcher, *, source_priority: int = 3, now: datetime) -> Score:
    """Score one post or article. ``now`` is when it was published, for words such as "tomorrow".

    The points of the contributions sum to the confidence in percent, and their spans lie in ``Score.text``.
    """
    reading = read(title, text, companies, now)
    found = find_evidence(reading)
    kind = _kind(found, reading.folded)
    contributions = [Contribution(each.phrase.name, each.points, each.start, each.end) for each in found]
    contributions += _context(reading, found, kind, source_priority)
    contributions = _bounded(contributions, has_subject=any(each.phrase.group == "what" for each in found))
    points = sum(each.points for each in contributions)
    is_event = kind in EVENT_KINDS and points >= EVENT_FROM
    return Score(
        text=reading.text,
        is_event=is_event,
        confidence=points / 100,
        kind=kind,
        urgency=_urgency(reading, found, kind, points),
        sentiment=sentiment(reading.folded),
        companies=keys(reading.mentions),
        tokens=tuple(dict.fromkeys(token.symbol for token in reading.tokens)),
        keywords=tuple(dict.fromkeys(reading.text[each.start : each.end].strip() for each in found if each.points > 0)),
        event_date=_event_day(reading),
        contributions=tuple(contributions),
    )


def read(title: str, text: str, companies: CompanyMatcher, now: datetime) -> Reading:
    """Find companies, tokens and dates in a title and its text."""
    whole = f"{title}\n{text}".strip()[:MAX_TEXT]
    folded = fold(whole)
    head = len(title.strip()) if title.strip() else _first_sentences(whole)
    mentions, tokens = companies.find(whole), find_tokens(whole)
    return Reading(whole, folded, min(head, len(whole)), now, mentions, tokens, find_dates(folded, now.date()))


def _first_sentences(text: str) -> int:
    """Return where a post without a title has said its news: at the first sentence's end after MAX_HEADLINE."""
    ends = [match.start() for match in SENTENCE_END.finditer(text) if match.start() >= MAX_HEADLINE]
    return ends[0] if ends else len(text)


UPDATES = {
    "scam": re.compile(r"\b(?:tokens?|coins?|airdrops?|wallet|claim|presale)\b"),
    "delay": re.compile(r"\b(?:launch|sale|tokens?|coins?|airdrops?|ico|listing|tge|mainnet)\b"),
}


def find_evidence(reading: Reading) -> list[Evidence]:
    """Return the strongest phrase of each group. Status and newness count only NEAR the event that they describe."""
    subject = _strongest(WHAT, reading)
    around = (subject.start - NEAR, subject.end + NEAR) if subject else (0, len(reading.text))
    near = [_strongest(group, reading, *around) for group in (STATUS, NEWNESS)]
    anywhere = [_strongest(group, reading) for group in (SPEAKER, DOUBT, VOICE, DELAY, SCAM)]
    return [each for each in (subject, *near, *anywhere) if each is not None]


def _strongest(group: Iterable[Phrase], reading: Reading, start: int = 0, end: int = MAX_TEXT) -> Evidence | None:
    found = (evidence for phrase in group if (evidence := _find(phrase, reading, max(0, start), end)) is not None)
    return max(found, key=lambda each: (abs(each.points), -each.start), default=None)


def _find(phrase: Phrase, reading: Reading, start: int, end: int) -> Evidence | None:
    match = phrase.pattern.search(reading.folded, start, end)
    if match is None or match.start() == match.end():
        return None
    in_body = match.start() >= reading.head
    share = 1 if not in_body else BODY_SHARE_FOR if phrase.points > 0 else BODY_SHARE_AGAINST
    return Evidence(phrase, round(phrase.points * share), match.start(), match.end())


def _kind(found: Sequence[Evidence], folded: str) -> str:
    """Return the kind of event; a delay or a warning in the headline comes before the event that it is about."""
    by_group = {each.phrase.group: each for each in found}
    for group, subject in UPDATES.items():
        if group in by_group and by_group[group].points == by_group[group].phrase.points and subject.search(folded):
            return by_group[group].phrase.kind
    if "doubt" in by_group and by_group["doubt"].phrase.name == "Unlock":
        return "unlock"
    return by_group["what"].phrase.kind if "what" in by_group else "other"


def _context(reading: Reading, found: Sequence[Evidence], kind: str, priority: int) -> list[Contribution]:
    """Return the points for what is not a phrase: a date, tokens, a watched company, the source."""
    if not any(each.phrase.group == "what" for each in found):
        return []
    parts = [_date_points(reading, found), _token_points(reading, found, kind), _company_points(reading)]
    if priority in PRIORITY_POINTS:
        name = "Trusted source" if priority < 3 else "Source of low rank"
        parts.append(Contribution(name, PRIORITY_POINTS[priority]))
    return [each for each in parts if each is not None]


def _date_points(reading: Reading, found: Sequence[Evidence]) -> Contribution | None:
    """A date ahead proves a plan; added to a status it proves less."""
    coming = [each for each in reading.dates if each.day >= reading.today.date()]
    if not coming:
        return None
    has_status = any(each.phrase.group == "status" for each in found)
    points = 12 if has_status else 24
    first = coming[0]
    return Contribution("Date ahead", points if first.start < reading.head else points // 2, first.start, first.end)


def _token_points(reading: Reading, found: Sequence[Evidence], kind: str) -> Contribution | None:
    """A ticker that nobody knows yet speaks for a new token; a long known one speaks against a listing."""
    is_new = any(each.phrase.name == "New token" for each in found)
    if kind == "listing" and not is_new and (old := _old_token(reading)):
        return Contribution("Long known token", -40, *old)
    fresh = next((token for token in reading.tokens if token.symbol not in OLD_TOKENS), None)
    if fresh is None:
        return None
    if "USD" in fresh.symbol:
        return Contribution("Token of a stablecoin", -35, fresh.start, fresh.end)
    return Contribution("Token named", 12, fresh.start, fresh.end)


def _old_token(reading: Reading) -> tuple[int, int] | None:
    """Return where a long known token is what gets listed: right after the verb, or the only one in the headline."""
    if match := OLD_LISTED.search(reading.folded[: reading.head]):
        return match.span(1)
    if any(token.symbol not in OLD_TOKENS for token in reading.tokens):
        return None
    named = OLD_NAMES.search(reading.folded[: reading.head])
    if named:
        return named.span()
    return (reading.tokens[0].start, reading.tokens[0].end) if reading.tokens else None


def _company_points(reading: Reading) -> Contribution | None:
    mention = next((each for each in reading.mentions if each.start < reading.head), None)
    return Contribution("Watched company", 10, mention.start, mention.end) if mention else None


def _bounded(contributions: list[Contribution], *, has_subject: bool) -> list[Contribution]:
    """Add the reason why the sum stays between 0 and MOST, and 0 where the text names no event at all."""
    total = sum(each.points for each in contributions)
    if not has_subject and total > 0:
        contributions.append(Contribution("No token event named", -total))
    elif total < 0:
        contributions.append(Contribution("Not below 0", -total))
    elif total > MOST:
        contributions.append(Contribution(f"Not above {MOST}", MOST - total))
    return contributions


def _urgency(reading: Reading, found: Sequence[Evidence], kind: str, points: int) -> str:
    """critical: live or within a day; high: dated within a week or claim open; medium: confirmed; low: the rest."""
    if kind not in EVENT_KINDS:
        return "high" if kind == "delay" else "medium" if kind == "scam" else "low"
    if points < EVENT_FROM:
        return "low"
    status = next((each.phrase.name for each in found if each.phrase.group == "status"), "")
    day = _event_day(reading)
    ahead = day - reading.today.date() if day else None
    if status in {"Live now", "Marked live", "Under way", "Hour given"} or (
        ahead is not None and ahead <= timedelta(days=1)
    ):
        return "high" if kind == "airdrop" else "critical"
    if (ahead is not None and ahead <= timedelta(days=7)) or (kind == "airdrop" and status == "Happening"):
        return "high"
    return "medium" if status else "low"


def _event_day(reading: Reading) -> date | None:
    coming = [each for each in reading.dates if each.is_exact and each.day >= reading.today.date()]
    return coming[0].day if coming else None
