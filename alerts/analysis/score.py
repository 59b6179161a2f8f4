"""How surely a text announces a token event, of which kind, how urgently, and why."""

import re
from datetime import datetime

from alerts.analysis.explain import contributions_of, families_of, keywords_of
from alerts.analysis.facts import find_facts
from alerts.analysis.features import features_of
from alerts.analysis.match import CompanyMatcher, keys
from alerts.analysis.model import Model, packaged_model
from alerts.analysis.mood import sentiment
from alerts.analysis.reading import MAX_TEXT, read
from alerts.analysis.status import status_of
from alerts.analysis.subject import find_subject
from alerts.analysis.urgency import urgency_of
from alerts.models import SourceType
from alerts.types import Score

__all__ = ["EVENT_FROM", "MAX_TEXT", "score_text"]

HEADLINE = range(20, 250)
# Half a character, which no search can take.
SURROGATE = re.compile("[\ud800-\udfff]")
# From this confidence on a text counts as an event.
EVENT_FROM = 0.5


def score_text(
    title: str,
    text: str,
    companies: CompanyMatcher,
    *,
    source_priority: int = 3,
    source_type: str = "news",
    now: datetime,
    model: Model | None = None,
) -> Score:
    """Score one post or article. ``now`` is when it was published, for words such as "tomorrow".

    ``model`` is the version that scores, the packaged one where none is given. The points of the contributions sum to
    the confidence in percent, and their spans lie in ``Score.text``.
    """
    by = model or packaged_model()
    title, text = (SURROGATE.sub("\ufffd", each) for each in (title, text))
    if not title.strip() and source_type == SourceType.NEWS:
        title, text = _with_headline(text)
    reading = read(title, text, companies, now, source_priority=source_priority, source_type=source_type)
    features = features_of(reading, by.words, by.weights)
    families = families_of(by, features, reading.text)
    confidence = by.confidence(features)
    is_event = confidence >= EVENT_FROM
    kind = by.kind(features, is_event=is_event)
    facts = find_facts(reading, kind)
    status = status_of(reading, kind, facts, is_event=is_event, confidence=confidence)
    urgency, urgency_words = urgency_of(reading, kind, facts, status, is_event=is_event, confidence=confidence)
    return Score(
        text=reading.text,
        is_event=is_event,
        confidence=confidence,
        kind=kind,
        urgency=urgency,
        urgency_words=urgency_words,
        status=status,
        subject=find_subject(reading),
        sentiment=sentiment(reading),
        companies=keys(reading.mentions),
        tokens=tuple(dict.fromkeys(token.symbol for token in reading.tokens)),
        keywords=keywords_of(families, reading.text),
        facts=facts,
        contributions=contributions_of(by, features, families),
        model=by.number,
        features=features,
    )


def _with_headline(text: str) -> tuple[str, str]:
    """Return the first line of a news text as its headline, if it is as long as one and more follows."""
    first, _, rest = text.strip().partition("\n")
    return (first, rest) if rest.strip() and len(first) in HEADLINE else ("", text)
