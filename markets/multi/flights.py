"""Calls under way in this process: who wants the same thing waits for the first who did."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Generic, TypeVar

from project.common.errors import TidewatchError, Unavailable

Value = TypeVar("Value")


class Flights(Generic[Value]):
    """At most one call for each key at a time; ``wait_s`` is how long another caller waits for it."""

    def __init__(self, wait_s: float) -> None:
        self._wait_s = wait_s
        self._lock = threading.Lock()
        self._running: dict[str, Future[Value]] = {}

    def share(self, key: str, call: Callable[[], Value]) -> Value:
        """Return what ``call`` returns. An expected error reaches everybody who waited; any other, its own caller."""
        with self._lock:
            running = self._running.get(key)
            if running is None:
                mine = self._running[key] = Future()
        return self._wait(running) if running is not None else self._fly(key, mine, call)

    def _wait(self, running: Future[Value]) -> Value:
        try:
            return running.result(self._wait_s)
        except (CancelledError, TimeoutError):
            raise Unavailable("There is no answer yet. Try again in a few seconds.") from None

    def _fly(self, key: str, mine: Future[Value], call: Callable[[], Value]) -> Value:
        try:
            value = call()
            mine.set_result(value)
        except TidewatchError as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._running[key]
            # Does nothing when there is a result; after any other error nobody is left waiting.
            mine.cancel()
        return value
