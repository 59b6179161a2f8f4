"""Topics of one kind, such as ``tape:BTC-USDT``: who hears which, what waits for them, the newest for who joins."""

from collections.abc import Callable, Iterable, Set
from typing import Any, Protocol

from markets.stream.dialects import Dialect
from markets.stream.outbox import Outbox

Write = Callable[[Dialect, str, Any], str]


class Hearer(Protocol):
    """One socket: where its frames go, and in which words."""

    outbox: Outbox
    dialect: Dialect


class Channel:
    """``prefix`` begins its topics, what follows is the key. With ``keeps_newest`` who joins gets what is known.

    A frame is written once for all who hear it. A socket that is busy is passed over and gets what comes next.
    """

    def __init__(self, prefix: str, write: Write, *, keeps_newest: bool) -> None:
        self.prefix = prefix
        self.newest: dict[str, Any] = {}
        self._write = write
        self._keeps_newest = keeps_newest
        self._due: dict[str, Any] = {}
        self._hearers: dict[str, set[Hearer]] = {}
        self._wanted: dict[Hearer, frozenset[str]] = {}

    @property
    def keys(self) -> Set[str]:
        """Those that somebody hears."""
        return self._hearers.keys()

    def want(self, hearer: Hearer, topics: Iterable[str]) -> None:
        """Replace what a socket hears of this kind."""
        for key in self._wanted.pop(hearer, ()):
            self._hearers[key].discard(hearer)
            if not self._hearers[key]:
                del self._hearers[key]
        if keys := keys_of(topics, self.prefix):
            self._wanted[hearer] = keys
            for key in keys:
                self._hearers.setdefault(key, set()).add(hearer)

    def greet(self, hearer: Hearer, keys: Iterable[str] | None = None) -> None:
        """Send a socket the newest of all that it hears, or of these."""
        heard = self._wanted.get(hearer, frozenset()) if keys is None else keys
        for key in self.newest.keys() & heard:
            hearer.outbox.offer(self._write(hearer.dialect, key, self.newest[key]))

    def put(self, key: str, value: Any) -> None:
        """Take in a value that stands for all before it."""
        self._due[key] = value
        if self._keeps_newest:
            self.newest[key] = value

    def add(self, key: str, value: Any) -> None:
        """Take in one more of a kind of which each counts."""
        self._due.setdefault(key, []).append(value)

    def forget(self, keys: Iterable[str]) -> None:
        for key in [*keys]:
            self.newest.pop(key, None)
            self._due.pop(key, None)

    def clear(self) -> None:
        self.newest.clear()
        self._due.clear()

    def flush(self) -> None:
        """Send what came since the last flush to those who hear it."""
        due, self._due = self._due, {}
        for key in due.keys() & self._hearers.keys():
            self._send(key, due[key])

    def _send(self, key: str, value: Any) -> None:
        free = [hearer for hearer in self._hearers[key] if not hearer.outbox.is_busy]
        offer_all(free, lambda dialect: self._write(dialect, key, value))


def offer_all(hearers: Iterable[Hearer], write: Callable[[Dialect], str]) -> None:
    """Offer one frame to all, written once in the words of each."""
    frames: dict[Dialect, str] = {}
    for hearer in hearers:
        if hearer.dialect not in frames:
            frames[hearer.dialect] = write(hearer.dialect)
        hearer.outbox.offer(frames[hearer.dialect])


def keys_of(topics: Iterable[str], prefix: str) -> frozenset[str]:
    return frozenset(topic.removeprefix(prefix) for topic in topics if topic.startswith(prefix))
