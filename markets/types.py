"""Values that travel from an exchange to a page. Prices are floats here: they are shown and drawn, never booked."""

from dataclasses import dataclass
from enum import StrEnum


class Timeframe(StrEnum):
    M1 = "1m"
    M5 = "5m"
    M15 = "15m"
    H1 = "1h"
    D1 = "1D"
    W1 = "1W"


TIMEFRAME_MS = {
    Timeframe.M1: 60_000,
    Timeframe.M5: 300_000,
    Timeframe.M15: 900_000,
    Timeframe.H1: 3_600_000,
    Timeframe.D1: 86_400_000,
    Timeframe.W1: 604_800_000,
}


@dataclass(frozen=True, slots=True)
class Quote:
    """What one exchange says of one instrument. Volume is in the base asset, turnover in the quote asset."""

    exchange: str
    symbol: str
    last: float
    bid: float | None
    ask: float | None
    open_24h: float | None
    high_24h: float | None
    low_24h: float | None
    volume_24h: float | None
    turnover_24h: float | None
    event_ms: int
    received_ms: int


@dataclass(frozen=True, slots=True)
class Trade:
    """One print on the tape; side is the aggressor's, ``buy`` or ``sell``."""

    exchange: str
    symbol: str
    trade_id: str
    price: float
    size: float
    side: str
    event_ms: int


class Verdict(StrEnum):
    """Whether an exchange's quote counts towards the price, and if not, why not."""

    USED = "used"
    FAR = "far from the others"
    STALE = "stale"
    LOST = "connection lost"
    CROSSED = "crossed book"
    LOCKED = "locked book"
    NO_VOLUME = "no volume"
    UNBELIEVABLE = "no believable price"


class Standing(StrEnum):
    """How far a price may be relied on: nothing may be decided on one that is not ``firm``."""

    FIRM = "firm"
    DISPUTED = "disputed"
    LONELY = "lonely"
    STALE = "stale"


class Confidence(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Venue:
    """What one exchange had to say when a price was made; ``share`` is its part of the volume, from 0 to 1."""

    exchange: str
    verdict: Verdict
    last: float | None
    spread_bps: float | None
    share: float | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class Price:
    """The one price shown for an instrument, with where it comes from.

    Changes are in percent, spreads in basis points. ``at_ms`` is when the newest quote in it was received,
    ``dispersion_bps`` how far apart the exchanges in it are, ``vwap`` their mean weighted by volume.
    A price that nobody has vouched for counts as stale.
    """

    symbol: str
    last: float
    bid: float | None
    ask: float | None
    change_1h: float | None
    change_24h: float | None
    high_24h: float | None
    low_24h: float | None
    volume_24h: float | None
    turnover_24h: float | None
    spread_bps: float | None
    exchanges: tuple[str, ...]
    at_ms: int
    vwap: float | None = None
    dispersion_bps: float | None = None
    standing: Standing = Standing.STALE
    confidence: Confidence = Confidence.LOW
    venues: tuple[Venue, ...] = ()


class FeedState(StrEnum):
    LIVE = "live"
    CLOSED = "closed"
    STALE = "stale"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class ExchangeState:
    """How one exchange's stream does; ``latency_ms`` is event to receipt, median of the last minute."""

    exchange: str
    name: str
    state: FeedState
    latency_ms: int | None
    at_ms: int | None
    message: str = ""
