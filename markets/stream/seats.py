"""How many streams of events one server process serves, and how many of them to one caller."""

from collections import Counter
from threading import RLock

from project.common.errors import OverLimit, Unavailable

MOST = 500
MOST_EACH = 10
RETRY_AFTER_S = 5


class Seat:
    """One stream's place; giving it up twice is fine."""

    def __init__(self, seats: "Seats", who: str) -> None:
        self._seats = seats
        self._who = who
        self._is_held = True

    def release(self) -> None:
        with self._seats.lock:
            if self._is_held:
                self._is_held = False
                self._seats.release(self._who)

    # An answer whose reader left before it began is never closed, only forgotten.
    __del__ = release


class Seats:
    """Counts in memory: a process that ends takes its streams along.

    Threads take seats, the loop and other threads give them up. A seat may be forgotten while its thread has the lock.
    """

    def __init__(self) -> None:
        self.lock = RLock()
        self._taken: Counter[str] = Counter()

    def take(self, who: str) -> Seat:
        """Return a seat. Raises OverLimit for a caller who has too many, Unavailable when all are taken."""
        with self.lock:
            if self._taken[who] >= MOST_EACH:
                raise OverLimit(f"Up to {MOST_EACH} streams at once. Close one first.", retry_after_s=RETRY_AFTER_S)
            if self._taken.total() >= MOST:
                raise Unavailable("All streams of this server are taken. Try again in a few seconds.")
            self._taken[who] += 1
            return Seat(self, who)

    def release(self, who: str) -> None:
        """Count a seat as free; only the seat itself calls it, once, under the lock."""
        self._taken[who] -= 1
        if not self._taken[who]:
            del self._taken[who]

    @property
    def taken(self) -> int:
        return self._taken.total()


seats = Seats()
