"""Whether a text is good or bad news for its subject, from the words it uses."""

import math
import re
from collections.abc import Sequence

from alerts.analysis.mood_words import FLAT, NEGATIONS, WEIGHTS
from alerts.analysis.reading import Reading

WORD = re.compile(r"[a-z][a-z'-]*")
BODY_CHARACTERS = 600
BODY_SHARE = 0.25
# Below this a text leans nowhere.
PLAIN = 0.15
BAIT = re.compile(
    r"\b(?:verify (?:your )?eligibility|claim your \S+ (?:airdrop|tokens?) now|claim proofs?|seed phrase|secured my)\b"
)
# Lists of the day say that something happens and no more.
LISTED = re.compile(r"^\[[^\]\n]+\] |\| \[")
FLAT_SHARE = 0.3
ASKS = re.compile(
    r"^(?:what|how|why|when|is|are|can|will|should|could|does|did)\b|\?|\b(?:read more|here's (?:what|how|why)|"
    r"guide|explained)\b"
)
FELL = re.compile(r"\b(?:falls?|fell|tanks?|drops?|down|plunges?|sheds|loses) (?:by )?\d+(?:\.\d+)?%")
ROSE = re.compile(r"\b(?:up|gains?|rall(?:y|ies)|jumps?|soars?|surges?|rises?) (?:by )?\d+(?:\.\d+)?%")


def sentiment(reading: Reading) -> float:
    """Return -1 (bad) to 1 (good); 0 where the text leans nowhere. The headline counts most."""
    head = reading.folded[: reading.head]
    words = WORD.findall(head)
    body = reading.folded[reading.head : reading.head + BODY_CHARACTERS]
    total = _sum(words) + BODY_SHARE * _sum(WORD.findall(body))
    total += -2.5 * bool(BAIT.search(head)) - 0.7 * bool(ASKS.search(head))
    if "%" in head:
        total += 1.2 * bool(ROSE.search(head)) - 2 * bool(FELL.search(head))
    if not FLAT.isdisjoint(words) or LISTED.search(head):
        total *= FLAT_SHARE
    leaning = math.tanh(total / 2)
    return round(leaning, 3) if abs(leaning) >= PLAIN else 0.0


def _sum(words: Sequence[str]) -> float:
    """Add up what the words say, each only once; one after "not" says half of the opposite."""
    total, before = 0.0, ""
    seen: set[str] = set()
    for word in words:
        if word not in seen and (weight := WEIGHTS.get(word)):
            seen.add(word)
            total += -weight / 2 if before in NEGATIONS else weight
        before = word
    return total
