"""What is on its way to one socket: frames in order, never waited for, and an end for a reader that is too slow."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

MAX_FRAMES = 64
MAX_BYTES = 256 * 1024
PATIENCE_S = 30.0
# What servers raise when the other side went away, or a close is already on its way.
SOCKET_IS_GONE = (OSError, RuntimeError)
SendFrame = Callable[[str], Coroutine[Any, Any, None]]


class Outbox:
    """Sends frames to one socket without ever making the sender wait.

    A send is stepped once: most finish at once and cost no task. One that suspends, because the socket's buffer is
    full, is finished by a task; until then frames queue here. Past 64 frames or 256 KB ``on_overflow`` is called, once.
    """

    def __init__(self, send: SendFrame, on_overflow: Callable[[], None]) -> None:
        self._send = send
        self._on_overflow = on_overflow
        self._queue: deque[str] = deque()
        self._queued_bytes = 0
        self._sending: asyncio.Task[None] | None = None
        self._skipped = 0
        self.is_closed = False

    @property
    def is_busy(self) -> bool:
        return self._sending is not None

    def offer(self, frame: str) -> None:
        """Send the frame now, or as soon as those before it are out."""
        if self.is_closed:
            return
        if self._sending is not None:
            self._enqueue(frame)
            return
        try:
            rest = _step(self._send(frame))
        except SOCKET_IS_GONE:
            self.is_closed = True
            return
        if rest is not None:
            self._sending = asyncio.create_task(self._finish(rest))

    def skip(self) -> None:
        """Count a frame that was held back because the socket is busy; too many in a row are an overflow too."""
        self._skipped += 1
        if self._skipped > MAX_FRAMES:
            self._overflow()

    async def drained(self, limit_s: float | None = None) -> None:
        """Wait until nothing waits here, for whoever has a lot to send; a reader that takes longer is too slow."""
        if self._sending is not None:
            await asyncio.wait({self._sending}, timeout=PATIENCE_S if limit_s is None else limit_s)
            if self._sending is not None:
                self._overflow()

    def close(self) -> None:
        """Drop what is queued and stop sending; calling it twice is fine."""
        self.is_closed = True
        self._queue.clear()
        if self._sending is not None:
            self._sending.cancel()
            self._sending = None

    def _enqueue(self, frame: str) -> None:
        self._queue.append(frame)
        self._queued_bytes += len(frame)
        if len(self._queue) > MAX_FRAMES or self._queued_bytes > MAX_BYTES:
            self._overflow()

    def _overflow(self) -> None:
        if not self.is_closed:
            self.close()
            self._on_overflow()

    async def _finish(self, rest: Awaitable[None]) -> None:
        try:
            await rest
            while self._queue:
                frame = self._queue.popleft()
                self._queued_bytes -= len(frame)
                await self._send(frame)
        except SOCKET_IS_GONE:
            self.is_closed = True
        self._skipped = 0
        self._sending = None


def _step(sending: Coroutine[Any, Any, None]) -> Awaitable[None] | None:
    """Run a coroutine up to its first wait; return what is left of it, or None when it is through."""
    try:
        return _Rest(sending, sending.send(None))
    except StopIteration:
        return None


class _Rest(Generator[Any, Any, None]):
    """A coroutine that has already taken its first step, as something to await."""

    def __init__(self, sending: Coroutine[Any, Any, None], waiting_for: object) -> None:
        self._sending = sending
        self._waiting_for = waiting_for

    def __await__(self) -> Generator[Any, Any, None]:
        return self

    def send(self, value: Any) -> Any:
        if (waiting_for := self._waiting_for) is not None:
            self._waiting_for = None
            return waiting_for
        return self._sending.send(value)

    def throw(self, *error: Any) -> Any:
        return self._sending.throw(*error)
