"""How much an event is about: money raised, tokens given or sold, a share of the supply."""

import re

from alerts.analysis.event_words import distance
from alerts.analysis.reading import Reading

SIZE = r"\d{1,15}(?:,\d{3}){0,5}(?:\.\d{1,6})?\s?(?:k|m|b|t|mn|bn|tn|thousand|million|billion|trillion)?"
MONEY = re.compile(rf"(?<![\w.,])(?:us|usd\s?)?\$\s?{SIZE}(?!\w)(?:\s(?:usd[ct]?)\b)?")
TOKENS = re.compile(
    rf"(?<![\w.,$]){SIZE}\s(?:(?:\$?[a-z][a-z0-9]{{1,10}}\s){{0,2}}(?:tokens|coins)\b|\$[a-z][a-z0-9]{{1,10}}\b)"
)
SHARE = re.compile(
    r"(?<![\w.,])\d{1,3}(?:\.\d{1,3})?\s?%\s(?:of\s)?(?:the\s|its\s|all\s)?(?:total\s|token\s|initial\s|"
    r"circulating\s|\$?[a-z]{2,10}\s){0,2}"
    r"(?:supply|tokens|allocation)\b"
)
RAISING = re.compile(
    r"\b(?:rais\w+|sale|sell\w*|sold|worth|ico|ido|auction|target\w*|hard ?cap|allocat\w+|distribut\w+|airdrop\w*|"
    r"fund\w*)\b"
)
# A price, a value of the whole or somebody's profit is not what the event is about.
OTHER_AFTER = re.compile(
    r"^\W*(?:fdv|fully|valuation|market|cap\b|volume|liquidity|tvl|price|per\b|each|a token|in (?:profit|volume|"
    r"losses|liquidity)|"
    r"profit|worth of (?:eth|btc|sol)|to stake\b|staked|apr|apy|users|funding|seed|series)"
)
OTHER_BEFORE = re.compile(
    r"(?:\bat|@|price(?: of| is)?:?|valuation of|valued at|fdv(?: of)?|market cap(?: of)?|volume(?: of)?|below|"
    r"above|seed round of|"
    r"profit of|over the past year|supply(?: of| is)?:?|cost(?:ing| was| of)?)\s(?:about |around |roughly |nearly )?$"
)
NEAR = 110
LONGEST = 80


def find_amount(reading: Reading, kind: str, words: list[tuple[int, int]]) -> str:
    """Return the sum that stands nearest to the event's words, as the text puts it; empty where none is about it."""
    if not any(map(str.isdigit, reading.folded)):
        return ""
    found = [
        (_worth(match.start(), match.end(), reading, words), match.span())
        for pattern in _patterns(kind)
        for match in pattern.finditer(reading.folded)
        if _is_about_event(match, reading, kind, words)
    ]
    if not found:
        return ""
    start, end = max(found)[1]
    return " ".join(reading.text[start:end].split())[:LONGEST]


def _patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    return {"listing": (), "scam": (), "other": (), "unlock": (TOKENS, SHARE, MONEY)}.get(kind, (TOKENS, SHARE, MONEY))


def _is_about_event(match: re.Match[str], reading: Reading, kind: str, words: list[tuple[int, int]]) -> bool:
    start, end = match.span()
    before, after = reading.folded[max(0, start - NEAR) : start], reading.folded[end : end + 40]
    if OTHER_AFTER.match(after) or OTHER_BEFORE.search(before) or distance(start, end, words) > NEAR:
        return False
    if match.re is not MONEY:
        return True
    return kind in {"sale", "airdrop", "delay", "launch"} and bool(RAISING.search(before) or RAISING.search(after))


def _worth(start: int, end: int, reading: Reading, words: list[tuple[int, int]]) -> float:
    return (100 if start < reading.head else 0) - distance(start, end, words) - start / 1000
