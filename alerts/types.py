"""Values that travel from a source to an alert."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    language: str = ""
    fetched_at: datetime | None = None


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
class Facts:
    """What a text says of the event itself; an empty field means that it does not say.

    ``starts_on`` to ``ends_on`` is a day (both the same) or a window such as "late November"; ``date_words`` is as the
    text puts it. ``starts_at`` is set when an hour and its zone are named.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    starts_at: datetime | None = None
    date_words: str = ""
    venue: str = ""
    amount: str = ""
    chain: str = ""
    contract: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What a text announces and how sure that is. ``confidence`` is 0 to 1, ``sentiment`` -1 to 1.

    ``kind`` is one of Kind, ``status`` one of EventStatus as this text alone would have it. ``subject`` is whose event
    it is as the text calls them, watched or not. ``companies`` are primary keys, the first mentioned first; ``tokens``
    are tickers without $. ``keywords`` are the phrases that spoke for it, ``urgency_words`` those that make it urgent.
    ``model`` is the number of the version that scored it, 0 for the packaged weights outside a database; ``features``
    are what it saw, with their places in the text.
    """

    text: str
    is_event: bool
    confidence: float
    kind: str
    urgency: str
    sentiment: float
    companies: tuple[int, ...]
    tokens: tuple[str, ...]
    keywords: tuple[str, ...]
    contributions: tuple[Contribution, ...]
    status: str = "announced"
    subject: str = ""
    urgency_words: tuple[str, ...] = ()
    facts: Facts = field(default_factory=Facts)
    model: int = 0
    features: Mapping[str, tuple[int, int] | None] = field(default_factory=dict, repr=False, compare=False)
