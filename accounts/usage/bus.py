"""The counters' way to the bus: one client, short waits, and no waiting at all while the bus is known to be away."""

import logging
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")

TIMEOUT_S = 0.2
PAUSE_S = 1.0
# Refused, reset, restarting, slow, full, read-only: whatever it is, nothing was counted.
BUS_ERRORS = (redis.RedisError, OSError)


class BusAway(redis.ConnectionError):
    """The bus does not answer, or did not a moment ago."""


class Breaker:
    """Spares callers the wait for a bus that has just not answered: one of them tries each ``PAUSE_S``."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_down = False
        self._next_try = 0.0

    def ask(self, question: Callable[[], Answer]) -> Answer:
        """Return what the bus says. Raises BusAway."""
        is_probe = self._is_down
        if is_probe and not self._may_probe():
            raise BusAway("The bus did not answer a moment ago.")
        try:
            answer = question()
        except BUS_ERRORS as error:
            self._note(is_down=True, said=str(error))
            raise BusAway(str(error)) from error
        if is_probe:  # an answer that was under way when the bus went says nothing about now
            self._note(is_down=False)
        return answer

    def close(self) -> None:
        """Forget what happened, so that the next call tries."""
        self._is_down = False

    def _may_probe(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if now < self._next_try:
                return False
            self._next_try = now + PAUSE_S
            return True

    def _note(self, *, is_down: bool, said: str = "") -> None:
        with self._lock:
            was_down, self._is_down = self._is_down, is_down
            self._next_try = time.monotonic() + PAUSE_S
        if is_down and not was_down:
            log.warning("The bus does not answer (%s); calls are not counted.", said)
        if was_down and not is_down:
            log.info("The bus answers again; calls are counted.")


BREAKER = Breaker()


def client() -> redis.Redis:
    """Return this process's client; it connects again by itself after a restart of the bus."""
    return _client(settings.REDIS_URL)


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url,
        protocol=2,  # a third less work per call than redis-py's default
        socket_timeout=TIMEOUT_S,
        socket_connect_timeout=TIMEOUT_S,
        retry=Retry(NoBackoff(), 0),
    )
