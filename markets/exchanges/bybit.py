"""Bybit spot, and the liquidations of its linear perpetuals."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from ccxt.async_support.base.ws.future import Future
from ccxt.pro import bybit

from markets.books.book import BookUpdate
from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange
from markets.exchanges.ccxt_books import BookClient
from markets.exchanges.ccxt_client import kept
from markets.exchanges.ccxt_perpetuals import Forced, PerpetualClient, forced

MAX_TOPICS = 10
"""A spot connection refuses a request for more: ``args size >10``."""


POSITIONS = {"Buy": "long", "Sell": "short"}


class Feed(BookClient, bybit):  # type: ignore[misc]
    """ccxt's client, which asks for every topic in one request, and whose spot ticker has neither bid nor ask.

    They come from ``orderbook.1`` and join the next ticker. They keep out of the books, which ``orderbook.200`` makes
    five times a second, its numbers without a hole; a number of 1 comes with a snapshot.
    """

    async def book_url(self) -> str:
        return str(self.implode_hostname(self.urls["api"]["ws"]["public"]["spot"]))

    def book_request(self, symbol: str, *, is_wanted: bool) -> dict[str, Any]:
        operation = "subscribe" if is_wanted else "unsubscribe"
        topic = f"orderbook.200.{self.market_id(symbol)}"
        return {"op": operation, "req_id": str(self.request_id()), "args": [topic]}

    def read_book(self, message: dict[str, Any]) -> Iterable[tuple[str, BookUpdate]]:
        data, is_snapshot = message["data"], message["type"] == "snapshot"
        numbers = {"after": None if is_snapshot else data["u"] - 1, "upto": data["u"]}
        update = BookUpdate(data["b"], data["a"], at_ms=message["ts"], is_snapshot=is_snapshot, **numbers)
        yield self._symbol(data["s"]), update

    async def watch_tickers(self, symbols: Sequence[str], params: object = None) -> object:
        ids = dict(zip(symbols, self.market_ids(symbols), strict=True))
        sides = {f"sides:{symbol}": f"orderbook.1.{market_id}" for symbol, market_id in ids.items()}
        return await self._watch(
            sides | {f"ticker:{symbol}": f"tickers.{market_id}" for symbol, market_id in ids.items()}
        )

    async def watch_trades_for_symbols(self, symbols: Sequence[str], *_: object) -> object:
        ids = self.market_ids(symbols)
        return await self._watch({f"trade:{each}": f"publicTrade.{ids[at]}" for at, each in enumerate(symbols)})

    async def _watch(self, topics: Mapping[str, str]) -> object:
        url = self.implode_hostname(self.urls["api"]["ws"]["public"]["spot"])
        known = self.client(url).subscriptions
        missing = [name for name in topics if name not in known]
        waiting = [self.watch_multiple(url, list(topics))]
        for start in range(0, len(missing), MAX_TOPICS):
            names = missing[start : start + MAX_TOPICS]
            request = {"op": "subscribe", "req_id": str(self.request_id()), "args": [topics[name] for name in names]}
            waiting.append(self.watch_multiple(url, names, request, names, {"id": request["req_id"]}))
        return await Future.race(waiting)

    def handle_ticker(self, client: Any, message: dict[str, Any]) -> None:
        super().handle_ticker(client, message)
        symbol = self._symbol(message["data"]["symbol"])
        # Without a price ccxt works one out from the change of the day.
        last = message["data"].get("lastPrice")
        self.tickers[symbol].update(kept(client, symbol), last=last)

    def handle_order_book(self, client: Any, message: dict[str, Any]) -> None:
        if not message["topic"].startswith("orderbook.1."):
            super().handle_order_book(client, message)
            return
        data = message["data"]
        sides = kept(client, self._symbol(data["s"]))
        if message["type"] == "snapshot":
            sides.update(bid=None, ask=None)
        for side, levels in (("bid", data["b"]), ("ask", data["a"])):
            for price, size in levels:
                if float(size):
                    sides[side] = price

    def _symbol(self, market_id: str) -> str:
        return str(self.safe_market(market_id, None, None, "spot")["symbol"])


class Perpetual(PerpetualClient, bybit):  # type: ignore[misc]
    """All liquidations, twice a second. The side is the position's, ``Buy`` a long, and the price its bankruptcy's."""

    def forced_url(self) -> str:
        return str(self.implode_hostname(self.urls["api"]["ws"]["public"]["linear"]))

    def forced_request(self, market_ids: Sequence[str], request_id: int) -> dict[str, Any]:
        topics = [f"allLiquidation.{market_id}" for market_id in market_ids]
        return {"op": "subscribe", "req_id": str(request_id), "args": topics}

    def read_forced(self, message: dict[str, Any]) -> Iterable[Forced]:
        for each in message["data"]:
            yield forced(each["s"], POSITIONS.get(each.get("S")), each.get("v"), each.get("p"), each.get("T"))


class Bybit(CcxtExchange):
    id = "bybit"
    name = "Bybit"
    capabilities: ClassVar[Capabilities] = Capabilities(
        books=True,
        liquidations=True,
        max_candles=1000,
        quote_currencies=("USDT", "USDC", "EUR", "BTC", "ETH"),
    )
    client_class = Feed
    perpetual_class = Perpetual
    # Without this list BTCUSDT would also be the perpetual.
    options: ClassVar[dict[str, object]] = {"fetchMarkets": {"types": ["spot"]}}
    candles_need_end = True
