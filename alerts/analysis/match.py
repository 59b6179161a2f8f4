"""Which watched companies a text names, at word boundaries, in one pass over it, and why each word counts or not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from alerts.analysis.whole_words import WholeWords, has_edges
from alerts.analysis.words import ORDINARY_WORDS, fold
from alerts.models import Company, CompanyStatus

# A ticker in capitals proves nothing inside a text that is all capitals.
SHOUTING_SHARE = 0.6
SHORTEST_BARE_TICKER = 3
# How far back the end of the sentence before is looked for.
LOOK_BACK = 40

NAMED = "Named."
HANDLE = "The account is named."
CASHTAG = "A ticker with $."
PAIR = "A ticker in brackets or as a pair."
CAPITALS = "A ticker in capitals."
AS_WRITTEN = "An ordinary word, but written as the name inside a sentence."
EXCLUDES = "An exclusion: the text is about somebody else of that name."
EXCLUDED = "An exclusion stands in the text."
PART = "Part of another word."
NO_TICKER = "With $ only tickers count."
ORDINARY = "An ordinary word: it counts as the name inside a sentence, in brackets, as a pair or with $."
SMALL = "A ticker counts in capitals or with $."
SHORT = f"A ticker of fewer than {SHORTEST_BARE_TICKER} letters counts in brackets, as a pair or with $."
SHOUTED = "The whole text is in capitals, where a bare ticker proves nothing."
COUNTING = frozenset({NAMED, HANDLE, CASHTAG, PAIR, CAPITALS, AS_WRITTEN})


@dataclass(frozen=True, slots=True)
class CompanyTerms:
    """What a company is called. ``key`` is its primary key."""

    key: int
    name: str
    aliases: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    handle: str = ""


class Mention(NamedTuple):
    """A company found in a text, from ``start`` to ``end``."""

    company: CompanyTerms
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A place of a text that spells something of a company; ``why`` is a sentence."""

    company: CompanyTerms
    start: int
    end: int
    counts: bool
    why: str


@dataclass(frozen=True, slots=True)
class _Term:
    """``text`` is folded, ``exact`` as it was written."""

    text: str
    exact: str
    kind: str
    company: CompanyTerms


class _Text:
    def __init__(self, raw: str) -> None:
        self.raw = raw

    @cached_property
    def is_shouting(self) -> bool:
        letters = [character for character in self.raw if character.isalpha()]
        return len(letters) > 20 and sum(map(str.isupper, letters)) > SHOUTING_SHARE * len(letters)

    def is_inside(self, start: int) -> bool:
        """Tell whether a word stands inside a sentence, where a capital means a name."""
        before = self.raw[max(0, start - LOOK_BACK) : start].rstrip(" \"'\u201c\u2018(")
        return bool(before) and before[-1] not in ".!?:;\n|•"


class CompanyMatcher:
    """Finds names, aliases and handles in any case, tickers as ``$MON``, ``(MON)``, ``MON/USDT`` or in capitals.

    A name or ticker that is also an ordinary word counts only as it is written, or as a cashtag.
    """

    def __init__(self, companies: Iterable[CompanyTerms]) -> None:
        known = tuple(companies)
        self.names = {company.key: company.name for company in known}
        self._terms = [term for company in known for term in _terms(company)]
        self._words = WholeWords([term.text for term in self._terms])

    def find(self, text: str) -> list[Mention]:
        """Return the first mention of each company, in the order of the text."""
        places = self._words.places(text)
        if not places:
            return []
        mentions: dict[int, Mention] = {}
        excluded, read = set(), _Text(text)
        for number, start, end in places:
            term = self._terms[number]
            key, why = term.company.key, _why(term, read, start, end)
            if why is EXCLUDES:
                excluded.add(key)
            elif why in COUNTING:
                known = mentions.get(key)
                if known is None or (start, -end) < (known.start, -known.end):
                    mentions[key] = Mention(term.company, start, end)
        found = [each for key, each in mentions.items() if key not in excluded]
        return sorted(found, key=lambda mention: mention.start) if len(found) > 1 else found

    def explain(self, text: str) -> list[MatchLine]:
        """Return every place that spells something of a company, in the order of the text, and why it counts or not."""
        folded = fold(text)
        judged = list(self._judged(_Text(text), folded))
        excluded = {term.company.key for term, _, _, why in judged if why is EXCLUDES}
        lines = [_line(term, start, end, why, excluded) for term, start, end, why in judged]
        return sorted(lines, key=lambda line: (line.start, -line.end))

    def _judged(self, text: _Text, folded: str) -> Iterator[tuple[_Term, int, int, str]]:
        for number, start, end in self._words.spelled(folded):
            term = self._terms[number]
            yield term, start, end, _why(term, text, start, end) if has_edges(folded, start, end) else PART


def _line(term: _Term, start: int, end: int, why: str, excluded: set[int]) -> MatchLine:
    counts = why in COUNTING
    if counts and term.company.key in excluded:
        return MatchLine(term.company, start, end, counts=False, why=EXCLUDED)
    return MatchLine(term.company, start, end, counts, why)


def company_matcher() -> CompanyMatcher:
    """Return a matcher of the active companies; it is built anew only after one of them has changed."""
    return _matcher(Company.active_state())


@lru_cache(maxsize=1)
def _matcher(_: tuple[object, ...]) -> CompanyMatcher:
    fields = ("id", "name", "aliases", "tokens", "exclusions", "twitter_handle")
    rows = Company.objects.filter(status=CompanyStatus.ACTIVE).order_by("id").values_list(*fields)
    return CompanyMatcher(
        CompanyTerms(key, name, tuple(aliases), tuple(tokens), tuple(exclusions), handle)
        for key, name, aliases, tokens, exclusions, handle in rows
    )


def _terms(company: CompanyTerms) -> list[_Term]:
    named = [(name, "name") for name in (company.name, *company.aliases)]
    handles = [(f"@{company.handle}", "handle")] if company.handle else []
    tickers = [(token, "ticker") for token in company.tokens]
    exclusions = [(word, "exclusion") for word in company.exclusions]
    words = ((str(word).strip(), kind) for word, kind in (*named, *handles, *tickers, *exclusions))
    return [_Term(fold(word), word, kind, company) for word, kind in words if word]


def _why(term: _Term, text: _Text, start: int, end: int) -> str:
    """Return the reason why a whole word counts for ``term`` or does not."""
    if term.kind in ("exclusion", "handle"):
        return EXCLUDES if term.kind == "exclusion" else HANDLE
    before = text.raw[start - 1] if start else ""
    if before == "$":
        return CASHTAG if term.kind == "ticker" else NO_TICKER
    if term.kind == "ticker":
        return _why_ticker(term, text, start, end)
    if term.text not in ORDINARY_WORDS:
        return NAMED
    is_written = text.raw[start:end] == term.exact and not text.is_shouting and text.is_inside(start)
    return AS_WRITTEN if is_written else ORDINARY


def _why_ticker(term: _Term, text: _Text, start: int, end: int) -> str:
    if text.raw[start:end] != term.exact.upper():
        return SMALL
    before, after = text.raw[max(0, start - 1) : start], text.raw[end : end + 1]
    if (before == "(" and after == ")") or after == "/":
        return PAIR
    if end - start < SHORTEST_BARE_TICKER:
        return SHORT
    if term.text in ORDINARY_WORDS:
        return ORDINARY
    return SHOUTED if text.is_shouting else CAPITALS


def keys(mentions: Sequence[Mention]) -> tuple[int, ...]:
    return tuple(mention.company.key for mention in mentions)
