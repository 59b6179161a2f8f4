"""The order books that a process's sockets look at: read and merged for all at once, four times a second at most."""

import asyncio
from collections.abc import Container

from redis.asyncio import Redis

from markets.books.selectors import read_books
from markets.books.views import BookView, book_row, read_view
from markets.books.wants import LIFE_MS, ends
from markets.stream import bus
from markets.stream.channels import Channel
from markets.stream.supervise import Backoff
from project.common.clock import is_due, now_ms

RENEW_MS = LIFE_MS // 3


class BookDesk:
    """``channel`` knows which books are looked at; wishes are renewed for those that are ``traded``, and no others.

    A wish for a symbol that there is not would take the place of somebody else's.
    """

    def __init__(self, channel: Channel, traded: Container[str], client: Redis) -> None:
        self._channel = channel
        self._traded = traded
        self._client = client
        self._wished: dict[str, int] = {}

    async def look(self) -> None:
        """Tell what changed of the books that somebody looks at; nobody looking costs nothing."""
        self._channel.forget(self._channel.newest.keys() - self._channel.keys)
        views = [view for view in map(read_view, self._channel.keys) if view and view.symbol in self._traded]
        symbols = {view.symbol for view in views}
        self._wished = {symbol: at for symbol, at in self._wished.items() if symbol in symbols}
        for symbol, raw in (await self._read(sorted(symbols))).items():
            self._tell(symbol, raw, views)
        self._channel.flush()

    async def _read(self, symbols: list[str]) -> dict[str, dict[bytes, bytes]]:
        now = now_ms()
        due = [symbol for symbol in symbols if is_due(self._wished.get(symbol, 0), RENEW_MS, now)]
        async with self._client.pipeline(transaction=False) as pipeline:
            for symbol in symbols:
                pipeline.hgetall(bus.book_key(symbol))
            if due:
                pipeline.zadd(bus.BOOKS_WANTED, ends(due))
            found = await pipeline.execute() if symbols else []
        self._wished |= dict.fromkeys(due, now)
        return dict(zip(symbols, found, strict=False))

    def _tell(self, symbol: str, raw: dict[bytes, bytes], views: list[BookView]) -> None:
        books, now = read_books(raw), now_ms()
        for view in views:
            if view.symbol == symbol and (row := book_row(view, books, now)) != self._channel.newest.get(str(view)):
                self._channel.put(str(view), row)


async def show_books(channel: Channel, traded: Container[str], every_s: float) -> None:
    """Keep a channel told, for ever; begin again when the bus is lost, of which the hub's subscription tells."""
    backoff = Backoff(first_s=0.2, longest_s=2)
    while True:
        try:
            async with bus.async_client() as client:
                desk = BookDesk(channel, traded, client)
                while True:
                    await desk.look()
                    backoff.reset()
                    await asyncio.sleep(every_s)
        except bus.BUS_ERRORS:
            await asyncio.sleep(backoff.next_s())
