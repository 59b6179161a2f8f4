"""How one exchange's stream does, judged by what arrives."""

from collections import deque
from collections.abc import Callable
from statistics import median

from markets.types import ExchangeState, FeedState
from project.common.clock import now_ms as clock_ms

STALE_AFTER_MS = 4_500
"""Judged, told to the bus and shown within 5 s."""

DOWN_AFTER_MS = 30_000
LATENCY_WINDOW_MS = 60_000
MAX_SAMPLES = 600
RATE_S = 10
HOUR_MS = 3_600_000
MAX_LOSSES = 1_000


class FeedHealth:
    """Live while messages arrive; stale after 4.5 s of silence, down after 30 s, or 4.5 s after a known loss.

    An exchange that is asked every ``poll_s`` may be silent for twice as long besides, and for as long as it likes
    while its market ``is_closed``.
    """

    def __init__(
        self, exchange: str, name: str, *, poll_s: float = 0.0, is_closed: Callable[[int], bool] = lambda _: False
    ) -> None:
        self.exchange = exchange
        self.name = name
        self.is_closed = is_closed
        self.slack_ms = int(2000 * poll_s)
        self.is_connected = False
        self.message = ""
        self.aside = ""
        """One sentence about something that is missing besides and takes no price away."""
        self.last_ms: int | None = None
        self._latencies: deque[tuple[int, int]] = deque(maxlen=MAX_SAMPLES)
        self._sampled_ms = 0
        self._seconds: deque[list[int]] = deque(maxlen=RATE_S + 1)
        self._losses: deque[int] = deque(maxlen=MAX_LOSSES)
        self.last_error = ""
        self.last_error_ms: int | None = None

    def lost(self, message: str, at_ms: int | None = None) -> None:
        """Note a broken connection; ``message`` is one sentence for the operator."""
        at_ms = clock_ms() if at_ms is None else at_ms
        if self.is_connected:
            self._losses.append(at_ms)
        self.is_connected, self.message = False, message
        self.last_error, self.last_error_ms = message, at_ms

    def received(self, event_ms: int, received_ms: int) -> None:
        """Note one message, and keep its delay at most ten times a second."""
        self.is_connected, self.message = True, ""
        self.last_ms = received_ms
        self._count(received_ms // 1000)
        if self.is_closed(received_ms):
            return
        if received_ms - self._sampled_ms >= LATENCY_WINDOW_MS // MAX_SAMPLES:
            self._sampled_ms = received_ms
            self._latencies.append((received_ms, max(0, received_ms - event_ms)))

    def _count(self, second: int) -> None:
        if self._seconds and self._seconds[-1][0] == second:
            self._seconds[-1][1] += 1
        else:
            self._seconds.append([second, 1])

    def silence_ms(self, now_ms: int) -> int | None:
        return None if self.last_ms is None else now_ms - self.last_ms

    def state(self, now_ms: int) -> ExchangeState:
        return ExchangeState(
            exchange=self.exchange,
            name=self.name,
            state=self._judge(now_ms),
            latency_ms=self._latency(now_ms),
            at_ms=self.last_ms,
            message=self.message or self.aside,
            rate=self._rate(now_ms),
            reconnects=sum(now_ms - at_ms <= HOUR_MS for at_ms in self._losses),
            last_error=self.last_error,
            last_error_ms=self.last_error_ms,
        )

    def _judge(self, now_ms: int) -> FeedState:
        silence = self.silence_ms(now_ms)
        if silence is not None and self.is_connected and self.is_closed(now_ms):
            return FeedState.CLOSED
        if silence is None or silence > DOWN_AFTER_MS + self.slack_ms:
            return FeedState.DOWN
        if silence > STALE_AFTER_MS + self.slack_ms:
            return FeedState.STALE if self.is_connected else FeedState.DOWN
        return FeedState.LIVE if self.is_connected else FeedState.STALE

    def _latency(self, now_ms: int) -> int | None:
        recent = [latency for at_ms, latency in self._latencies if now_ms - at_ms <= LATENCY_WINDOW_MS]
        return round(median(recent)) if recent else None

    def _rate(self, now_ms: int) -> float:
        """Return messages a second over the last whole seconds; the one that runs is not over."""
        second = now_ms // 1000
        return sum(count for at, count in self._seconds if second - RATE_S <= at < second) / RATE_S
