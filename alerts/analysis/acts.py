"""The token events that a text speaks of: each with its kind, its words and whether it is mere background."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alerts.analysis.frames import Frame
from alerts.analysis.grammar import BACKGROUND, BREAKS, NOUNS, STOPS, VERBS
from alerts.analysis.lexicon_book import Hit
from alerts.analysis.masking import Masked

# A token spoken of without a word for what becomes of it.
WEAK_ACTS = frozenset({"token_named", "new_token", "own_token", "memecoin", "ticker_live"})
PHRASE_ACTS = {
    "tge": "launch",
    "token_launch": "launch",
    "token_named": "launch",
    "new_token": "launch",
    "own_token": "launch",
    "memecoin": "launch",
    "airdrop": "airdrop",
    "claim": "airdrop",
    "snapshot": "airdrop",
    "support_airdrop": "airdrop",
    "sale": "sale",
    "join_sale": "sale",
    "list_new": "listing",
    "trading": "listing",
    "premarket": "listing",
    "market_support": "listing",
}
FRAME_ACTS = {
    ("launch", "token"): "launch",
    ("launch", "fresh"): "launch",
    ("announce", "token"): "launch",
    ("announce", "fresh"): "launch",
    ("list", "token"): "listing",
    ("list", "fresh"): "listing",
    ("sell", "token"): "sale",
    ("sell", "fresh"): "sale",
    ("airdrop", "token"): "airdrop",
    ("airdrop", "fresh"): "airdrop",
    ("claim", "token"): "airdrop",
    ("claim", "fresh"): "airdrop",
}
SUBJECT_ACTS = frozenset(
    {("token", "launch"), ("fresh", "launch"), ("token", "open"), ("fresh", "open"), ("tge", "open")}
)
TOKEN_PHRASES = WEAK_ACTS | {"token_launch"}
OTHER_THINGS = frozenset({"product", "fund", "derivative", "points", "nft"})
OTHER_OBJECTS = OTHER_THINGS | {"test", "pegged", "old", "money", "listing"}
# Who has claimed a token tells of himself, and who "sells his" gives no sale.
NO_ACT = {"claim": ("now", "past"), "sell": ("base", "going", "noun", "past", "maybe")}
LAUNCHED = frozenset({"token_launch", "list_new"})
SALES = frozenset({"sale", "auction", "offering", "presale", "pre-sale"})
SALE_REACH = 5
NO_OBJECT = frozenset({"", "exchange", "pad", "chain", "users"})


@dataclass(frozen=True, slots=True)
class Act:
    """An event from word ``first`` to word ``last``, found as ``name``."""

    kind: str
    name: str
    first: int
    last: int
    sentence: int
    is_background: bool


def find_acts(masked: Masked, hits: Sequence[Hit], frames: Sequence[Frame]) -> list[Act]:
    """Return the events that phrases and frames name."""
    background = background_of(masked)
    others = [each.place for each in frames if each.verb in {"launch", "open"} and each.object in OTHER_OBJECTS]
    found = [
        _act(masked, kind, hit.group, hit.first, hit.last, background)
        for kind, hit in _phrases(masked, hits)
        if hit.group not in LAUNCHED or not any(hit.first <= place <= hit.last for place in others)
    ]
    found += _sales(masked, background)
    found += _tickers(masked, hits, background)
    found += [_act(masked, kind, name, each.place, each.last, background) for kind, name, each in _frames(frames)]
    return found


def _sales(masked: Masked, background: Sequence[bool]) -> Iterator[Act]:
    """Yield each sale "of" tokens, however they are named in between."""
    words = masked.words
    for place, word in enumerate(words[:-2]):
        if word.form in SALES and words[place + 1].form == "of":
            sold = [each.form for each in words[place + 2 : place + 2 + SALE_REACH]]
            end = next((index for index, form in enumerate(sold) if form in BREAKS), len(sold))
            kinds = [NOUNS.get(form) for form in sold[:end]]
            if "token" in kinds and not {"old", "nft", "product", "fund"} & set(kinds):
                yield _act(masked, "sale", "sale", place, place + 1 + end, background)


LIVE = frozenset({"live_now", "launchpad", "tasks", "new_token"})


def _tickers(masked: Masked, hits: Sequence[Hit], background: Sequence[bool]) -> Iterator[Act]:
    """Yield each unknown ticker in a sentence that says that something is live: it speaks of a token."""
    live = {masked.words[hit.first].sentence for hit in hits if hit.group in LIVE}
    for place, word in enumerate(masked.words):
        if word.form in {"TICKER", "TICKER/PAIR"} and word.sentence in live:
            yield _act(masked, "launch", "ticker_live", place, place, background)


def _act(masked: Masked, kind: str, name: str, first: int, last: int, background: Sequence[bool]) -> Act:
    return Act(kind, name, first, last, masked.words[first].sentence, background[first])


def _phrases(masked: Masked, hits: Sequence[Hit]) -> Iterator[tuple[str, Hit]]:
    return ((PHRASE_ACTS[hit.group], hit) for hit in hits if hit.group in PHRASE_ACTS and not _leads_on(masked, hit))


def _leads_on(masked: Masked, hit: Hit) -> bool:
    """Tell whether a token is only the first half of a noun: a token fund is a fund."""
    after = masked.words[hit.last + 1].form if hit.last + 1 < len(masked.words) else ""
    if hit.group == "token_launch" and _names_other(masked.words[hit.first].form, masked.words[hit.last].form, after):
        return True
    is_market = masked.words[hit.last].form == "cryptocurrency" and NOUNS.get(after) == "listing"
    return hit.group in TOKEN_PHRASES and (is_market or NOUNS.get(after) in OTHER_THINGS)


def _names_other(first: str, last: str, after: str) -> bool:
    """Tell whether capitals name no token: "launches new ABC cards", "ABC launches the first card"."""
    is_named = last == "CAPS" and first in VERBS
    is_namer = first == "CAPS" and VERBS.get(last, ("", ""))[0] == "launch"
    return (is_named or is_namer) and after.isalpha() and after.islower() and not _is_open(after)


def _is_open(after: str) -> bool:
    return after in BREAKS or after in VERBS or NOUNS.get(after) in {"token", "airdrop", "tge", "claiming", "they"}


def _frames(frames: Sequence[Frame]) -> Iterator[tuple[str, str, Frame]]:
    for frame in frames:
        kind = FRAME_ACTS.get((frame.verb, frame.object))
        if kind and frame.form not in NO_ACT.get(frame.verb, ()):
            yield kind, f"{frame.verb}>{frame.object}", frame
        elif (frame.subject, frame.verb) in SUBJECT_ACTS and frame.object in NO_OBJECT:
            yield "launch", f"{frame.subject}<{frame.verb}", frame


def background_of(masked: Masked) -> list[bool]:
    """Tell for each word whether it follows an "after", "amid" or "despite" in its part of the sentence."""
    flags, is_background = [], False
    for word in masked.words:
        if word.form in STOPS or word.form in {",", ":", ";"}:
            is_background = False
        elif word.form in BACKGROUND:
            is_background = True
        flags.append(is_background)
    return flags
