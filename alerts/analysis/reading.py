"""A text with everything found in it once: companies, tokens and dates, for all that is asked of it later."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.analysis.dates import FoundDate, find_dates
from alerts.analysis.match import CompanyMatcher, Mention
from alerts.analysis.tokens import FoundToken, find_tokens
from alerts.analysis.words import fold, without_hidden

MAX_TEXT = 4000
MAX_HEADLINE = 320
SENTENCE_END = re.compile(r"\n|(?<=[.!?])\s")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text with everything found in it. ``head`` is where the headline ends.

    ``text`` is without hidden characters; ``folded`` has each of its characters at the same place in plain lower case.
    """

    text: str
    folded: str
    head: int
    today: datetime
    mentions: Sequence[Mention]
    tokens: Sequence[FoundToken]
    dates: Sequence[FoundDate]
    source_priority: int = 3
    source_type: str = "news"


def read(
    title: str,
    text: str,
    companies: CompanyMatcher,
    now: datetime,
    *,
    source_priority: int = 3,
    source_type: str = "news",
) -> Reading:
    """Find companies, tokens and dates in a title and its text. ``now`` is when it was published."""
    title = without_hidden(title[:MAX_TEXT]).strip()
    # Hidden characters are a few at most; a text made of them is cut before they are taken out.
    whole = f"{title}\n{without_hidden(text[: 2 * MAX_TEXT])}".strip()[:MAX_TEXT]
    folded = fold(whole)
    head = len(title) if title else _first_sentences(whole)
    mentions, tokens = companies.find(whole), find_tokens(whole)
    return Reading(
        text=whole,
        folded=folded,
        head=min(head, len(whole)),
        today=now,
        mentions=mentions,
        tokens=tokens,
        dates=find_dates(folded, now),
        source_priority=source_priority,
        source_type=source_type,
    )


def _first_sentences(text: str) -> int:
    """Return where a post without a title has said its news: at the first sentence's end after MAX_HEADLINE."""
    end = SENTENCE_END.search(text, MAX_HEADLINE)
    return end.start() if end else len(text)
