"""One exchange's order books: a stream for each symbol that is wanted, begun and ended as wishes change."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import cast

from markets.exchanges.base import BackOff, Exchange, ExchangeError, Rejected
from markets.stream.shelf import BookShelf
from markets.stream.supervise import Backoff, end_tasks, supervise
from markets.types import Book
from project.common.clock import now_ms

log = logging.getLogger(__name__)

LOOK_S = 0.5
REJECTED_S = 600.0
LOST = "connection lost"


class BookFeed:
    """Follows the listed symbols among those that the shelf wants."""

    def __init__(self, exchange: Exchange, shelf: BookShelf) -> None:
        self.exchange = exchange
        self._shelf = shelf
        self._running: dict[str, asyncio.Task[None]] = {}

    async def run(self, listed: Sequence[str]) -> None:
        """Follow until cancelled."""
        try:
            while True:
                wanted = self._shelf.wanted & set(listed)
                await self._end(self._running.keys() - wanted)
                for symbol in sorted(wanted - self._running.keys()):
                    self._running[symbol] = asyncio.create_task(self._supervised(symbol))
                await asyncio.sleep(LOOK_S)
        finally:
            await self._end(set(self._running))

    async def _end(self, symbols: set[str]) -> None:
        await end_tasks([self._running.pop(symbol) for symbol in symbols])

    async def _supervised(self, symbol: str) -> None:
        await supervise(f"{self.exchange.name} book of {symbol}", lambda: self._keep_trying(symbol))

    async def _keep_trying(self, symbol: str) -> None:
        backoff, loop = Backoff(), asyncio.get_running_loop()
        while True:
            began, pause_s, message = loop.time(), 0.0, "The stream ended."
            try:
                await self._follow(symbol)
            except ExchangeError as error:
                message = error.message
                pause_s = error.retry_after_s if isinstance(error, BackOff) else 0.0
                pause_s = REJECTED_S if isinstance(error, Rejected) else pause_s
            if loop.time() - began > backoff.longest_s:
                backoff.reset()
            now = now_ms()
            self._shelf.take(Book(self.exchange.id, symbol, (), (), now, now, LOST))
            pause_s = max(pause_s, backoff.next_s())
            log.debug("%s: the book of %s: %s Next try in %.0f s.", self.exchange.name, symbol, message, pause_s)
            await asyncio.sleep(pause_s)

    async def _follow(self, symbol: str) -> None:
        async with aclosing(cast("AsyncGenerator[Book]", self.exchange.books([symbol]))) as books:
            async for book in books:
                self._shelf.take(book)
