"""One exchange, kept connected: its streams, its health, and the history it owes us."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import TypeVar

from markets.candles.backfill import backfill, refill_minutes
from markets.candles.build import MINUTE_MS
from markets.candles.repair import Repair
from markets.exchanges.base import Exchange, Interrupted
from markets.exchanges.health import DOWN_AFTER_MS, FeedHealth
from markets.stream.book_feed import BookFeed
from markets.stream.liquidation_feed import LiquidationFeed
from markets.stream.retry import keep_trying
from markets.stream.shelf import BookShelf
from markets.stream.supervise import supervise
from markets.types import Liquidation, Quote, Trade
from project.common.clock import now_ms

log = logging.getLogger(__name__)
Item = TypeVar("Item", Quote, Trade)

SETTLE_S = 75.0
"""So long after a connection the minute in which it began, which we saw only in part, is over at the exchange too."""

SILENCE_S = DOWN_AFTER_MS / 1000

REPAIR_S = 600.0
"""How often holes are looked for while the connection holds."""

MINUTES_S = 300.0
"""How often an exchange without trades is asked for the minutes since."""


class ExchangeFeed:
    """Runs the streams of one exchange for ever and hands on what they bring."""

    def __init__(
        self,
        exchange: Exchange,
        symbols: Sequence[str],
        on_quote: Callable[[Quote], None],
        on_trade: Callable[[Trade], None],
        on_lost: Callable[[str], None],
        shelf: BookShelf,
        *,
        on_liquidation: Callable[[Liquidation], None],
    ) -> None:
        self.exchange = exchange
        self.symbols = symbols
        poll_s = exchange.capabilities.poll_s
        self.silence_s = SILENCE_S + 2 * poll_s
        self.health = FeedHealth(exchange.id, exchange.name, poll_s=poll_s, is_closed=exchange.is_market_closed)
        self._on_quote = on_quote
        self._on_trade = on_trade
        self._on_lost = on_lost
        self._books = BookFeed(exchange, shelf)
        self._liquidations = LiquidationFeed(exchange, self.health, on_liquidation)
        self._is_behind = True
        self._has_hole = asyncio.Event()

    async def run(self, instrument_ids: Mapping[str, int]) -> None:
        """Connect, then stream and fill holes side by side until cancelled; closes the exchange at the end."""
        name = self.exchange.name
        try:
            listed = await self._connect()
            if not listed:
                self.health.lost("None of the instruments trades here.")
                return
            async with asyncio.TaskGroup() as group:
                group.create_task(supervise(f"{name} quotes", lambda: self._stream_quotes(listed)))
                if self.exchange.capabilities.trades:
                    group.create_task(supervise(f"{name} trades", lambda: self._stream_trades(listed)))
                if self.exchange.capabilities.books:
                    group.create_task(supervise(f"{name} books", lambda: self._books.run(listed)))
                if self.exchange.capabilities.liquidations:
                    group.create_task(supervise(f"{name} liquidations", lambda: self._liquidations.run(listed)))
                if self.exchange.capabilities.candles:
                    group.create_task(supervise(f"{name} history", lambda: self._fill_holes(listed, instrument_ids)))
                if self.exchange.capabilities.candles and not self.exchange.capabilities.trades:
                    group.create_task(supervise(f"{name} minutes", lambda: self._ask_minutes(listed, instrument_ids)))
        finally:
            await self.exchange.close()

    async def _connect(self) -> Sequence[str]:
        listed: Sequence[str] = ()

        async def connect() -> None:
            nonlocal listed
            listed = await self.exchange.connect(self.symbols)

        # With a supervisor of its own, because a run that begins again would find the exchange closed.
        await supervise(f"{self.exchange.name} connection", lambda: keep_trying(connect, self._pause, is_once=True))
        return listed

    async def _stream_quotes(self, symbols: Sequence[str]) -> None:
        def take(quote: Quote) -> None:
            self._arrived(quote.event_ms, quote.received_ms)
            self._on_quote(quote)

        await keep_trying(lambda: _drain(self.exchange.quotes(symbols), take, self.silence_s), self._pause)

    async def _stream_trades(self, symbols: Sequence[str]) -> None:
        def take(trade: Trade) -> None:
            self._arrived(trade.event_ms, now_ms())
            self._on_trade(trade)

        await keep_trying(lambda: _drain(self.exchange.trades(symbols), take, silence_s=None), self._pause)

    def _arrived(self, event_ms: int, received_ms: int) -> None:
        self.health.received(event_ms, received_ms)
        if self._is_behind:
            self._is_behind = False
            self._has_hole.set()

    async def _fill_holes(self, symbols: Sequence[str], instrument_ids: Mapping[str, int]) -> None:
        repair = Repair(self.exchange, symbols, instrument_ids)
        while True:
            try:
                async with asyncio.timeout(REPAIR_S):
                    await self._has_hole.wait()
            except TimeoutError:
                # Without trades there are hours without minutes, such as nights, which are no holes.
                if self.health.is_connected and self.exchange.capabilities.trades:
                    await repair.fill()
                continue
            self._has_hole.clear()
            began_ms = now_ms()
            await backfill(self.exchange, symbols, instrument_ids)
            await asyncio.sleep(SETTLE_S - (now_ms() - began_ms) / 1000)
            await refill_minutes(self.exchange, symbols, instrument_ids, began_ms - began_ms % MINUTE_MS)

    async def _ask_minutes(self, symbols: Sequence[str], instrument_ids: Mapping[str, int]) -> None:
        """Take the exchange's own minutes now and then, where there are no trades to make them of."""
        while True:
            since_ms = now_ms() - MINUTE_MS
            await asyncio.sleep(MINUTES_S)
            if self.health.is_connected:
                await refill_minutes(self.exchange, symbols, instrument_ids, since_ms - since_ms % MINUTE_MS)

    async def _pause(self, message: str, pause_s: float) -> None:
        level = logging.WARNING if self.health.is_connected else logging.DEBUG
        log.log(level, "%s: %s Next try in %.0f s.", self.exchange.name, message, pause_s)
        self.health.lost(message)
        self._is_behind = True
        self._on_lost(self.exchange.id)
        await asyncio.sleep(pause_s)


async def _drain(items: AsyncIterator[Item], take: Callable[[Item], None], silence_s: float | None) -> None:
    """Take everything a stream brings. Raises Interrupted after ``silence_s`` without anything."""
    loop = asyncio.get_running_loop()
    try:
        async with contextlib.aclosing(items), asyncio.timeout(silence_s) as limit:  # type: ignore[type-var]
            async for item in items:
                take(item)
                if silence_s is not None:
                    limit.reschedule(loop.time() + silence_s)
    except TimeoutError:
        if silence_s is None:
            raise
        raise Interrupted(f"Nothing came for {silence_s:.0f} s.") from None
