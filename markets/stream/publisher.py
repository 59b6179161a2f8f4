"""Writes what changed to the bus ten times a second, through every restart of the bus."""

import asyncio
import logging
from collections.abc import Callable, Sequence

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from markets.stream import bus
from markets.stream.board import Board
from markets.stream.supervise import Backoff
from markets.types import ExchangeState, Trade
from project.common.clock import now_ms

log = logging.getLogger(__name__)

FLUSH_S = 0.1
STATES_MS = 2_000
RENEW_MS = 10_000


class Publisher:
    """Owns the stream's keys of the bus. ``mode`` is live or simulated, empty until one is chosen."""

    def __init__(self, board: Board, states: Callable[[], Sequence[ExchangeState]]) -> None:
        self.board = board
        self.states = states
        self.mode = ""
        self._is_new_mode = False
        self._states_ms = self._renewed_ms = 0
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
        if now - self._renewed_ms >= RENEW_MS:
            self.board.mark_all()
        async with client.pipeline(transaction=False) as pipeline:
            self._add_prices(pipeline, now)
            self._add_trades(pipeline, self.board.new_trades())
            self._add_states(pipeline, now)
            if now - self._renewed_ms >= RENEW_MS:
                pipeline.set(bus.MODE, self.mode, ex=bus.MODE_LIFE_S)
            if len(pipeline):
                await pipeline.execute()
        if now - self._renewed_ms >= RENEW_MS:
            self._renewed_ms = now
        self._is_new_mode = False

    def _add_prices(self, pipeline: Pipeline, now: int) -> None:
        if prices := self.board.changed_prices(now):
            pipeline.hset(bus.PRICES, mapping={price.symbol: bus.dump(price) for price in prices})
            pipeline.publish(bus.PRICES, bus.dump(prices))

    def _add_trades(self, pipeline: Pipeline, trades: dict[str, list[Trade]]) -> None:
        for symbol, prints in trades.items():
            pipeline.lpush(bus.tape_key(symbol), *(bus.dump(trade) for trade in prints))
            pipeline.ltrim(bus.tape_key(symbol), 0, bus.TAPE_LENGTH - 1)
        if trades:
            pipeline.publish(bus.TRADES, bus.dump([trade for prints in trades.values() for trade in prints]))

    def _add_states(self, pipeline: Pipeline, now: int) -> None:
        states = list(self.states())
        seen = [(state.exchange, state.state.value, state.message) for state in states]
        if states and (seen != self._last_states or now - self._states_ms >= STATES_MS):
            self._last_states, self._states_ms = seen, now
            pipeline.hset(bus.EXCHANGES, mapping={state.exchange: bus.dump(state) for state in states})
            pipeline.publish(bus.EXCHANGES, bus.dump(states))

    async def _clear_other_mode(self, client: Redis) -> None:
        if await client.get(bus.MODE) != self.mode.encode():
            tapes = [key async for key in client.scan_iter(bus.tape_key("*"))]
            await client.delete(bus.PRICES, bus.EXCHANGES, bus.MODE, *tapes)
