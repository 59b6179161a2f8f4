"""The newest order book of each exchange and symbol, and which symbols' books are wanted."""

from markets.books.wants import ALWAYS
from markets.types import Book


class BookShelf:
    """What the feeds bring and the publisher takes; ``wanted`` is looked at by the feeds."""

    def __init__(self) -> None:
        self.wanted: frozenset[str] = frozenset(ALWAYS)
        self._changed: dict[tuple[str, str], Book] = {}

    def take(self, book: Book) -> None:
        self._changed[book.exchange, book.symbol] = book

    def changed(self) -> list[Book]:
        """Return the newest of each book that came since the last call."""
        changed, self._changed = self._changed, {}
        return list(changed.values())

    def clear(self) -> None:
        self._changed.clear()
