"""Order books over ccxt.pro's connections, kept by us: ccxt checks some exchanges' sequences and leaves others' alone.

As read in ccxt 4.5.90. Binance: checked. OKX: checked after the change is applied. HTX: checked, but what it raises is
lost in its own receive loop, and the book stays where it was. Kraken: the checksum is off, and the code for it cannot
work on the floats that it is given. KuCoin, Bybit, Coinbase: nothing is checked; Bybit's ``orderbook.1`` and
``orderbook.50`` are one book; Coinbase is asked for a channel that needs a key. So ccxt connects and hands over
messages, no more.
"""

import asyncio
import random
from collections.abc import Iterable
from typing import Any

from markets.books.book import UNREADABLE, BookUpdate, LocalBook
from markets.exchanges.base import PARSE_ERRORS
from project.common.clock import is_due, now_ms

LEVELS = 100
EVERY_MS = 250
"""A screen shows no more than four changes a second, and a busy pair has fifty."""

RENEW_MS = 5_000
"""How often a book that does not change is handed on again, so that its absence means something."""

ANSWER_MS = 3_000.0
"""How long a snapshot may take that was asked for; Coinbase's is a megabyte."""

FIRST_PAUSE_MS = 1_000.0
LONGEST_PAUSE_MS = 60_000.0


class BookClient:
    """What a client adds to ccxt's to keep books; ``symbol`` is always ccxt's ``BTC/USDT``."""

    books: dict[str, "Followed"]

    async def book_url(self) -> str:
        raise NotImplementedError

    def book_request(self, symbol: str, *, is_wanted: bool) -> dict[str, Any]:
        """Return the message that asks for a pair's book, or for no more of it."""
        raise NotImplementedError

    def read_book(self, message: dict[str, Any]) -> Iterable[tuple[str, BookUpdate]]:
        """Read a message of the book's channel: symbols and what there is to know of them."""
        raise NotImplementedError

    def new_book(self, symbol: str) -> LocalBook:
        return LocalBook()

    async def ask_snapshot(self, symbol: str, client: Any) -> None:
        """Ask for a pair's snapshot, which most exchanges send only to those who subscribe."""
        if self.books[symbol].client is not None:
            await client.send(self.book_request(symbol, is_wanted=False))
        await self.subscribe_book(symbol, client)

    async def subscribe_book(self, symbol: str, client: Any) -> None:
        self.books[symbol].client = client
        await client.send(self.book_request(symbol, is_wanted=True))

    async def watch_book(self: Any, symbol: str, followed: "Followed") -> None:
        """Follow a pair until its connection ends, which raises."""
        url = await self.book_url()
        self.books[symbol] = followed
        # Nothing resolves this future: it only fails, together with its connection.
        alive = self.watch_multiple(url, [f"alive:{symbol}"])
        client = self.client(url)
        asking = asyncio.create_task(self._keep_asking(symbol, client, followed))
        try:
            await asyncio.gather(alive, asking)
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)

    async def unwatch_book(self: Any, symbol: str) -> None:
        """Say that nobody wants this pair any more, when there is still somebody to say it to."""
        followed = self.books.pop(symbol, None)
        client = followed.client if followed else None
        if client is not None and client in self.clients.values() and client.isConnected:
            await client.send(self.book_request(symbol, is_wanted=False))

    async def _keep_asking(self, symbol: str, client: Any, followed: "Followed") -> None:
        await client.connected
        while True:
            if followed.is_due_to_ask(now_ms()):
                await self.ask_snapshot(symbol, client)
            await asyncio.sleep(0.05)

    def handle_order_book(self, client: Any, message: dict[str, Any]) -> None:
        try:
            updates = list(self.read_book(message))
        except PARSE_ERRORS:
            # Whose change is lost nobody can tell, and not every exchange numbers them.
            for followed in self.books.values():
                followed.invalidate()
            raise
        for symbol, update in updates:
            if followed_one := self.books.get(symbol):
                followed_one.take(update)


class Followed:
    """One pair's book, when it was handed on and when a snapshot of it was asked for."""

    def __init__(self, book: LocalBook) -> None:
        self.book = book
        self.client: Any = None
        self._told = ""
        self._told_ms = 0
        self._is_new = True
        self._ask_ms = 0
        self._pause_ms = FIRST_PAUSE_MS
        self._is_answered = False

    def take(self, update: BookUpdate) -> None:
        self.book.take(update)
        self._is_new = True
        self._is_answered = self._is_answered or not self.book.reason

    def invalidate(self) -> None:
        self.book.invalidate(UNREADABLE)
        self._is_new = True

    def is_due_to_ask(self, at_ms: int) -> bool:
        """Say whether to ask for a snapshot now: at once after a good while, ever later when the last did not help."""
        pause = self._pause_ms if self._is_answered else max(self._pause_ms, ANSWER_MS)
        if not self.book.reason or not is_due(self._ask_ms, pause, at_ms):
            return False
        is_calm = at_ms - self._ask_ms > LONGEST_PAUSE_MS and self._is_answered
        longer = self._pause_ms * random.uniform(1.5, 2)  # noqa: S311  jitter is no secret
        self._pause_ms = FIRST_PAUSE_MS if is_calm or not self._ask_ms else min(LONGEST_PAUSE_MS, longer)
        self._ask_ms, self._is_answered = at_ms, False
        return True

    def is_due_to_tell(self, at_ms: int) -> bool:
        """Say whether to hand the book on: at once when it became invalid, otherwise now and then."""
        is_broken = bool(self.book.reason) and self.book.reason != self._told
        is_changed = self._is_new and is_due(self._told_ms, EVERY_MS, at_ms)
        if not (is_broken or is_changed or is_due(self._told_ms, RENEW_MS, at_ms)):
            return False
        self._told, self._told_ms, self._is_new = self.book.reason, at_ms, False
        return True
