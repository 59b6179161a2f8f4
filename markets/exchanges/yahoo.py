"""Stocks from Yahoo Finance, asked at intervals: one call for the quotes of all symbols, whoever looks at them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from markets.candles.resample import Rows, no_rows, resample
from markets.exchanges.base import PARSE_ERRORS, Capabilities, Exchange, Interrupted, Rejected
from markets.exchanges.yahoo_client import CHART, QUOTE, SUMMARY, YahooClient
from markets.exchanges.yahoo_payloads import names_of, read_candles, read_dividends, read_info, read_quotes
from markets.stocks.hours import is_open, next_open_ms
from markets.stocks.source import StockSource
from markets.stocks.types import Dividend, Period, StockInfo, timeframe_of
from markets.types import TIMEFRAME_MS, Quote, Timeframe, Trade
from project.common.clock import now_ms

Parsed = TypeVar("Parsed")

POLL_S = 10.0
CLOSED_POLL_S = 300.0
REPEAT_S = 20.0
"""How often a quote is repeated while the market is closed: it still holds, and its age is no fault."""

DAY_MS = TIMEFRAME_MS[Timeframe.D1]
LONG_AGO_S = -2_208_988_800
INTERVALS = {
    Timeframe.M1: ("1m", 7 * DAY_MS),
    Timeframe.M5: ("5m", 59 * DAY_MS),
    Timeframe.M15: ("15m", 59 * DAY_MS),
    # Yahoo's hours begin at half past; ours, at the full hour, are made of quarters.
    Timeframe.H1: ("15m", 59 * DAY_MS),
    Timeframe.D1: ("1d", 200 * 366 * DAY_MS),
}
"""What each timeframe is asked as, and how far back it goes."""

BARS = {Timeframe.M5: "5m", Timeframe.H1: "60m", Timeframe.D1: "1d"}


class Yahoo(Exchange, StockSource):
    """Stocks of New York. Prices of the regular session only; outside it the last one stands."""

    id = "yahoo"
    name = "Yahoo Finance"
    capabilities: ClassVar[Capabilities] = Capabilities(
        trades=False, max_candles=20_000, quote_currencies=("USD",), poll_s=POLL_S
    )

    def __init__(
        self,
        urls: Mapping[str, str] | None = None,
        *,
        clock: Callable[[], int] = now_ms,
        poll_s: float = POLL_S,
        closed_poll_s: float = CLOSED_POLL_S,
        repeat_s: float = REPEAT_S,
    ) -> None:
        super().__init__()
        self.client = YahooClient(urls["rest"] if urls else None)
        self._clock = clock
        self._poll_s, self._closed_poll_s, self._repeat_s = poll_s, closed_poll_s, repeat_s
        self._listed: frozenset[str] = frozenset()
        self._closing = asyncio.Event()

    def is_market_closed(self, at_ms: int) -> bool:
        return not is_open(at_ms)

    async def connect(self, symbols: Sequence[str]) -> tuple[str, ...]:
        # What has a quote currency in its name is a pair of coins.
        stocks = [symbol for symbol in symbols if "-" not in symbol]
        if stocks:
            self._listed = read(names_of, await self._ask(stocks))
        return tuple(symbol for symbol in stocks if symbol in self._listed)

    async def quotes(self, symbols: Sequence[str]) -> AsyncIterator[Quote]:
        self._check(symbols)
        loop = asyncio.get_running_loop()
        while not self._closing.is_set():
            quotes = await self._quotes(symbols)
            for quote in quotes.values():
                yield quote
            was_open = is_open(self._clock())
            until = loop.time() + (self._poll_s if was_open else self._closed_poll_s)
            while (left_s := until - loop.time()) > 0 and is_open(self._clock()) == was_open:
                if await self._is_closing(min(left_s, self._repeat_s)):
                    return
                for quote in () if was_open else quotes.values():
                    yield replace(quote, received_ms=self._clock())

    async def trades(self, symbols: Sequence[str]) -> AsyncIterator[Trade]:
        raise Rejected(f"{self.name} tells no trades.")
        yield

    async def candles(self, symbol: str, timeframe: Timeframe, since_ms: int, limit: int) -> Rows:
        if timeframe not in self.capabilities.timeframes:
            raise Rejected(f"{self.name} has no {timeframe} candles.")
        self._check([symbol])
        now, (interval, depth_ms) = self._clock(), INTERVALS[timeframe]
        since_ms = max(since_ms, now - depth_ms)
        # Nothing is asked for a night: no candle of it will ever come.
        if next_open_ms(since_ms) >= now:
            return no_rows()
        step = TIMEFRAME_MS[timeframe]
        since_ms = -(-since_ms // step) * step
        window = {"period1": since_ms // 1000, "period2": now // 1000 + 1}
        asked = Timeframe.M15 if timeframe is Timeframe.H1 else timeframe
        rows = read(lambda body: read_candles(body, asked), await self._chart(symbol, interval, window))
        rows = resample(rows, timeframe) if timeframe is Timeframe.H1 else rows
        return rows[rows[:, 0] >= since_ms][: min(limit, self.capabilities.max_candles)]

    async def stock_info(self, symbol: str) -> StockInfo:
        params = {"modules": "assetProfile,price,summaryDetail", "formatted": "false"}
        body = await self.client.get(f"{SUMMARY}/{symbol}", params)
        return read(lambda body: read_info(symbol, body), body)

    async def dividends(self, symbol: str) -> list[Dividend]:
        window = {"period1": LONG_AGO_S, "period2": self._clock() // 1000}
        return read(read_dividends, await self._chart(symbol, "1mo", {**window, "events": "div"}))

    async def history(self, symbol: str, period: Period) -> Rows:
        timeframe = timeframe_of(period)
        # Asked for the range "max", Yahoo makes months of the days.
        everything = {"period1": LONG_AGO_S, "period2": self._clock() // 1000 + 1}
        window = everything if period is Period.MAX else {"range": str(period)}
        body = await self._chart(symbol, BARS[timeframe], window)
        return read(lambda body: read_candles(body, timeframe), body)

    async def close(self) -> None:
        self._closing.set()

    async def _quotes(self, symbols: Sequence[str]) -> dict[str, Quote]:
        body = await self._ask(symbols)
        now = self._clock()
        return read(lambda body: read_quotes(body, now, self.dropped, is_open=is_open(now)), body)

    async def _ask(self, symbols: Sequence[str]) -> Any:
        return await self.client.get(QUOTE, {"symbols": ",".join(symbols), "formatted": "false"})

    async def _chart(self, symbol: str, interval: str, window: Mapping[str, object]) -> Any:
        params = {**window, "interval": interval, "includePrePost": "false"}
        return await self.client.get(f"{CHART}/{symbol}", params)

    async def _is_closing(self, wait_s: float) -> bool:
        try:
            await asyncio.wait_for(self._closing.wait(), wait_s)
        except TimeoutError:
            return False
        return True

    def _check(self, symbols: Sequence[str]) -> None:
        unknown = [symbol for symbol in symbols if symbol not in self._listed]
        if unknown or not symbols:
            raise Rejected(f"{self.name} does not list {', '.join(unknown) or 'nothing'}.")


def read(reader: Callable[[Any], Parsed], body: Any) -> Parsed:
    """Read a payload. Raises Interrupted for one of another shape."""
    try:
        return reader(body)
    except PARSE_ERRORS as error:
        raise Interrupted("Yahoo answered with something that cannot be read.") from error
