"""Writes what changed to the bus ten times a second, through every restart of the bus."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from markets.books.wants import Places
from markets.stream import bus
from markets.stream.board import Board
from markets.stream.shelf import BookShelf
from markets.stream.supervise import Backoff
from markets.types import ExchangeState, Trade
from project.common.clock import is_due, now_ms

log = logging.getLogger(__name__)

FLUSH_S = 0.1
STATES_MS = 2_000
RENEW_MS = 10_000
WANTED_MS = 500


class Publisher:
    """Owns the stream's keys of the bus. ``mode`` is live or simulated, empty until one is chosen."""

    def __init__(self, board: Board, shelf: BookShelf, states: Callable[[], Sequence[ExchangeState]]) -> None:
        self.board = board
        self.shelf = shelf
        self.states = states
        self.mode = ""
        self._places = Places()
        self._is_new_mode = False
        self._states_ms = self._renewed_ms = self._wanted_ms = 0
        self._last_states: list[tuple[str, str, str]] = []

    def switch(self, mode: str) -> None:
        """Begin a mode: prices and prints of another mode leave the bus before the first of this one arrive."""
        self.mode, self._is_new_mode = mode, True
        self._states_ms = self._renewed_ms = 0

    async def run(self) -> None:
        backoff = Backoff(first_s=0.2, longest_s=2)
        async with bus.async_client() as client:
            while True:
                try:
                    await self.flush(client)
                except bus.BUS_ERRORS as error:
                    if not backoff.failures:
                        log.warning("The bus is lost (%s); prices wait for it.", error)
                    self._renewed_ms = self._states_ms = 0
                    await asyncio.sleep(backoff.next_s())
                else:
                    if backoff.failures:
                        log.info("The bus answers again.")
                    backoff.reset()
                    await asyncio.sleep(FLUSH_S)

    async def flush(self, client: Redis) -> None:
        """Write and publish what changed, in one round trip; now and then everything, in case the bus has lost it."""
        now = now_ms()
        if not self.mode:
            return
        if self._is_new_mode:
            await self._clear_other_mode(client)
            # Also after a start with other settings: what was answered before may not be what they make.
            await client.incr(bus.ANSWERS)
        if is_due(self._wanted_ms, WANTED_MS, now):
            await self._read_wanted(client, now)
        is_renewal = is_due(self._renewed_ms, RENEW_MS, now)
        if is_renewal:
            self.board.mark_all()
        async with client.pipeline(transaction=False) as pipeline:
            self._add_prices(pipeline, now)
            self._add_trades(pipeline, self.board.new_trades())
            self._add_books(pipeline)
            self._add_states(pipeline, now)
            if is_renewal:
                pipeline.set(bus.MODE, self.mode, ex=bus.MODE_LIFE_S)
            if len(pipeline):
                await pipeline.execute()
        if is_renewal:
            self._renewed_ms = now
        self._is_new_mode = False

    def _add_prices(self, pipeline: Pipeline, now: int) -> None:
        if prices := self.board.changed_prices(now):
            pipeline.hset(bus.PRICES, mapping={price.symbol: bus.dump(price) for price in prices})
            pipeline.publish(bus.channel(bus.PRICES), bus.dump(prices))

    def _add_trades(self, pipeline: Pipeline, trades: dict[str, list[Trade]]) -> None:
        for symbol, prints in trades.items():
            tapes = {bus.tape_key(symbol): prints}
            for trade in prints:
                tapes.setdefault(bus.tape_key(symbol, trade.exchange), []).append(trade)
            for key, newest in tapes.items():
                pipeline.lpush(key, *(bus.dump(trade) for trade in newest))
                pipeline.ltrim(key, 0, bus.TAPE_LENGTH - 1)
        if trades:
            pipeline.publish(
                bus.channel(bus.TRADES), bus.dump([trade for prints in trades.values() for trade in prints])
            )

    def _add_books(self, pipeline: Pipeline) -> None:
        books = self.shelf.changed()
        for book in books:
            pipeline.hset(bus.book_key(book.symbol), book.exchange, bus.dump(book))
        for symbol in {book.symbol for book in books}:
            pipeline.expire(bus.book_key(symbol), bus.BOOK_LIFE_S)

    async def _read_wanted(self, client: Redis, now: int) -> None:
        """See which books somebody looks at; a wish that has run out is removed."""
        self._wanted_ms = now
        await client.zremrangebyscore(bus.BOOKS_WANTED, 0, now)
        named: list[bytes] = await client.zrevrange(bus.BOOKS_WANTED, 0, -1)  # type: ignore[assignment]
        self.shelf.wanted = self._places.choose((symbol.decode() for symbol in named), now)

    def _add_states(self, pipeline: Pipeline, now: int) -> None:
        states = list(self.states())
        seen = [(state.exchange, state.state.value, state.message) for state in states]
        if states and (seen != self._last_states or is_due(self._states_ms, STATES_MS, now)):
            self._last_states, self._states_ms = seen, now
            pipeline.hset(bus.EXCHANGES, mapping={state.exchange: bus.dump(state) for state in states})
            pipeline.publish(bus.channel(bus.EXCHANGES), bus.dump(states))

    async def _clear_other_mode(self, client: Redis) -> None:
        if await client.get(bus.MODE) != self.mode.encode():
            tapes = [key async for key in client.scan_iter(bus.tape_key("*"))]
            books = [key async for key in client.scan_iter(bus.book_key("*"))]
            await client.delete(bus.PRICES, bus.EXCHANGES, bus.MODE, bus.WHALE_THRESHOLDS, *tapes, *books)
