"""One pair's order book of one exchange, kept from a snapshot and what changes; it is right, or says why it is not."""

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markets.exchanges.sane import PRICE_LIMIT, SIZE_LIMIT

Level = tuple[float, float]
Checksum = Callable[["LocalBook"], int]

MOST_WAITING = 2000
"""More changes than any exchange sends while a snapshot is on its way; a book that waits longer asks again."""

WAITING, GAP, ORDER, CHECKSUM = "waiting for a snapshot", "gap in the sequence", "out of order", "wrong checksum"
CROSSED, LOCKED, EMPTY = "crossed", "locked", "one side is empty"
BAD_PRICE, BAD_SIZE, UNREADABLE = "price that cannot be", "size that cannot be", "unreadable level"


@dataclass(frozen=True, slots=True)
class BookUpdate:
    """A snapshot or a change, levels as the exchange sends them: price and size first, size 0 for a level that is gone.

    ``upto`` is the last number of the sequence in it, ``after`` the one that it follows. An exchange that does not
    number its messages leaves ``after`` out and gives its time as ``upto``.
    """

    bids: Sequence[Sequence[object]]
    asks: Sequence[Sequence[object]]
    at_ms: int
    is_snapshot: bool = False
    after: int | None = None
    upto: int | None = None
    checksum: int | None = None


class Side:
    """The levels of one side. Keys ascend towards the best price: bids by price, asks by price with a minus."""

    def __init__(self, sign: int) -> None:
        self._sign = sign
        self._sizes: dict[float, float] = {}
        self._keys: list[float] = []

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, price: float, size: float) -> None:
        is_known = price in self._sizes
        if size:
            self._sizes[price] = size
            if not is_known:
                key = self._sign * price
                self._keys.insert(bisect_left(self._keys, key), key)
        elif is_known:
            del self._sizes[price]
            del self._keys[bisect_left(self._keys, self._sign * price)]

    def cut(self, depth: int) -> None:
        for key in self._keys[: max(0, len(self._keys) - depth)]:
            del self._sizes[self._sign * key]
        del self._keys[: max(0, len(self._keys) - depth)]

    def clear(self) -> None:
        self._sizes.clear()
        self._keys.clear()

    def top(self, count: int) -> tuple[Level, ...]:
        return tuple((key * self._sign, self._sizes[key * self._sign]) for key in self._keys[: -count - 1 : -1])


class LocalBook:
    """Takes what an exchange sends. ``reason`` says why the book is invalid, and is empty while it can be relied on.

    ``depth`` is how many levels the exchange keeps us told about, when those beyond it must be forgotten.
    """

    def __init__(self, depth: int | None = None, checksum: Checksum | None = None) -> None:
        self.bids, self.asks = Side(1), Side(-1)
        self.reason = WAITING
        self.at_ms = 0
        self.dropped: Counter[str] = Counter()
        self._depth = depth
        self._checksum = checksum
        self._last: int | None = None
        self._previous: tuple[int | None, int | None] | None = None
        self._waiting: deque[BookUpdate] = deque(maxlen=MOST_WAITING)

    def take(self, update: BookUpdate) -> None:
        """Take a message in; nothing of one that cannot be believed is used, and it makes the book invalid."""
        levels = _read(update)
        if isinstance(levels, str):
            self.dropped[levels] += 1
            self.invalidate(levels)
        elif update.is_snapshot:
            self._load(update, levels)
        elif self.reason:
            self._waiting.append(update)
        elif (verdict := self._follows(update)) == "":
            self._apply(update, levels)
        elif verdict is not None:
            self.invalidate(verdict)
            self._waiting.append(update)

    def invalidate(self, reason: str) -> None:
        """Wait for another snapshot; what is known is forgotten at once."""
        if not self.reason:
            self.dropped[reason] += 1
        self.reason = reason
        self.bids.clear()
        self.asks.clear()
        self._waiting.clear()

    def _load(self, update: BookUpdate, levels: tuple[list[Level], list[Level]]) -> None:
        if not self.reason and self._last is not None and update.upto is not None and 1 < update.upto < self._last:
            # A number of one means that the exchange has begun to count again.
            self.dropped["repeated"] += 1
            return
        waiting = [] if update.upto is None else [each for each in self._waiting if each.after is not None]
        self._waiting.clear()
        self.bids.clear()
        self.asks.clear()
        self.reason, self._previous = "", None
        self._apply(update, levels)
        for each in waiting:
            self.take(each)

    def _follows(self, update: BookUpdate) -> str | None:
        """Return "" for a change that comes next, None for one that is known already, otherwise what is wrong."""
        last, after, upto = self._last, update.after, update.upto
        if upto is None or last is None:
            return ""
        if after is None:
            return "" if upto >= last else ORDER
        if after == last:
            return ""
        is_first = self._previous is None
        if (after, upto) == self._previous or (is_first and upto <= last):
            self.dropped["repeated"] += 1
            return None
        return "" if is_first and after < last else GAP

    def _apply(self, update: BookUpdate, levels: tuple[list[Level], list[Level]]) -> None:
        for side, changes in zip((self.bids, self.asks), levels, strict=True):
            for price, size in changes:
                side.put(price, size)
            if self._depth:
                side.cut(self._depth)
        self.at_ms = update.at_ms
        self._last = update.upto
        if not update.is_snapshot:
            self._previous = (update.after, update.upto)
        if fault := self._fault(update):
            self.invalidate(fault)

    def _fault(self, update: BookUpdate) -> str:
        bid, ask = self.bids.top(1), self.asks.top(1)
        if not bid or not ask:
            return EMPTY
        if bid[0][0] >= ask[0][0]:
            return LOCKED if bid[0][0] == ask[0][0] else CROSSED
        if update.checksum is not None and self._checksum is not None and self._checksum(self) != update.checksum:
            return CHECKSUM
        return ""


def _read(update: BookUpdate) -> tuple[list[Level], list[Level]] | str:
    """Read the levels of both sides, or say what is wrong with one of them."""
    sides: tuple[list[Level], list[Level]] = ([], [])
    try:
        for side, raw in zip(sides, (update.bids, update.asks), strict=True):
            for level in raw:
                price, size = float(level[0]), float(level[1])  # type: ignore[arg-type]
                if not 0 < price < PRICE_LIMIT:
                    return BAD_PRICE
                if not 0 <= size < SIZE_LIMIT or (update.is_snapshot and not size):
                    return BAD_SIZE
                side.append((price, size))
    except (TypeError, ValueError, LookupError, OverflowError):
        return UNREADABLE
    return sides
