"""What every exchange adapter offers: a contract, a table of abilities, errors split by what the caller should do."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from markets.candles.resample import Rows
from markets.types import Book, Liquidation, Quote, Timeframe, Trade


class ExchangeError(Exception):
    """Base of what an adapter raises; ``message`` is one sentence for the operator."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Interrupted(ExchangeError):
    """The connection broke or the answer was lost: call again, with the caller's own jittered back-off."""


class BackOff(ExchangeError):
    """The exchange asks for peace: call again after ``retry_after_s`` seconds, not before."""

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Rejected(ExchangeError):
    """The same call will never work: stop and tell the operator."""


PARSE_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What reading a payload of another shape than expected raises."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an exchange can do through us; the contract test holds each adapter to its own row."""

    quotes: bool = True
    trades: bool = True
    candles: bool = True
    books: bool = False
    liquidations: bool = False
    max_candles: int = 300
    timeframes: tuple[Timeframe, ...] = (Timeframe.M1, Timeframe.M5, Timeframe.M15, Timeframe.H1, Timeframe.D1)
    quote_currencies: tuple[str, ...] = ("USDT", "USD")
    is_simulated: bool = False
    poll_s: float = 0.0
    """How long may pass between two questions to an exchange that only answers; 0 for one that speaks by itself."""


class Exchange(ABC):
    """One venue. Symbols are ours (``BTC-USDT``) on the way in and out; raw payloads go no further than the adapter.

    Use: ``connect`` once, then any number of streams side by side, then ``close``. A stream that raises ``Interrupted``
    or ``BackOff`` is started again by calling the same method; ``connect`` need not be repeated.
    """

    id: ClassVar[str]
    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]

    def __init__(self) -> None:
        self.dropped: Counter[str] = Counter()
        """What never left the adapter, counted by reason.

        Quotes, trades and liquidations: ``price size side id time crossed repeated``; others: ``candle``, ``frame``,
        and ``book …``.
        """

    def is_market_closed(self, at_ms: int) -> bool:
        """Say whether the market behind it rests at that moment; then its silence is no fault."""
        return False

    @abstractmethod
    async def connect(self, symbols: Sequence[str]) -> tuple[str, ...]:
        """Load the market list; return those of ``symbols`` that trade here, in the same order."""

    @abstractmethod
    def quotes(self, symbols: Sequence[str]) -> AsyncIterator[Quote]:
        """Yield quotes of listed symbols until closed."""

    @abstractmethod
    def trades(self, symbols: Sequence[str]) -> AsyncIterator[Trade]:
        """Yield prints of listed symbols, oldest first; a trade id comes once per connection."""

    def books(self, symbols: Sequence[str]) -> AsyncIterator[Book]:
        """Yield order books of listed symbols, about four a second of each, and at once when one becomes invalid.

        An invalid book is asked for again, it alone, with growing pauses. The end of the stream unsubscribes.
        """
        raise Rejected(f"{self.name} has no order books.")

    def liquidations(self, symbols: Sequence[str]) -> AsyncIterator[Liquidation]:
        """Yield what is closed by force on the linear perpetuals of these pairs, each once, under the pair's symbol.

        It has a connection of its own, and breaks without the other streams.
        """
        raise Rejected(f"{self.name} tells of no liquidations.")

    @abstractmethod
    async def candles(self, symbol: str, timeframe: Timeframe, since_ms: int, limit: int) -> Rows:
        """Return at most ``limit`` candles that open at or after ``since_ms``; the last one may still be open.

        Shape: (n, 6) float64, oldest first: open_ms, open, high, low, close, volume in the base asset.
        """

    @abstractmethod
    async def close(self) -> None:
        """End every stream and leave no task or socket behind; calling it twice is fine."""
