"""Password hashing at the strength OWASP asks for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher

from project.common.errors import Unavailable

AT_ONCE = 4
WAIT_S = 10.0
BUSY = "Too many people sign in at this moment. Try again in a few seconds."
SLOTS = threading.BoundedSemaphore(AT_ONCE)


class Argon2Hasher(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: Django's default takes 100 MiB a sign-in, so twenty at once take 2 GB.

    Source: OWASP Password Storage Cheat Sheet, Argon2id minimum. Further sign-ins wait, so that a flood of them takes
    neither the memory nor every processor.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with slot():
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        with slot():
            return bool(super().verify(password, encoded))


@contextmanager
def slot() -> Iterator[None]:
    """Wait for one of AT_ONCE places. Raises Unavailable when none is free in WAIT_S."""
    if not SLOTS.acquire(timeout=WAIT_S):
        raise Unavailable(BUSY)
    try:
        yield
    finally:
        SLOTS.release()
