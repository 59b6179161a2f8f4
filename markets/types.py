"""Values that travel from an exchange to a page. Prices are floats here: they are shown and drawn, never booked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Liquidation:
    """A position that an exchange closed by force.

    ``side`` is the position's, ``long`` or ``short``, not the order's: closing a long is a forced sale.
    The size is in the base asset. ``trade_id`` is the same when the exchange repeats it.
    """

    exchange: str
    symbol: str
    trade_id: str
    price: float
    size: float
    side: str
    event_ms: int

    @property
    def usd_value(self) -> float:
        """What it was worth in its quote asset; a USDT counts as a dollar."""
        return self.price * self.size


@dataclass(frozen=True, slots=True)
class Whale:
    """A print that is big for its coin; side is the aggressor's, ``buy`` or ``sell``.

    ``percentile`` says how many in a hundred of the coin's prints are smaller; None until enough of them were seen.
    ``usd_value`` counts a USDT as a dollar.
    """

    exchange: str
    symbol: str
    trade_id: str
    price: float
    size: float
    side: str
    usd_value: float
    percentile: float | None
    event_ms: int


@dataclass(frozen=True, slots=True)
class WhaleThreshold:
    """From which worth on a print of a coin is a whale now.

    ``percentile`` is the one of the coin's own prints that ``usd_value`` stands at; None while the floor alone counts.
    """

    symbol: str
    usd_value: float
    percentile: float | None


class EventKind(StrEnum):
    """What can happen to an instrument on the market."""

    WHALE = "whale"
    LIQUIDATION = "liquidation"
    MOVE = "move"
    DISAGREEMENT = "disagreement"
    DEPEG = "depeg"


@dataclass(frozen=True, slots=True)
class FlowEvent:
    """Something that happened on the market, in one ``title`` sentence and in figures.

    ``side`` says which side led: ``buy`` or ``sell`` of whales, ``long`` or ``short`` of liquidations, ``up`` or
    ``down`` of moves, ``above`` or ``below`` of a peg, empty of a disagreement. ``one_sidedness`` is 0 when both sides
    weigh the same and 1 when there is only one. ``ended_ms`` is None while it goes on. ``details`` is JSON.
    """

    kind: EventKind
    symbol: str
    began_ms: int
    ended_ms: int | None
    title: str
    side: str = ""
    usd_value: float | None = None
    count: int = 0
    one_sidedness: float | None = None
    change_pct: float | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LiquidationHour:
    """What was liquidated in one hour, in dollars."""

    hour_ms: int
    longs_usd: float
    shorts_usd: float


@dataclass(frozen=True, slots=True)
class Book:
    """The best levels of one exchange's order book: price and size, best first; the size is in the base asset.

    ``received_ms`` is when we last vouched for it, changed or not, ``event_ms`` when it changed at the exchange.
    ``reason`` says why the book cannot be relied on; it has no levels then.
    """

    exchange: str
    symbol: str
    bids: tuple[tuple[float, float], ...]
    asks: tuple[tuple[float, float], ...]
    event_ms: int
    received_ms: int
    reason: str = ""


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
    """How one exchange's stream does; ``latency_ms`` is event to receipt, median of the last minute.

    ``rate`` is quotes and trades a second over the last ten seconds, ``counted`` in how many of its ``quoted`` prices
    it counts, ``reconnects`` how many connections were lost in the last hour. ``last_error`` stays after it has passed.
    ``dropped`` counts by reason what never left the adapter since the stream began, ``abilities`` names what it offers.
    """

    exchange: str
    name: str
    state: FeedState
    latency_ms: int | None
    at_ms: int | None
    message: str = ""
    rate: float = 0.0
    counted: int = 0
    quoted: int = 0
    reconnects: int = 0
    last_error: str = ""
    last_error_ms: int | None = None
    dropped: Mapping[str, int] = field(default_factory=dict)
    abilities: tuple[str, ...] = ()
