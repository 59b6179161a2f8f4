"""Order books for tests."""

from markets.types import Book
from project.common.clock import now_ms


def book(exchange: str = "okx", middle: float = 100.0, reason: str = "", *, levels: int = 3, **fields: object) -> Book:
    """Return a book of one exchange with a level every half, sizes 1, 2, 3 … from the best on."""
    sides = [tuple((middle + sign * (0.5 + step / 2), 1.0 + step) for step in range(levels)) for sign in (-1, 1)]
    bids, asks = ((), ()) if reason else sides
    values = {"symbol": "SOL-USDT", "event_ms": now_ms(), "received_ms": now_ms(), **fields}
    return Book(exchange=exchange, bids=bids, asks=asks, reason=reason, **values)  # type: ignore[arg-type]
