"""Who does what to what in a text: a verb of the trade with the subject before it and the object after it."""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.analysis.grammar import BACKGROUND, BREAKS, FUTURE, MAYBE, NOUNS, PASSIVE, STOPS, VERBS
from alerts.analysis.masking import Masked, Word

REACH = 8
NO_OBJECTS = frozenset({"", "they", "we", "caps"})
# "A Dogecoin token" is Dogecoin, "a stable token" a stablecoin.
TELLING = frozenset({"old", "main", "test", "pegged"})
SKIPPED = frozenset(
    {"also", "now", "soon", "officially", "finally", "not", "just", "then", "still", "never", "quickly", "yet"}
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb at ``place`` with its form, and what kind of thing stands before and after it."""

    verb: str
    form: str
    subject: str
    object: str
    place: int
    last: int
    is_background: bool


def find_frames(masked: Masked) -> Iterator[Frame]:
    """Yield the frames of a text in its order."""
    words = masked.words
    background = False
    for place, word in enumerate(words):
        if word.form in STOPS or word.form in {",", ":", ";"}:
            background = False
        elif word.form in BACKGROUND:
            background = True
        known = VERBS.get(word.form)
        if known is not None:
            verb, form = known
            thing, last = _object(words, place)
            yield Frame(verb, _form(words, place, form), _subject(words, place), thing, place, last, background)


def _form(words: tuple[Word, ...], place: int, form: str) -> str:
    index = place - 1
    while index >= 0 and words[index].form in SKIPPED:
        index -= 1
    before = words[index].form if index >= 0 else ""
    earlier = {each.form for each in words[max(0, place - 4) : place]}
    if earlier & MAYBE:
        return "maybe"
    if form == "past" and before in PASSIVE:
        return "future" if earlier & FUTURE else "passive"
    if form == "base":
        return "future" if before in FUTURE and "due" not in earlier else "base"
    if form == "going":
        return (
            "future"
            if before in {"be"}
            else "going"
            if before in PASSIVE or before in {"we're", "we", "i'm", ""}
            else "noun"
        )
    return form


def _object(words: tuple[Word, ...], place: int) -> tuple[str, int]:
    """Return the last kind of noun before the part of the sentence ends: a token fund is a fund."""
    found, last = "", place
    for index in range(place + 1, min(place + 1 + REACH, len(words))):
        form = words[index].form
        if form in BREAKS or (form in VERBS and index > place + 1 and form not in NOUNS):
            break
        if form == "of":
            if found:
                break
            continue
        kind = NOUNS.get(form, "")
        if kind in NO_OBJECTS or (kind in {"token", "fresh"} and found in TELLING):
            continue
        found, last = kind, index
    return found, last


def _subject(words: tuple[Word, ...], place: int) -> str:
    for index in range(place - 1, max(-1, place - 1 - REACH), -1):
        form = words[index].form
        if form in STOPS:
            break
        kind = NOUNS.get(form, "")
        if kind and kind != "caps":
            return kind
    return ""
