"""The one place that reads the wall clock."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def from_ms(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def is_due(last_ms: int, every_ms: float, at_ms: int) -> bool:
    """Say whether it is time again; also when the clock was put back, which must not make anybody wait for so long."""
    return not 0 <= at_ms - last_ms < every_ms
