"""The words that stand for the event itself, by its kind: what a date, a place or a sum has to be near."""

import re
from itertools import islice

from alerts.analysis.reading import Reading

COMMON = r"tge|token generation event|mainnet launch|goes live|go live|going live|live|launch(?:es|ed|ing)?"
WORDS = {
    "launch": rf"{COMMON}|token launch|debuts?|"
    r"releas(?:es?|ed|ing)|unveil(?:s|ed)?|introduc(?:es|ed|ing)|mint|deploy(?:s|ed)?",
    "airdrop": rf"{COMMON}|air-?drop(?:s|ped|ping)?|claim(?:s|able|ing)?|distribut(?:es|ed|ion)|snapshot|rewards?",
    "listing": rf"{COMMON}|list(?:s|ed|ing)?|trading|trades?|markets?|pre-market|debuts?|deposits?|opens?|pairs?",
    "sale": rf"{COMMON}|(?:token |public |private |community |crowd ?)?sale|"
    r"pre-?sale|ico|ido|ieo|lbp|auction|rais(?:e|es|ed|ing)|sells?",
    "delay": rf"{COMMON}|delay(?:s|ed|ing)?|"
    r"postpon(?:e|es|ed|ing)|push(?:es|ed|ing)?|resched\w+|moved?|cancel\w*|new date|token|airdrop|listing|sale",
    "unlock": r"unlock(?:s|ed|ing)?|vest(?:s|ed|ing)|cliff|released?",
}
ANY = re.compile(
    r"\b(?:tge|token generation event|air-?drop(?:s|ped|ping)?|launch(?:es|ed|ing)?|list(?:s|ed|ing)?|trading|"
    r"pre-?sale|sale|"
    r"ico|ido|ieo|lbp|claim(?:s|able)?|debuts?|auction|unlock(?:s|ed|ing)?|goes live|go live|releas(?:es|ed|ing)|"
    r"snapshot)\b"
)
PATTERNS = {kind: re.compile(rf"\b(?:{words})\b") for kind, words in WORDS.items()}
MOST = 24


def event_words(reading: Reading, kind: str) -> list[tuple[int, int]]:
    """Return where the words for an event of ``kind`` stand, else those for any event; the first MOST of them."""
    for pattern in (PATTERNS.get(kind, ANY), ANY):
        found = [match.span() for match in islice(pattern.finditer(reading.folded), MOST)]
        if found:
            return found
    return []


def distance(start: int, end: int, words: list[tuple[int, int]]) -> int:
    """Return how many characters lie between a span and the nearest of ``words``."""
    return min((max(first - end, start - last, 0) for first, last in words), default=10_000)
