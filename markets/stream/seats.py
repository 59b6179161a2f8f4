"""How many streams of events, or sockets, one server process serves, and how many of them to one caller."""

from collections import Counter
from threading import RLock

from project.common.errors import OverLimit, Unavailable

MOST = 500
MOST_EACH = 10
RETRY_AFTER_S = 5


class Seat:
    """One place; giving it up twice is fine."""

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

    def __init__(self, what: str = "streams") -> None:
        self.lock = RLock()
        self._what = what
        self._taken: Counter[str] = Counter()

    def take(self, who: str, *, most: int | None = None, each: int | None = None) -> Seat:
        """Return a seat. Raises OverLimit for a caller who has too many, Unavailable when all are taken."""
        most, each = MOST if most is None else most, MOST_EACH if each is None else each
        with self.lock:
            if self._taken[who] >= each:
                raise OverLimit(f"Up to {each} {self._what} at once. Close one first.", retry_after_s=RETRY_AFTER_S)
            if self._taken.total() >= most:
                raise Unavailable(f"All {self._what} of this server are taken. Try again in a few seconds.")
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
sockets = Seats("sockets")
