"""Where an event takes place: the exchange or launchpad, and the chain."""

import re
from collections.abc import Sequence

from alerts.analysis.event_words import distance
from alerts.analysis.places import Place
from alerts.analysis.reading import Reading

BEFORE, AFTER, NEAR = 60, 45, 70
AT = re.compile(
    r"\b(?:on|at|via|through|by|under|to|using|into|with|"
    r"from)\s(?:the\s)?(?:\w+['\u2019]s\s)?(?:[\w-]+\s){0,1}?[@#*\"']{0,3}$|(?:\[|\[live,\s?|,\s|\band\s|&\s|\||"
    r":\s?)[@#*]{0,3}$"
)
ONTO = re.compile(
    r"\b(?:on|onto|via|built on|based on|deployed on|live on|powered by|across)\s(?:the\s|top of\s)?[@#$*]{0,3}$|"
    r"(?:utc|live),\s?$"
)
DOES = re.compile(
    r"^(?:['\u2019]s)?\W{0,3}(?:exchange\s)?(?:will|to|has|is set to|today|now)?\W?\s?(?:be\s)?"
    r"(?:list(?:s|ed|ing)?|launch(?:es|ed|ing)?|add(?:s|ed|ing)?|open(?:s|ed|ing)?|support(?:s|ed|ing)?|introduc\w+|"
    r"announc\w+|enabl\w+|"
    r"debut\w*|pre-?market|spot|launch ?pad|launch ?pool|hodler|megadrop|alpha|ido|ieo|ico|lbp|token sale|market|"
    r"start(?:s|ed)?|host(?:s|ed|ing)?|"
    r"kicks?|airdrops?|sale|auction|startup|innovation zone|jumpstart|launchx|kickstarter)\b"
)
LEAD = re.compile(
    r"\b(?:introducing|listed|listing|list|lists|trading|debuts?|opens?|starts?|available|launch(?:es|ed|ing)?|sale|"
    r"ido|ico|ieo|tge|lbp|auction|presale|pre-market|live|airdrop|claim|trade|buy|swap|announc\w+|pool)\b"
)
# Where coins are sent or prices are read is not where the event is.
ELSEWHERE = re.compile(
    r"\b(?:deposit(?:ed|s|ing)?|withdr\w+|transfer\w*|sent|sold|bought|wallets?|according to|data from|chart|"
    r"reported)\b[^.\n]{0,50}$"
)
CHAINED = re.compile(
    r"^(?:-based|-native|\sbased|\snetwork|\schain|\sblockchain|\smainnet|\secosystem|\stoken\b|\smeme)"
)
SUFFIX = re.compile(r"\s(?:network|chain|blockchain|mainnet|l2)$")
# Lists of the day put the chain after the hour: "[5pm UTC, Eth]".
LISTED = re.compile(r"\b(?:utc|live),\s?(eth|sol|bsc|bnb|arb|op|avax|matic|btc|base|ton|sui)\]")
SHORT = {
    "eth": "Ethereum",
    "sol": "Solana",
    "bsc": "BNB Chain",
    "bnb": "BNB Chain",
    "arb": "Arbitrum",
    "op": "Optimism",
    "avax": "Avalanche",
    "matic": "Polygon",
    "btc": "Bitcoin",
    "base": "Base",
    "ton": "TON",
    "sui": "Sui",
}


def find_venue(reading: Reading, kind: str, places: Sequence[Place], words: list[tuple[int, int]]) -> str:
    """Return the exchange or launchpad where the event takes place, empty where the text does not say."""
    if kind in {"scam", "other", "unlock"}:
        return ""
    return _best([each for each in places if each.kind == "venue" and _hosts(each, reading, words)], reading, words)


def _hosts(place: Place, reading: Reading, words: list[tuple[int, int]]) -> bool:
    before, after = _around(place, reading)
    if ELSEWHERE.search(before):
        return False
    if DOES.match(after):
        return True
    return bool(AT.search(before)) and bool(LEAD.search(before) or distance(place.start, place.end, words) <= NEAR)


def find_chain(reading: Reading, places: Sequence[Place], words: list[tuple[int, int]]) -> str:
    """Return the chain that the event is on, empty where the text does not say."""
    found = _best([each for each in places if each.kind == "chain" and _carries(each, reading, words)], reading, words)
    if found or "]" not in reading.folded:
        return found
    listed = LISTED.search(reading.folded)
    return SHORT[listed[1]] if listed else ""


def _carries(place: Place, reading: Reading, words: list[tuple[int, int]]) -> bool:
    before, after = _around(place, reading)
    if ELSEWHERE.search(before):
        return False
    if distance(place.start, place.end, words) > NEAR:
        return False
    return bool(ONTO.search(before) or CHAINED.match(after) or SUFFIX.search(reading.folded[place.start : place.end]))


def _around(place: Place, reading: Reading) -> tuple[str, str]:
    folded = reading.folded
    return folded[max(0, place.start - BEFORE) : place.start], folded[place.end : place.end + AFTER]


def _best(places: Sequence[Place], reading: Reading, words: list[tuple[int, int]]) -> str:
    """Return the first in the headline, else the one nearest to the event's words."""
    if not places:
        return ""
    return min(
        places, key=lambda each: (each.start >= reading.head, distance(each.start, each.end, words), each.start)
    ).name
