"""The market for when there is no network: believable, the same for the same seed, and marked as simulated."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar, TypeVar

from markets.candles.resample import Rows, merge, no_rows, resample
from markets.exchanges.base import Capabilities, Exchange, Rejected
from markets.exchanges.simulated_assets import find_asset
from markets.exchanges.simulated_book import simulated_book
from markets.exchanges.simulated_hours import HOUR_MS, ORIGIN_MS
from markets.exchanges.simulated_liquidations import liquidations
from markets.exchanges.simulated_market import MINUTE_MS, Market
from markets.exchanges.simulated_stocks import simulated_dividends, simulated_info
from markets.exchanges.simulated_tape import quotes, trades
from markets.stocks.source import StockSource
from markets.stocks.types import Dividend, Period, StockInfo, begin_of, timeframe_of
from markets.types import TIMEFRAME_MS, Book, Liquidation, Quote, Timeframe, Trade
from project.common.clock import from_ms, now_ms

Item = TypeVar("Item", Quote, Trade, Liquidation)

DAY_MS = 24 * HOUR_MS
BOOK_S = 0.5
CATCH_UP_MS = 5_000
"""What is older than this when its turn comes is left out: the machine slept."""


class SimulatedExchange(Exchange, StockSource):
    """The clock decides what of the simulated market is past.

    Candles and streams agree with each other, and a process that starts again finds what "happened" meanwhile: asking
    for the candles since the last stored one fills the gap and ends at the live price.
    """

    id = "simulated"
    name = "Simulated"
    capabilities: ClassVar[Capabilities] = Capabilities(
        books=True,
        liquidations=True,
        max_candles=20_000,
        is_simulated=True,
    )

    def __init__(
        self,
        *,
        seed: int = 7,
        clock: Callable[[], int] = now_ms,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        super().__init__()
        self.market = Market(seed)
        self._clock = clock
        self._sleep = sleep
        self._is_closed = False

    async def connect(self, symbols: Sequence[str]) -> tuple[str, ...]:
        if self._clock() < ORIGIN_MS + 2 * DAY_MS:
            raise Rejected("This machine's clock stands before 3 January 2023, where the simulated market begins.")
        await asyncio.to_thread(self.market.hours, "BTC-USDT", self._hour(self._clock()), 1)
        return tuple(symbol for symbol in symbols if find_asset(symbol))

    def quotes(self, symbols: Sequence[str]) -> AsyncIterator[Quote]:
        return self._stream(symbols, quotes, is_primed=True)

    def trades(self, symbols: Sequence[str]) -> AsyncIterator[Trade]:
        return self._stream(symbols, trades, is_primed=False)

    def liquidations(self, symbols: Sequence[str]) -> AsyncIterator[Liquidation]:
        return self._stream(symbols, liquidations, is_primed=False)

    async def books(self, symbols: Sequence[str]) -> AsyncIterator[Book]:
        self._check(symbols)
        while not self._is_closed:
            for symbol in symbols:
                yield simulated_book(self.market, symbol, self._clock())
            await self._sleep(BOOK_S)

    async def candles(self, symbol: str, timeframe: Timeframe, since_ms: int, limit: int) -> Rows:
        """Return closed candles only."""
        if timeframe not in self.capabilities.timeframes:
            raise Rejected(f"{self.name} has no {timeframe} candles.")
        self._check([symbol])
        step = TIMEFRAME_MS[timeframe]
        start = -(-max(since_ms, ORIGIN_MS) // step) * step
        count = min(limit, self.capabilities.max_candles, max((self._clock() - start) // step, 0))
        if count == 0:
            return no_rows()
        if step < HOUR_MS:
            return resample(self.market.between(symbol, start, start + count * step), timeframe)
        return resample(self.market.hours(symbol, self._hour(start), count * step // HOUR_MS), timeframe)

    async def stock_info(self, symbol: str) -> StockInfo:
        self._check([symbol])
        return simulated_info(self.market, symbol, self._clock())

    async def dividends(self, symbol: str) -> list[Dividend]:
        self._check([symbol])
        return simulated_dividends(symbol, self._clock())

    async def history(self, symbol: str, period: Period) -> Rows:
        now, timeframe = self._clock(), timeframe_of(period)
        since = int(begin_of(period, from_ms(now)).timestamp() * 1000)
        closed = await self.candles(symbol, timeframe, since, self.capabilities.max_candles)
        begun = now - now % TIMEFRAME_MS[timeframe]
        minutes = await self.candles(symbol, Timeframe.M1, begun, self.capabilities.max_candles)
        return merge(closed, resample(minutes, timeframe))

    async def close(self) -> None:
        self._is_closed = True

    def _hour(self, at_ms: int) -> int:
        return (at_ms - ORIGIN_MS) // HOUR_MS

    def _check(self, symbols: Iterable[str]) -> None:
        unknown = [symbol for symbol in symbols if not find_asset(symbol)]
        if unknown:
            raise Rejected(f"The simulated market does not know {', '.join(unknown)}.")

    async def _stream(
        self, symbols: Sequence[str], play: Callable[[Market, str, int], list[Item]], *, is_primed: bool
    ) -> AsyncIterator[Item]:
        """Yield each event when its time comes; a primed stream begins with the latest of each symbol."""
        self._check(symbols)
        minute, since_ms = self._minute(), self._clock()
        if is_primed:
            for symbol in symbols:
                yield self._latest(symbol, play)
        while not self._is_closed:
            for event in sorted(
                (event for symbol in symbols for event in play(self.market, symbol, minute)),
                key=lambda event: event.event_ms,
            ):
                if event.event_ms <= since_ms:
                    continue
                await self._wait(event.event_ms)
                if self._is_closed:
                    return
                if self._clock() - event.event_ms < CATCH_UP_MS:
                    yield self._stamped(event)
            minute = max(minute + 1, self._minute())

    def _latest(self, symbol: str, play: Callable[[Market, str, int], list[Item]]) -> Item:
        minute, now = self._minute(), self._clock()
        past = [event for number in (minute - 1, minute) for event in play(self.market, symbol, number)]
        return self._stamped([event for event in past if event.event_ms <= now][-1])

    def _stamped(self, event: Item) -> Item:
        return replace(event, received_ms=self._clock()) if isinstance(event, Quote) else event

    def _minute(self) -> int:
        return (self._clock() - ORIGIN_MS) // MINUTE_MS

    async def _wait(self, until_ms: int) -> None:
        while (left_ms := until_ms - self._clock()) > 0 and not self._is_closed:
            await self._sleep(min(left_ms / 1000, 0.25))
