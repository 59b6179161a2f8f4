"""Values of the event engine: what one item says of an event, and where the event stands."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from alerts.models import EventStatus


@dataclass(frozen=True, slots=True)
class Entity:
    """Whose event it is: a watched company, the ticker of its token, and its folded name; each may be missing."""

    company: int | None = None
    token: str = ""
    subject: str = ""


class Claim(Protocol):
    """What is needed of a telling, or of the evidence that it was kept as, to know what it claims."""

    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def confidence(self) -> float | Decimal: ...
    @property
    def starts_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Telling:
    """What one item says of an event. ``told_at`` is when it was published, or received where that is unknown.

    ``voice`` is who speaks, as far as independence goes: a registrable domain or an account. ``rank`` is the priority
    of the source, 1 the most trusted; ``is_project`` when the project itself speaks. ``mentioned`` is the first watched
    company that it names, whosever event it is.
    """

    item: int
    told_at: datetime
    title: str
    kind: str
    status: str
    confidence: float
    voice: str
    rank: int = 3
    is_project: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    date_words: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    signature: int = 0
    entity: Entity = Entity()
    subject: str = ""
    is_event: bool = False
    mentioned: int | None = None

    @property
    def is_watched(self) -> bool:
        return self.mentioned is not None

    @property
    def strength(self) -> int:
        """3 for the project and trusted sources, 2 for ordinary ones, 1 for those of low rank."""
        return 3 if self.is_project or self.rank <= 2 else 2 if self.rank == 3 else 1

    @property
    def order(self) -> tuple[object, ...]:
        """The order of publication; ties fall the same way in whatever order the items came in."""
        return (
            self.told_at,
            -self.strength,
            self.voice,
            self.title,
            self.kind,
            self.status,
            self.starts_on or date.max,
        )


@dataclass(frozen=True, slots=True)
class When:
    """A day (both ends the same) or a window, with the words that name it; ``starts_at`` when an hour is named."""

    starts_on: date | None = None
    ends_on: date | None = None
    starts_at: datetime | None = None
    words: str = ""

    @property
    def last_day(self) -> date | None:
        return self.ends_on or self.starts_on


@dataclass(frozen=True, slots=True)
class State:
    """Where an event stands, worked out from everything told about it."""

    status: str
    kind: str
    confidence: float
    when: When
    first_told_at: datetime
    last_told_at: datetime
    items: int
    voices: int
    details: dict[str, str] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        return self.status in (EventStatus.DONE, EventStatus.FALSE)


@dataclass(frozen=True, slots=True)
class Change:
    """One step of an event's history; ``is_told`` when users hear of it. ``item`` is None when only time went by."""

    field: str
    before: str
    after: str
    is_told: bool
    item: int | None = None
