"""Whose order books somebody looks at: books cost connections and time, so only those are followed.

Each reader says so again and again; a symbol that nobody named for a while is left. A few are always followed, so that
the first call for them has an answer at once.
"""

from collections.abc import Iterable

from markets.stream import bus
from markets.stream.reads import ask
from project.common.clock import is_due, now_ms

ALWAYS = ("BTC-USDT", "ETH-USDT", "BTC-USD")
MOST = 12
"""Seven exchanges with so many books are about 800 messages a second; when more are wanted they take turns."""

HOLD_MS = 30_000
"""So long a book keeps its place: to open one costs each exchange a snapshot, and opened for a moment it
shows nobody much."""

LIFE_MS = 60_000


def want_books(symbols: Iterable[str]) -> None:
    """Say that somebody looks at these books."""
    if until := ends(symbols):
        ask(lambda: bus.client().zadd(bus.BOOKS_WANTED, until), None)


def ends(symbols: Iterable[str]) -> dict[str, int]:
    """Return when a wish for these books ends that is made now."""
    until = now_ms() + LIFE_MS
    return dict.fromkeys(symbols, until)


class Places:
    """Which books are followed, and since when."""

    def __init__(self) -> None:
        self._since: dict[str, int] = {}

    def choose(self, named: Iterable[str], at_ms: int) -> frozenset[str]:
        """Return which books to follow; ``named`` is who is asked for, the latest first.

        A free place goes to whoever was asked for last; when there is none, whoever has had one longest gives it up.
        """
        wanted = [symbol for symbol in dict.fromkeys(named) if symbol not in ALWAYS]
        held = {symbol: self._since[symbol] for symbol in wanted if symbol in self._since}
        keep = {symbol for symbol, since in held.items() if not is_due(since, HOLD_MS, at_ms)}
        waiting = [symbol for symbol in wanted if symbol not in held]
        resting = sorted(held.keys() - keep, key=lambda symbol: -held[symbol])
        chosen = [*keep, *waiting, *resting][: MOST - len(ALWAYS)]
        self._since = {symbol: held.get(symbol, at_ms) for symbol in chosen}
        return frozenset([*ALWAYS, *chosen])
