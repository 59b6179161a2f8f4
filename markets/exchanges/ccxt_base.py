"""What the exchanges reached through ccxt share: REST for history, ccxt.pro streams for tickers, trades and books."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from typing import Any, ClassVar

import ccxt.pro

from markets.candles.resample import Rows
from markets.exchanges.base import Exchange, Interrupted, Rejected
from markets.exchanges.ccxt_books import LEVELS, Followed
from markets.exchanges.ccxt_client import guarded, redirect
from markets.exchanges.ccxt_perpetuals import PerpetualClient, Perpetuals
from markets.exchanges.connection import Connection
from markets.exchanges.repeats import Repeats
from markets.exchanges.sane import clean_candles, clean_quote, number, reject_trade
from markets.exchanges.symbols import from_ccxt, to_ccxt
from markets.types import TIMEFRAME_MS, Book, Liquidation, Quote, Timeframe, Trade
from project.common.clock import now_ms

LOOK_S = 0.05
"""How soon a book that became invalid is handed on as such."""


class CcxtExchange(Exchange):
    """An exchange behind a ccxt.pro client, and its perpetuals, if it has any, behind another."""

    client_class: ClassVar[type]
    options: ClassVar[Mapping[str, object]] = {}
    perpetual_class: ClassVar[type[PerpetualClient] | None] = None
    candles_need_end: ClassVar[bool] = False
    """Whether a request for candles since then without an end may be answered with the newest."""

    def __init__(self, urls: Mapping[str, str] | None = None, *, keep_alive_s: float = 10, quiet_s: float = 25) -> None:
        """Take the base addresses ``rest`` and ``ws`` when it is not the real exchange.

        A connection is given up when a pong is two ``keep_alive_s`` late, or when quotes stay out for ``quiet_s``.
        """
        super().__init__()
        self._urls = urls
        self._keep_alive_ms = int(keep_alive_s * 1000)
        self._quiet_s = quiet_s
        self._client = self._make_client(self.client_class, {"defaultType": "spot", **self.options})
        self._client.books = {}
        self._connection = Connection(self._client, self.name)
        self._perpetuals: Perpetuals | None = None
        self._repeats = Repeats()

    def _make_client(self, client_class: type, options: Mapping[str, object]) -> Any:
        # A connection carries one request per stream: waiting for ccxt's REST budget would only delay the first price.
        ours = {**options, "ws": {"keepAlive": self._keep_alive_ms, "cost": 0}}
        client: Any = guarded(client_class, self.dropped)({"enableRateLimit": True, "options": ours})
        # The list of currencies says nothing that we use, and costs a request before the first price.
        client.has["fetchCurrencies"] = False
        if self._urls:
            redirect(client, self._urls)
        return client

    async def connect(self, symbols: Sequence[str]) -> tuple[str, ...]:
        markets = await self._connection.answer(self._client.load_markets(True))
        if not markets:
            raise Interrupted(f"{self.name} lists no market at all.")
        return tuple(symbol for symbol in symbols if self._is_listed(markets.get(to_ccxt(symbol))))

    def _is_listed(self, market: Mapping[str, Any] | None) -> bool:
        return market is not None and bool(market.get("spot")) and market.get("active") is not False

    def quotes(self, symbols: Sequence[str]) -> AsyncIterator[Quote]:
        pairs = self._pairs(symbols)
        # Tickers from before a broken connection must not come out again as fresh.
        seen: dict[str, object] = dict(self._client.tickers or {})
        return self._connection.stream(
            lambda: self._sweep_quotes(pairs, seen), lambda: self._watch_quotes(pairs), self._quiet_s
        )

    def trades(self, symbols: Sequence[str]) -> AsyncIterator[Trade]:
        pairs = self._pairs(symbols)
        return self._connection.stream(lambda: self._sweep_trades(pairs), lambda: self._watch_trades(pairs))

    def books(self, symbols: Sequence[str]) -> AsyncIterator[Book]:
        return self._follow(self._pairs(symbols))

    def liquidations(self, symbols: Sequence[str]) -> AsyncIterator[Liquidation]:
        return self.perpetuals().liquidations(symbols)

    def perpetuals(self) -> Perpetuals:
        """Return the side of the exchange that has nothing to do with spot, made when it is first asked for."""
        if self.perpetual_class is None:
            raise Rejected(f"{self.name} has no perpetuals here.")
        if self._perpetuals is None:
            options = {"defaultType": "swap", "fetchMarkets": {"types": [self.perpetual_class.market_type]}}
            client = self._make_client(self.perpetual_class, options)
            self._perpetuals = Perpetuals(self.id, Connection(client, self.name), self.dropped)
        return self._perpetuals

    async def candles(self, symbol: str, timeframe: Timeframe, since_ms: int, limit: int) -> Rows:
        if timeframe not in self.capabilities.timeframes:
            raise Rejected(f"{self.name} has no {timeframe} candles.")
        (pair,) = self._pairs([symbol])
        step, limit = TIMEFRAME_MS[timeframe], min(limit, self.capabilities.max_candles)
        since_ms = -(-since_ms // step) * step
        params = {"until": since_ms + limit * step - 1} if self.candles_need_end else {}
        answer = await self._connection.answer(
            self._client.fetch_ohlcv(pair, timeframe.lower(), since_ms, limit, params)
        )
        rows = clean_candles(answer, step, self.dropped)
        return rows[rows[:, 0] >= since_ms][:limit]

    async def close(self) -> None:
        connections = [self._connection, *([self._perpetuals.connection] if self._perpetuals else [])]
        await asyncio.gather(*(connection.close() for connection in connections))

    def _watch_quotes(self, pairs: list[str]) -> Awaitable[object]:
        watching: Awaitable[object] = self._client.watch_tickers(pairs)
        return watching

    def _watch_trades(self, pairs: list[str]) -> Awaitable[object]:
        watching: Awaitable[object] = self._client.watch_trades_for_symbols(pairs)
        return watching

    async def _follow(self, pairs: list[str]) -> AsyncIterator[Book]:
        followed = {pair: Followed(self._client.new_book(pair)) for pair in pairs}
        watching = asyncio.gather(*(self._client.watch_book(pair, each) for pair, each in followed.items()))
        try:
            while not self._connection.is_closed:
                now = now_ms()
                for pair in [pair for pair, each in followed.items() if each.is_due_to_tell(now)]:
                    yield self._book(pair, followed[pair])
                if watching.done():
                    await self._connection.ring(watching)
                await asyncio.wait({watching}, timeout=LOOK_S)
        finally:
            for each in followed.values():
                self.dropped.update({f"book {reason}": count for reason, count in each.book.dropped.items()})
            await self._unfollow(pairs, watching)

    async def _unfollow(self, pairs: list[str], watching: asyncio.Future[Any]) -> None:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        if not self._connection.is_closed:
            for pair in pairs:
                with contextlib.suppress(ConnectionError, ccxt.BaseError):
                    await self._client.unwatch_book(pair)

    def _book(self, pair: str, followed: Followed) -> Book:
        book = followed.book
        return Book(
            exchange=self.id,
            symbol=from_ccxt(pair) or pair,
            bids=book.bids.top(LEVELS),
            asks=book.asks.top(LEVELS),
            event_ms=book.at_ms,
            received_ms=now_ms(),
            reason=book.reason,
        )

    def _sweep_quotes(self, pairs: list[str], seen: dict[str, object]) -> list[Quote]:
        quotes = []
        for pair in pairs:
            ticker = self._client.tickers.get(pair)
            if ticker is None or ticker is seen.get(pair):
                continue
            seen[pair] = ticker
            quote = clean_quote(self._quote(pair, ticker, now_ms()))
            if isinstance(quote, str):
                self.dropped[quote] += 1
            else:
                quotes.append(quote)
        return quotes

    def _quote(self, pair: str, ticker: Mapping[str, Any], received_ms: int) -> Quote:
        bid, ask = ticker.get("bid"), ticker.get("ask")
        return Quote(
            exchange=self.id,
            symbol=from_ccxt(pair) or pair,
            last=number(ticker.get("last")) or 0.0,
            bid=None if bid is None else number(bid) or 0.0,
            ask=None if ask is None else number(ask) or 0.0,
            open_24h=number(ticker.get("open")),
            high_24h=number(ticker.get("high")),
            low_24h=number(ticker.get("low")),
            volume_24h=number(ticker.get("baseVolume")),
            turnover_24h=number(ticker.get("quoteVolume")),
            event_ms=self._event_ms(ticker) or received_ms,
            received_ms=received_ms,
        )

    def _event_ms(self, ticker: Mapping[str, Any]) -> int | None:
        stamp = ticker.get("timestamp")
        return stamp if isinstance(stamp, int) else None

    def _sweep_trades(self, pairs: list[str]) -> list[Trade]:
        trades = []
        for pair in pairs:
            for raw in self._fresh(pair):
                trade = self._trade(pair, raw)
                if reason := self._rejected(trade):
                    self.dropped[reason] += 1
                else:
                    trades.append(trade)
        return sorted(trades, key=lambda trade: trade.event_ms)

    def _fresh(self, pair: str) -> list[Mapping[str, Any]]:
        cache = self._client.trades.get(pair)
        if cache is None:
            return []
        fresh = list(cache)
        # ccxt would keep a thousand prints of each pair, 300 MB with seven exchanges.
        cache.clear()
        return fresh

    def _trade(self, pair: str, raw: Mapping[str, Any]) -> Trade:
        return Trade(
            exchange=self.id,
            symbol=from_ccxt(pair) or pair,
            trade_id=self._trade_id(raw),
            price=number(raw.get("price")) or 0.0,
            size=number(raw.get("amount")) or 0.0,
            side=str(raw.get("side") or ""),
            event_ms=int(raw.get("timestamp") or 0),
        )

    def _trade_id(self, raw: Mapping[str, Any]) -> str:
        return str(raw.get("id") or "")

    def _rejected(self, trade: Trade) -> str | None:
        if reason := reject_trade(trade, now_ms()):
            return reason
        return "repeated" if self._repeats.has(trade.symbol, trade.trade_id) else None

    def _pairs(self, symbols: Sequence[str]) -> list[str]:
        pairs = [pair for pair in map(to_ccxt, symbols) if pair]
        if not pairs or len(pairs) != len(symbols):
            raise Rejected(f"{self.name} needs pairs such as BTC-USDT, not {', '.join(symbols) or 'nothing'}.")
        return pairs
