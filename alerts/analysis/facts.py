"""What a text says of the event itself: when, where, how much, on which chain."""

import re

from alerts.analysis.amounts import find_amount
from alerts.analysis.contracts import find_contract
from alerts.analysis.dated import event_date
from alerts.analysis.event_words import event_words
from alerts.analysis.months import COUNTS
from alerts.analysis.places import find_places
from alerts.analysis.reading import Reading
from alerts.analysis.where import find_chain, find_venue
from alerts.types import Facts

LONGEST_DATE_WORDS = 60
# "in late April" is told as "late April", but "in 3 days" as it stands.
LEADING = re.compile(
    rf"^(?:in|on|for|around|during|starts?|starting|opens?|launching|live|date|from)\b\W{{1,3}}(?!\d+\s|(?:{'|'.join(COUNTS)})\b)",
    re.IGNORECASE,
)


def find_facts(reading: Reading, kind: str) -> Facts:
    """Return what ``reading`` says of its event of this kind; what it says of anything else is left out."""
    words = event_words(reading, kind)
    if not words:
        return Facts(contract=find_contract(reading.text, reading.folded))
    places = find_places(reading.text, reading.folded)
    found = event_date(reading, kind, words)
    return Facts(
        starts_on=found.starts_on if found else None,
        ends_on=found.day if found else None,
        starts_at=found.starts_at if found else None,
        date_words=_date_words(reading.text[found.start : found.end]) if found else "",
        venue=find_venue(reading, kind, places, words),
        amount=find_amount(reading, kind, words),
        chain=find_chain(reading, places, words),
        contract=find_contract(reading.text, reading.folded),
    )


def _date_words(text: str) -> str:
    return LEADING.sub("", " ".join(text.split()))[:LONGEST_DATE_WORDS].strip()
