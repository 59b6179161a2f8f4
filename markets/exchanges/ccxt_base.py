"""What the exchanges reached through ccxt share: REST for history, ccxt.pro streams for tickers and trades."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import ccxt.pro

from markets.candles.resample import Rows
from markets.exchanges.base import BackOff, Exchange, ExchangeError, Interrupted, Rejected
from markets.exchanges.ccxt_client import failure, guarded, redirect
from markets.exchanges.sane import clean_candles, clean_quote, number, reject_trade
from markets.exchanges.symbols import from_ccxt, to_ccxt
from markets.types import TIMEFRAME_MS, Quote, Timeframe, Trade
from project.common.clock import now_ms

Item = TypeVar("Item")

PARSE_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What ccxt's parsers raise over a payload of another shape than they expect."""

SEEN_IDS = 500
"""More than any exchange sends again after a reconnect."""


class CcxtExchange(Exchange):
    """An exchange behind a ccxt.pro client.

    ccxt's ``watch_*`` answer with one update and let the others of the same moment slip by, so they only ring the bell
    here: after each ring the client's caches are swept for everything that is new.
    """

    client_class: ClassVar[type]
    options: ClassVar[Mapping[str, object]] = {}
    candles_need_end: ClassVar[bool] = False
    """Whether a request for candles since then without an end may be answered with the newest."""

    def __init__(self, urls: Mapping[str, str] | None = None, *, keep_alive_s: float = 10, quiet_s: float = 25) -> None:
        """Take the base addresses ``rest`` and ``ws`` when it is not the real exchange.

        A connection is given up when a pong is two ``keep_alive_s`` late, or when quotes stay out for ``quiet_s``.
        """
        super().__init__()
        # A connection carries one request per stream: waiting for ccxt's REST budget would only delay the first price.
        socket = {"keepAlive": int(keep_alive_s * 1000), "cost": 0}
        options = {"defaultType": "spot", "ws": socket, **self.options}
        self._client: Any = guarded(self.client_class, self.dropped)({"enableRateLimit": True, "options": options})
        # The list of currencies says nothing that we use, and costs a request before the first price.
        self._client.has["fetchCurrencies"] = False
        if urls:
            redirect(self._client, urls)
        self._quiet_s = quiet_s
        self._is_closed = False
        self._seen: dict[str, dict[str, None]] = {}

    async def connect(self, symbols: Sequence[str]) -> tuple[str, ...]:
        markets = await self._answer(self._client.load_markets(True))
        if not markets:
            raise Interrupted(f"{self.name} lists no market at all.")
        return tuple(symbol for symbol in symbols if self._is_listed(markets.get(to_ccxt(symbol))))

    def _is_listed(self, market: Mapping[str, Any] | None) -> bool:
        return market is not None and bool(market.get("spot")) and market.get("active") is not False

    def quotes(self, symbols: Sequence[str]) -> AsyncIterator[Quote]:
        pairs = self._pairs(symbols)
        # Tickers from before a broken connection must not come out again as fresh.
        seen: dict[str, object] = dict(self._client.tickers or {})
        return self._stream(lambda: self._sweep_quotes(pairs, seen), lambda: self._watch_quotes(pairs), self._quiet_s)

    def trades(self, symbols: Sequence[str]) -> AsyncIterator[Trade]:
        pairs = self._pairs(symbols)
        return self._stream(lambda: self._sweep_trades(pairs), lambda: self._watch_trades(pairs))

    async def candles(self, symbol: str, timeframe: Timeframe, since_ms: int, limit: int) -> Rows:
        if timeframe not in self.capabilities.timeframes:
            raise Rejected(f"{self.name} has no {timeframe} candles.")
        (pair,) = self._pairs([symbol])
        step, limit = TIMEFRAME_MS[timeframe], min(limit, self.capabilities.max_candles)
        since_ms = -(-since_ms // step) * step
        params = {"until": since_ms + limit * step - 1} if self.candles_need_end else {}
        answer = await self._answer(self._client.fetch_ohlcv(pair, timeframe.lower(), since_ms, limit, params))
        rows = clean_candles(answer, step, self.dropped)
        return rows[rows[:, 0] >= since_ms][:limit]

    async def close(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            await self._client.close()

    def _watch_quotes(self, pairs: list[str]) -> Awaitable[object]:
        watching: Awaitable[object] = self._client.watch_tickers(pairs)
        return watching

    def _watch_trades(self, pairs: list[str]) -> Awaitable[object]:
        watching: Awaitable[object] = self._client.watch_trades_for_symbols(pairs)
        return watching

    async def _stream(
        self,
        sweep: Callable[[], list[Item]],
        watch: Callable[[], Awaitable[object]],
        quiet_s: float | None = None,
    ) -> AsyncIterator[Item]:
        """Yield what a sweep finds. No await parts an empty sweep from the watch, so nothing slips in between."""
        while not self._is_closed:
            items = sweep()
            for item in items:
                yield item
            if not items:
                await self._ring(watch(), quiet_s)

    async def _ring(self, watching: Awaitable[object], quiet_s: float | None) -> None:
        try:
            async with asyncio.timeout(quiet_s):
                await self._answer(watching)
        except TimeoutError:
            # Pongs may still come: only another connection brings the stream back.
            await self._client.close_ws_clients()
            raise Interrupted(f"{self.name} sent no quote for {quiet_s:g} s.") from None
        except asyncio.CancelledError:
            # ccxt cancels its futures when a connection is closed; our own cancellation must pass.
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            if not self._is_closed:
                raise Interrupted(f"{self.name} closed the connection.") from None
        except (BackOff, Rejected):
            # ccxt takes a refused subscription for a standing one; only another connection asks again.
            await self._client.close_ws_clients()
            raise

    async def _answer(self, call: Awaitable[Any]) -> Any:
        try:
            return await call
        except ExchangeError:
            raise
        except ccxt.BaseError as error:
            raise failure(error, self.name) from error
        except PARSE_ERRORS as error:
            raise Interrupted(f"{self.name} answered with something that cannot be read.") from error

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
                reason = reject_trade(trade, now_ms()) or self._repeated(trade)
                if reason:
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

    def _repeated(self, trade: Trade) -> str | None:
        """Exchanges send the last prints again after a reconnect."""
        seen = self._seen.setdefault(trade.symbol, {})
        if trade.trade_id in seen:
            return "repeated"
        seen[trade.trade_id] = None
        if len(seen) > SEEN_IDS:
            del seen[next(iter(seen))]
        return None

    def _pairs(self, symbols: Sequence[str]) -> list[str]:
        pairs = [pair for pair in map(to_ccxt, symbols) if pair]
        if not pairs or len(pairs) != len(symbols):
            raise Rejected(f"{self.name} needs pairs such as BTC-USDT, not {', '.join(symbols) or 'nothing'}.")
        return pairs
