"""What a text is scored by: named yes-or-no features, each with the words that it comes from."""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from alerts.analysis.acts import WEAK_ACTS, Act, find_acts
from alerts.analysis.frames import Frame, find_frames
from alerts.analysis.lexicon import ACTS, NEWNESS, STATUS
from alerts.analysis.lexicon_book import Hit, PhraseBook
from alerts.analysis.lexicon_doubts import DOUBTS, WEAK
from alerts.analysis.lexicon_topics import TOPICS
from alerts.analysis.masking import Masked, Span, mask
from alerts.analysis.reading import Reading
from alerts.analysis.wording import wording_of
from alerts.models import SourceType

Features = dict[str, Span]
Named = Iterator[tuple[str, Span]]

# Groups that say something about an event, as opposed to naming one.
SIGNS = frozenset({*STATUS, *NEWNESS, *DOUBTS, *TOPICS, *WEAK, "launchpad", "memecoin", "token_named"})
SETTLING = frozenset({*STATUS, "join_sale"})
SETTLING_VERBS = frozenset({"launch", "announce", "list", "open", "airdrop", "sell", "host"})
SETTLING_FORMS = frozenset({"now", "going", "future", "passive"})
TOLD_VERBS = frozenset({"launch", "announce", "list", "open", "plan", "delay"})
# What tells the kind of a text that names no event.
UPDATES = frozenset({"delay_words", "undone", "scam_words", "bait", "phish", "unlock", "breach", "delisting"})
SPEAKERS = frozenset({"exchange", "we", "pad"})
TOKEN_SUBJECTS = frozenset({"token", "fresh", "airdrop", "sale", "old", "tge", "claiming"})
MARKS = frozenset({",", "(", ")", "|", "[", "]", ".", ":", '"', "!", "?", "-"})
CALENDAR = re.compile(r"\[[^\]\n]{2,60}\] \S|[^|\n]{3,60} \| \[")
TERSE = 9
MANY_TICKERS = 5


@cache
def phrase_book() -> PhraseBook:
    """Return the lexicon, ready to search."""
    return PhraseBook({**ACTS, **STATUS, **NEWNESS, **DOUBTS, **TOPICS, **WEAK})


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a text, and in which sentences of its headline its events stand."""

    reading: Reading
    masked: Masked
    hits: Sequence[Hit]
    frames: Sequence[Frame]
    acts: Sequence[Act]
    front: Sequence[Act]
    places: frozenset[int]
    kinds: frozenset[str]

    def span(self, first: int, last: int) -> Span:
        return self.masked.words[first].start, self.masked.words[last].end


def features_of(reading: Reading, words: frozenset[str], weights: Container[str] | None = None) -> Features:
    """Return the features of a text with the span of each, None where it is not in single words.

    ``words`` are those that count as themselves in its wording. Wording that is not in ``weights`` is left out: most
    pairs of words say nothing, and a model has no use for them.
    """
    found = _findings(reading)
    parts = (_named(found), _told(found), _style(found)) if found.front else (_without_act(found),)
    features: Features = {}
    for part in (*parts, _source(reading)):
        for name, span in part:
            features.setdefault(name, span)
    for name, span in wording_of(found.masked, reading.text, words):
        if weights is None or name in weights:
            features.setdefault(name, span)
    return features


def _findings(reading: Reading) -> Findings:
    masked = mask(reading.text, reading.folded, reading.head)
    hits, frames = phrase_book().find(masked), list(find_frames(masked))
    acts = find_acts(masked, hits, frames)
    front = [each for each in acts if each.first < masked.head]
    news = [each for each in front if not each.is_background]
    places = frozenset(each.sentence for each in news or front)
    kinds = frozenset(each.kind for each in news)
    return Findings(reading, masked, hits, frames, acts, front, places, kinds)


def _source(reading: Reading) -> Named:
    if reading.source_priority != 3:
        yield f"priority.{reading.source_priority}", None
    mention = next((each for each in reading.mentions if each.start < reading.head), None)
    if mention is not None:
        yield "company", (mention.start, mention.end)


def _without_act(found: Findings) -> Named:
    """Nothing in the headline is a token event: what the body says of one counts on its own."""
    if not found.acts:
        for hit in found.hits:
            if hit.group in UPDATES:
                yield f"n.{hit.group}", found.span(hit.first, hit.last)
        return
    yield "act_in_body_only", None
    for act in found.acts:
        yield f"b.act.{act.kind}", found.span(act.first, act.last)
    for hit in found.hits:
        if hit.group in SIGNS:
            yield f"bo.{hit.group}", found.span(hit.first, hit.last)
    yield from _settled_in_body(found)


def _settled_in_body(found: Findings) -> Named:
    """The first sentence of the body that names an event may say it as a fact."""
    place = next((each.sentence for each in found.acts if not each.is_background), None)
    for hit in found.hits:
        if hit.group in SETTLING and found.masked.words[hit.first].sentence == place:
            yield "bo.settled", found.span(hit.first, hit.last)
    for frame in found.frames:
        if found.masked.words[frame.place].sentence == place and _settles(frame):
            yield "bo.settled", found.span(frame.place, frame.last)


def _named(found: Findings) -> Named:
    yield "named", found.span(found.front[0].first, found.front[0].last)
    if all(each.name in WEAK_ACTS for each in found.front):
        yield "weak_act_only", found.span(found.front[0].first, found.front[0].last)
    if not found.kinds:
        yield "only_background", None
    for act in found.acts:
        yield from _of_act(found, act)
    for hit in found.hits:
        if hit.group in SIGNS:
            yield from _of_sign(found, hit)


def _of_act(found: Findings, act: Act) -> Named:
    span = found.span(act.first, act.last)
    if act.first >= found.masked.head:
        yield f"b.act.{act.kind}", span
        return
    prefix = "bg." if act.is_background else ""
    yield f"{prefix}a.{act.name}", span
    yield f"{prefix}act.{act.kind}", span
    if act.sentence == 0 and not prefix and act.name not in WEAK_ACTS:
        yield "1.act", span


def _of_sign(found: Findings, hit: Hit) -> Named:
    span = found.span(hit.first, hit.last)
    if hit.first >= found.masked.head:
        yield f"b.{hit.group}", span
    elif found.masked.words[hit.first].sentence not in found.places:
        yield f"h.{hit.group}", span
    else:
        yield f"s.{hit.group}", span
        for kind in found.kinds:
            yield f"{kind}*{hit.group}", span


def _told(found: Findings) -> Named:
    """Who does what to what, and whether that settles the event: live, dated, announced, or done by a verb."""
    settled = {
        hit.group: found.span(hit.first, hit.last)
        for hit in found.hits
        if hit.group in SETTLING and _is_near(found, hit)
    }
    for frame in found.frames:
        if frame.place >= found.masked.head:
            break
        span = found.span(frame.place, frame.last)
        yield from _of_frame(frame, span)
        sentence = found.masked.words[frame.place].sentence
        if sentence in found.places and _settles(frame):
            settled["verb"] = span
        if frame.verb in {"fall", "move", "warn"} and sentence == 0:
            yield f"verb.{frame.verb}", span
    if any(hit.group == "hedge" and _is_near(found, hit) for hit in found.hits):
        return  # what may be is not settled, whatever its date
    for count, span in enumerate(settled.values(), 1):
        yield "settled" if count == 1 else f"settled.{min(count, 3)}", span


def _is_near(found: Findings, hit: Hit) -> bool:
    return hit.first < found.masked.head and found.masked.words[hit.first].sentence in found.places


def _settles(frame: Frame) -> bool:
    return frame.verb in SETTLING_VERBS and frame.form in SETTLING_FORMS and not frame.is_background


def _of_frame(frame: Frame, span: Span) -> Named:
    if frame.verb in TOLD_VERBS and frame.object:
        thing = "old" if frame.object == "chain" and frame.verb == "list" else frame.object
        yield f"v.{frame.verb}>{thing}", span
        yield f"v.{frame.verb}.{frame.form}>{thing}", span
    if (frame.subject in SPEAKERS and frame.verb in SETTLING_VERBS) or frame.subject in TOKEN_SUBJECTS:
        yield f"v.{frame.subject}<{frame.verb}", span


def _style(found: Findings) -> Named:
    words = found.masked.words[: found.masked.head]
    places: dict[str, tuple[int, int]] = {}
    for word in words:
        places.setdefault(word.form, (word.start, word.end))
    count = sum(each.form not in MARKS for each in words)
    if found.kinds and count <= TERSE:
        yield "terse", None
    tags = sum(each.lower[:1] == "#" for each in words)
    if tags >= 3:
        yield f"tags.{1 if tags < 6 else 2}", None
    if sum(each.form == "HANDLE" for each in words) >= 3:
        yield "handles.3", None
    yield from _tickers(found, places, {each.lower for each in words if each.form in FRESH})
    if found.reading.source_type == SourceType.TWITTER and words and words[0].lower[:1] == "@":
        yield "reply", (words[0].start, words[0].end)
    if sum(each.lower[:1] == "$" and each.form != "MONEY" for each in words) >= MANY_TICKERS:
        yield "cashtags", None
    if CALENDAR.match(found.reading.folded):
        yield "calendar", None


FRESH = frozenset({"TICKER", "TICKER/PAIR"})


def _tickers(found: Findings, places: dict[str, tuple[int, int]], fresh: set[str]) -> Named:
    if fresh:
        span = next(places[form] for form in ("TICKER", "TICKER/PAIR") if form in places)
        yield f"fresh.{min(4, len(fresh))}", span if len(fresh) < 3 else None
    if fresh or any(form == "CAPS" for form in places):
        return
    for name, forms in (("only_old", ("OLD", "OLD/PAIR", "CHAIN")), ("only_known", ("KNOWN",))):
        old = next((places[form] for form in forms if form in places), None)
        for kind in found.kinds if old else ():
            yield f"{kind}*{name}", old
