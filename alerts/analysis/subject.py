"""Whose event a text tells of, as the text itself calls them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from alerts.analysis.places import CHAINS, OUTLETS, PLATFORMS, VENUES
from alerts.analysis.reading import Reading
from alerts.analysis.subject_words import (
    ACTS,
    COMMON_STARTS,
    EVENTS,
    GENERIC,
    HOSTING,
    LINKS,
    NAME_ENDS,
    NO_NAMES,
    SUFFIXES,
    TIED,
)
from alerts.analysis.tokens import OLD_TOKENS, is_shouting

WORD = re.compile(r"[@#$]{0,2}[^\W_](?:[\w&+]|[.'\u2019-](?=\w))*")
BRACKET = re.compile(r"\[([^\[\]\n]{2,60})\] ")
QUOTED = re.compile(
    r"['\"\u2018\u201c]([A-Z][^'\"\u2019\u201d\n]{1,40})['\"\u2019\u201d]\s(?:[Mm]eme\s?)?(?:[Tt]oken|[Cc]oin|"
    r"[Aa]irdrop)\b"
)
COMMON = NO_NAMES | EVENTS | GENERIC
OWNED = ("'s", "\u2019s")
LONGEST = 120
MOST_WORDS = 60
MOST_NAMES = 4


class Word(NamedTuple):
    """One word of a text: as written, in lower case without its sign, and where.

    ``is_name`` says that it is written like a name and is no common word, ``follows`` that but a space stands between
    it and the word before.
    """

    text: str
    plain: str
    start: int
    end: int
    is_name: bool
    follows: bool

    @property
    def is_filler(self) -> bool:
        """Whether it only says what kind of thing it is, as "native" and "soon-to-be-launched" do."""
        return self.plain in GENERIC or (self.text[0].islower() and "-" in self.text)


class Candidate(NamedTuple):
    """A name that may be the subject; ``points`` say how surely it is."""

    name: str
    points: int
    start: int


NOBODY = Candidate("", 0, 0)


def find_subject(reading: Reading) -> str:
    """Return the name of whoever's event it is, empty where the text does not say.

    A watched company goes by its own name. An exchange or an outlet is nobody's subject.
    """
    candidates = [each for each in _candidates(reading) if each.name]
    best = max(candidates, key=lambda each: (each.points, -each.start), default=NOBODY)
    name = _watched(reading, best) or best.name
    if name:
        return name[:LONGEST]
    tickers = [token.symbol for token in reading.tokens]
    return next((symbol for symbol in tickers if symbol not in OLD_TOKENS), tickers[0] if tickers else "")


def subject_key(name: str) -> str:
    """Return ``name`` in a form that is the same however outlets write it: "Nebula Labs", "@nebula_labs", "NebulaLabs".

    Words such as Labs or Protocol are left out unless nothing else would be left.
    """
    joined = "".join(re.findall(r"[^\W_]+", re.sub(r"['\u2019]s\b", "", unicodedata.normalize("NFKC", name).lower())))
    for suffix in SUFFIXES:
        if joined.endswith(suffix) and len(joined) - len(suffix) >= 3:
            return joined.removesuffix(suffix)
    return joined


def _watched(reading: Reading, best: Candidate) -> str:
    """Return the watched company that the best candidate is, or the first one named where nobody else is."""
    mentions = [each for each in reading.mentions if each.company.name.lower() not in VENUES]
    if not best.name:
        return mentions[0].company.name if mentions else ""
    key = subject_key(best.name)
    for each in mentions:
        names = (each.company.name, *each.company.aliases, *each.company.tokens, each.company.handle)
        if best.start == each.start or key in {subject_key(name) for name in names if name}:
            return each.company.name
    return ""


def _candidates(reading: Reading) -> Iterator[Candidate]:
    head = reading.text[: reading.head]
    if (bracket := BRACKET.match(head)) and not COMMON.issuperset(bracket[1].lower().split()):
        yield Candidate(bracket[1], 80, 1)
    if quoted := QUOTED.search(head):
        yield Candidate(quoted[1], 60, quoted.start(1))
    if is_shouting(head):
        return
    words = _words(reading)
    yield from _before_tickers(reading, words)
    yield from _first_named(words)
    for index, word in enumerate(words):
        in_head = 20 if word.start < reading.head else 0
        if word.text[0] == "#":
            continue
        if word.plain in EVENTS:
            yield from _of_event(words, index, in_head)
        if word.plain in ACTS:
            yield from _of_act(words, index, in_head)


def _words(reading: Reading) -> list[Word]:
    found, last = [], 0
    for match in islice(WORD.finditer(reading.text), MOST_WORDS):
        text, (start, end) = match[0], match.span()
        folded = reading.folded[start:end]
        plain = folded.lstrip("@#$").removesuffix("'s")
        is_name = plain not in NO_NAMES and _looks_like_a_name(text, folded, plain)
        found.append(Word(text, plain, start, end, is_name, start - last == 1 and reading.folded[last] == " "))
        last = end
    return found


def _looks_like_a_name(text: str, folded: str, plain: str) -> bool:
    if plain[:1].isdigit():
        return sum(map(str.isalpha, plain)) > 1
    return text != folded or text[0] in "@#"


def _first_named(words: Sequence[Word]) -> Iterator[Candidate]:
    """Where nothing else tells: the account that is answered, or the name that the text begins with."""
    for index, word in enumerate(words[:MOST_NAMES]):
        if word.is_name and (word.text[0] == "@" or (index == 0 and not word.is_filler)):
            yield _name_starting(words, index, 3 if word.text[0] == "@" else 2)


def _before_tickers(reading: Reading, words: Sequence[Word]) -> Iterator[Candidate]:
    """The name before its ticker in brackets: "Nebula Labs (NEBX)"."""
    for token in reading.tokens:
        opening = reading.text[max(0, token.start - 2) : token.start]
        if token.symbol in OLD_TOKENS or not opening.rstrip("$").endswith(("(", "[")):
            continue
        last = next((index for index in range(len(words) - 1, -1, -1) if words[index].end < token.start), -1)
        if last >= 0 and token.start - words[last].end <= 3:
            yield _name_ending(words, last, 45 + (20 if token.start < reading.head else 0))


def _of_event(words: Sequence[Word], index: int, points: int) -> Iterator[Candidate]:
    """The name before "token" or "airdrop", or after "launch of"."""
    before = index - 1
    while before >= 0 and words[before].is_filler:
        before -= 1
    if before >= 0 and words[before].text[0] == "$":
        if words[before].plain.upper() not in OLD_TOKENS:
            yield Candidate(words[before].plain.upper(), points + 25, words[before].start)
        before -= 1
    if before >= 0:
        is_owner = words[before].text.endswith(OWNED)
        yield _name_ending(words, before, points + (34 if is_owner else 26 if before == index - 1 else 16))
    if index + 2 < len(words) and words[index + 1].plain in {"of", "for", "from", "by"}:
        yield _name_starting(words, index + 2, points + 14)


def _of_act(words: Sequence[Word], index: int, points: int) -> Iterator[Candidate]:
    """The name before "launches" or "will airdrop"; where an exchange lists, the name after."""
    before = index - 1
    while before >= 0 and words[before].plain in LINKS:
        before -= 1
    is_host = before >= 0 and _is_place(words[before].plain)
    if before >= 0 and not is_host:
        yield _name_ending(words, before, points + 24)
    if words[index].plain not in HOSTING:
        return
    after = index + 1
    while after < len(words) and words[after].plain in COMMON_STARTS:
        after += 1
    if after < len(words) and words[after].start - words[after - 1].end <= 2:
        yield _name_starting(words, after, points + (25 if is_host else 12))


def _name_ending(words: Sequence[Word], last: int, points: int) -> Candidate:
    """Join the words of the name that ends at ``last``."""
    first = last
    while first >= 0 and last - first < MOST_NAMES and _belongs(words, first, last):
        first -= 1
    return _candidate(words[first + 1 : last + 1], points)


def _name_starting(words: Sequence[Word], first: int, points: int) -> Candidate:
    """Join the words of the name that starts at ``first``."""
    last = first
    while last < len(words) and last - first < MOST_NAMES and words[last].is_name and words[last].text[0] != "$":
        if last > first and (not words[last].follows or words[last - 1].text[0] == "@"):
            break
        last += 1
    return _candidate(words[first:last], points)


def _belongs(words: Sequence[Word], index: int, last: int) -> bool:
    word = words[index]
    if not word.is_name or index == last:
        return word.is_name
    return words[index + 1].follows and word.text[0] not in "@$#" and not word.text.endswith(OWNED)


def _candidate(words: Sequence[Word], points: int) -> Candidate:
    """Make a candidate of the words of a name, without those that only say what kind of thing it is."""
    while len(words) > 1 and (words[0].is_filler or _is_place(words[0].plain) or words[0].plain.endswith(TIED)):
        words = words[1:]
    while len(words) > 1 and words[-1].plain in GENERIC - NAME_ENDS:
        words = words[:-1]
    name = " ".join(map(_shown, words))
    if (
        not words
        or words[0].plain.endswith(TIED)
        or words[0].plain in GENERIC
        or words[0].text[0] == "$"
        or _is_place(name.lower())
    ):
        return NOBODY
    return Candidate(name, points, words[0].start)


def _shown(word: Word) -> str:
    bare = word.text.removesuffix("'s").removesuffix("\u2019s")
    return bare.lstrip("@#").replace("_", " ").strip() if bare[0] in "@#" else bare


def _is_place(name: str) -> bool:
    return name in VENUES or name in OUTLETS or CHAINS.get(name) in PLATFORMS
