"""Which watched companies a text names, at word boundaries, in one pass over it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from alerts.analysis.words import ORDINARY_WORDS, fold
from alerts.models import Company, CompanyStatus

# A ticker in capitals proves nothing inside a text that is all capitals.
SHOUTING_SHARE = 0.6
SHORTEST_BARE_TICKER = 3


@dataclass(frozen=True, slots=True)
class CompanyTerms:
    """What a company is called. ``key`` is its primary key."""

    key: int
    name: str
    aliases: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A company found in a text, from ``start`` to ``end``."""

    company: CompanyTerms
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Term:
    text: str
    company: CompanyTerms
    kind: str


class CompanyMatcher:
    """Finds names, aliases and handles in any case, tickers as ``$MON``, ``(MON)``, ``MON/USDT`` or in capitals.

    A name or ticker that is also an ordinary word counts only as it is written, or as a cashtag.
    """

    def __init__(self, companies: Iterable[CompanyTerms]) -> None:
        known = tuple(companies)
        self.names = {company.key: company.name for company in known}
        self._terms = [term for company in known for term in _terms(company)]
        self._automaton = AhoCorasick([term.text for term in self._terms]) if self._terms else None

    def find(self, text: str) -> list[Mention]:
        """Return the first mention of each company, in the order of the text."""
        folded = fold(text)
        hits = self._automaton.find_matches_as_indexes(folded, overlapping=True) if self._automaton else []
        is_shouting = _is_shouting(text)
        mentions: dict[int, Mention] = {}
        excluded: set[int] = set()
        for index, start, end in hits:
            term = self._terms[index]
            if not has_edges(folded, start, end):
                continue
            if term.kind == "exclusion":
                excluded.add(term.company.key)
            elif _counts(term, text, start, end, is_shouting):
                known = mentions.get(term.company.key)
                if known is None or (start, -end) < (known.start, -known.end):
                    mentions[term.company.key] = Mention(term.company, start, end)
        return sorted((each for key, each in mentions.items() if key not in excluded), key=lambda each: each.start)


def company_matcher() -> CompanyMatcher:
    """Return a matcher of the active companies."""
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
    return [_Term(fold(word), company, f"{kind}:{word}" if kind in EXACT else kind) for word, kind in words if word]


EXACT = {"name", "ticker"}


def _counts(term: _Term, text: str, start: int, end: int, is_shouting: bool) -> bool:
    kind, _, exact = term.kind.partition(":")
    if kind == "handle":
        return True
    before = text[start - 1] if start else ""
    if before == "$":
        return kind == "ticker"
    found = text[start:end]
    if kind == "name":
        return term.text not in ORDINARY_WORDS or (found == exact and not is_shouting and _is_inside(text, start))
    if found != exact.upper():
        return False
    after = text[end : end + 1]
    if (before == "(" and after == ")") or after == "/":
        return True
    return len(found) >= SHORTEST_BARE_TICKER and term.text not in ORDINARY_WORDS and not is_shouting


def _is_inside(text: str, start: int) -> bool:
    """Tell whether a word stands inside a sentence, where a capital means a name."""
    head = text[:start].rstrip(" \"'\u201c\u2018(")
    return bool(head) and head[-1] not in ".!?:;\n|•"


def _is_shouting(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 20 and sum(map(str.isupper, letters)) > SHOUTING_SHARE * len(letters)


def has_edges(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` is a whole word or phrase, not a part of one."""
    return not (start and _joins(text[start - 1], text[start])) and not (
        end < len(text) and _joins(text[end], text[end - 1])
    )


def _joins(neighbour: str, edge: str) -> bool:
    # Scripts without spaces (from U+2E80 on) may follow a name directly.
    return (neighbour.isalnum() or neighbour == "_") and ord(neighbour) < 0x2E80 and (edge.isalnum() or edge == "_")


def keys(mentions: Sequence[Mention]) -> tuple[int, ...]:
    return tuple(mention.company.key for mention in mentions)
