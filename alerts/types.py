"""Values that travel from a source to an alert."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed, cleaned: plain text, aware UTC times."""

    external_id: str
    url: str
    title: str
    text: str
    author: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """One reason for a score. ``points`` are signed; all points of a score sum to its confidence in percent.

    ``start`` and ``end`` are where in ``Score.text`` the evidence stands, or None for a reason that is not in the text.
    """

    name: str
    points: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """What a text announces and how sure that is. ``confidence`` is 0 to 1, ``sentiment`` -1 to 1."""

    text: str
    is_event: bool
    confidence: float
    kind: str
    urgency: str
    sentiment: float
    companies: tuple[int, ...]
    tokens: tuple[str, ...]
    keywords: tuple[str, ...]
    event_date: date | None
    contributions: tuple[Contribution, ...]
