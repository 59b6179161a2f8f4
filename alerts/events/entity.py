"""Whose event a text tells of, and whether two texts mean the same one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from alerts.analysis.names import CHAINS, EXCHANGES, LAUNCHPADS, OLD_TICKERS, PEGGED_TICKERS
from alerts.analysis.subject import subject_key
from alerts.analysis.words import fold
from alerts.events.types import Entity
from alerts.models import SourceKind
from alerts.types import Score

WORD = re.compile(r"[^\W_]+")
ARTICLES = frozenset({"the", "a", "an"})
# A venue sells everybody's tokens, and an old coin is what new ones are paid with: neither says whose event it is.
VENUES = EXCHANGES | LAUNCHPADS | CHAINS
OLD = OLD_TICKERS | PEGGED_TICKERS
MOST_NAMES = 8
# Which round it is says nothing of whose; see cluster.season_of.
ROUND = re.compile(r" (?:season|phase|round|s) ?\d{1,2}$")
SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "ac", "or", "ne"})
# Each name under these is somebody else's.
HOSTS = frozenset(
    {"blogspot.com", "ghost.io", "github.io", "medium.com", "mirror.xyz", "paragraph.xyz", "substack.com"}
    | {"tumblr.com", "wordpress.com", "beehiiv.com"}
)


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched company as an event knows it; ``names`` are folded."""

    key: int
    names: tuple[str, ...]
    tokens: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()


def watched(key: int, names: Iterable[str], tokens: Iterable[str], website: str, handle: str) -> Watched:
    voices = {domain_of(website), f"@{fold(handle).lstrip('@')}" if handle else ""}
    folded = (fold_name(each) for each in (*names, handle))
    return Watched(key, tuple(filter(None, folded)), frozenset(map(str.upper, tokens)), frozenset(voices - {""}))


def fold_name(name: str) -> str:
    """Return a name as plain words: "The Nebula-Labs" is "nebula labs"."""
    words = WORD.findall(fold(name))
    return " ".join(words[1:] if words[:1] and words[0] in ARTICLES else words)[:120]


def entity_of(score: Score, companies: Mapping[int, Watched]) -> Entity:
    """Return whose event ``score`` tells of. A company that is only mentioned beside it does not count."""
    subject = subject_of(score.subject)
    tokens = [each.upper() for each in score.tokens if each.upper() not in OLD]
    known = [companies[key] for key in score.companies if key in companies]
    company = next((each for each in known if _is_about(each, subject, tokens)), None)
    if company is None and known and not _is_elsewhere(known[0], tokens):
        company = known[0]
    own = next((each for each in tokens if company and each in company.tokens), "")
    token = own or next(iter(tokens), "")
    name = " ".join(word for word in subject.split() if word.upper() != token)
    return Entity(company.key if company else None, token[:16], name)


def subject_of(name: str) -> str:
    """Return a folded name, empty for one that says nothing of whose event it is."""
    subject = ROUND.sub("", fold_name(name))
    return "" if subject in VENUES or subject.upper() in OLD else subject


def _is_about(company: Watched, subject: str, tokens: Iterable[str]) -> bool:
    return any(is_same_name(subject, name) for name in company.names) or not company.tokens.isdisjoint(tokens)


def _is_elsewhere(company: Watched, tokens: list[str]) -> bool:
    """Tell whether the text speaks of a token that is not the company's, as a venue's announcement does."""
    return any(name in VENUES for name in company.names) or (bool(tokens) and bool(company.tokens))


def is_same_name(first: str, second: str) -> bool:
    """Tell whether two folded names are one, the shorter being how the longer one begins."""
    words, others = sorted((first.split(), second.split()), key=len)
    if not words or len("".join(words)) < 3:
        return False
    if "".join(words) == "".join(others) or others[: len(words)] == words:
        return True
    # "OrbitraLabs" is Orbitra.
    return len(others) == 1 and subject_key(words[0]) == subject_key(others[0])


def is_same(first: Entity, second: Entity) -> bool | None:
    """Tell whether two entities are one; None when the texts do not say enough."""
    if first.company and second.company:
        return first.company == second.company
    if first.token and second.token:
        return first.token == second.token
    if _is_ticker_of(first, second) or _is_ticker_of(second, first):
        return True
    if first.subject and second.subject:
        return is_same_name(first.subject, second.subject)
    return None


def _is_ticker_of(named: Entity, other: Entity) -> bool:
    """Tell whether one text takes for a name what is the ticker of the other's token."""
    return bool(named.subject) and named.subject.upper() == other.token


def merged(known: Entity, told: Entity) -> Entity:
    """Fill in what was not known yet."""
    return Entity(known.company or told.company, known.token or told.token, known.subject or told.subject)


def keys_of(entity: Entity) -> list[str]:
    """Return the keys under which an event of ``entity`` is found."""
    words = entity.subject.split()
    keys = [f"c:{entity.company}" if entity.company else "", f"t:{entity.token}" if entity.token else ""]
    if len(words) == 1:
        # It may be a ticker, or a name that others write as two words.
        keys += [f"t:{words[0].upper()[:16]}", f"s:{subject_key(words[0])}"]
    return list(dict.fromkeys([*filter(None, keys), *(f"s:{word}" for word in words[:1])]))


def title_names(title: str) -> list[str]:
    """Return the words of a title that may be how a name begins, folded."""
    words = (word for word in WORD.findall(title) if len(word) > 2 and word[0].isupper())
    return list(dict.fromkeys(fold(word) for word in words))[:MOST_NAMES]


def domain_of(url: str) -> str:
    """Return the registrable domain of an address, or its whole host where everybody has a name of their own."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # a bracket that is no IPv6 address
        return ""
    labels = host.removeprefix("www.").split(".")
    if len(labels) < 3 or labels[-1].isdigit():
        return _with_author(".".join(labels), url)
    size = 3 if labels[-2] in SECOND_LEVEL and len(labels[-1]) == 2 else 2
    domain = ".".join(labels[-size:])
    return ".".join(labels) if domain in HOSTS else domain


def _with_author(host: str, url: str) -> str:
    author = urlsplit(url).path.split("/")[1:2]
    return f"{host}/{author[0].lower()}" if host in HOSTS and author and author[0].startswith("@") else host


def voice_of(url: str, author: str, source_kind: str, source: int) -> str:
    """Return who speaks in an item: the account of a post, the domain of an article, else its source."""
    if source_kind == SourceKind.X and author:
        return f"@{fold(author).lstrip('@')}"
    return domain_of(url) or f"source:{source}"
