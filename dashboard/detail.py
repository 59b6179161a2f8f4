"""One alert as its pane shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from alerts.models import Alert
from dashboard.evidence import Bar, Mark, marked_text, waterfall, web_address
from dashboard.formats import age, fixed
from dashboard.selectors import Priced, with_prices
from markets.selectors import active_instruments

FEELING = Decimal("0.15")
"""A sentiment nearer to 0 than this has no direction."""


@dataclass(frozen=True, slots=True)
class Detail:
    """``score`` is percent; ``delay`` is how long after publication we had it, empty when unknown.

    ``is_one_day`` says that both times fall on one day of the reader's, so that the date need not be written twice.
    """

    alert: Alert
    score: int
    bars: Sequence[Bar]
    marks: Sequence[Mark]
    original: str
    received_at: datetime
    delay: str
    is_one_day: bool
    mood: str
    traded: Priced | None


def describe_alert(alert: Alert) -> Detail:
    """Gather what the pane says of ``alert``; its item and source must be at hand."""
    score = round(alert.confidence * 100)
    received_at = alert.item.received_at if alert.item else alert.created_at
    return Detail(
        alert=alert,
        score=score,
        bars=waterfall(alert.analysis, score),
        marks=marked_text(alert.analysis),
        original=web_address(alert.source_url),
        received_at=received_at,
        delay=delay(alert.published_at, received_at),
        is_one_day=is_one_day(alert.published_at, received_at),
        mood=mood(alert.sentiment_score),
        traded=traded_for(alert),
    )


def delay(published_at: datetime | None, received_at: datetime) -> str:
    if published_at is None or published_at > received_at:
        return ""
    seconds = (received_at - published_at).total_seconds()
    return age(seconds) if seconds >= 1 else "0s"


def is_one_day(published_at: datetime | None, received_at: datetime) -> bool:
    return published_at is not None and timezone.localdate(published_at) == timezone.localdate(received_at)


def mood(sentiment: Decimal) -> str:
    word = "Positive" if sentiment >= FEELING else "Negative" if sentiment <= -FEELING else "Neutral"
    return f"{word}, {fixed(float(sentiment), 2, signed=True)}"


def traded_for(alert: Alert) -> Priced | None:
    """Return the instrument of the company's token, else of the first token that the text mentions."""
    tokens = [*(alert.company.tokens if alert.company else ()), *alert.tokens_mentioned]
    by_base = {each.base: each for each in reversed(active_instruments())} if tokens else {}
    instrument = next((by_base[token] for token in tokens if token in by_base), None)
    return with_prices([instrument])[0] if instrument else None
