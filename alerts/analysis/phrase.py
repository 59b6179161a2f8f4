"""What a phrase is, and the building blocks of their patterns."""

import re
from dataclasses import dataclass

# A word that is no hashtag, handle or part of an address.
WORD = r"(?<![\w#@/.&-])"
BLOCKS = {
    "{TOKEN}": r"(?:tokens?|coins?|meme ?coins?|crypto-?currency|crypto-?token|\$[a-z][a-z0-9]{1,9})",
    "{ONE_TOKEN}": r"(?:token|coin|meme ?coin|crypto-?currency|crypto-?token|\$[a-z][a-z0-9]{1,9})",
    # After a token as the thing itself comes no further noun: "launches a token fund" launches a fund.
    "{HEAD}": r"(?=\s*(?:$|[.,;:!?()'\"|\n$]|(?:on|in|for|to|at|with|as|and|by|from|after|this|next|today|tomorrow|via|"
    r"amid|called|is|was|will)\b))",
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A named pattern. ``kind`` is what an event of this phrase would be, empty where it says nothing about that."""

    name: str
    group: str
    points: int
    pattern: re.Pattern[str]
    kind: str = ""


def words(name: str, group: str, points: int, pattern: str, kind: str = "") -> Phrase:
    """Make a phrase of whole words. Alternatives stand apart by a bar with spaces around it."""
    return Phrase(name, group, points, re.compile(rf"{WORD}(?:{_joined(pattern)})(?!\w)"), kind)


def raw(name: str, group: str, points: int, pattern: str, kind: str = "") -> Phrase:
    """Make a phrase of a pattern that minds its own edges."""
    return Phrase(name, group, points, re.compile(_joined(pattern)), kind)


def _joined(pattern: str) -> str:
    joined = "|".join(" ".join(pattern.split()).split(" | "))
    for name, block in BLOCKS.items():
        joined = joined.replace(name, block)
    return joined
