"""KuCoin spot."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from ccxt.async_support.base.ws.future import Future
from ccxt.pro import kucoin

from markets.books.book import BookUpdate
from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange
from markets.exchanges.ccxt_books import BookClient
from markets.exchanges.ccxt_client import kept

DAY = {"open": "open", "high": "high", "low": "low", "baseVolume": "vol", "quoteVolume": "volValue"}
"""Numbers of the day: ccxt's names and those of the snapshot."""


class Feed(BookClient, kucoin):  # type: ignore[misc]
    """ccxt's client with two channels for one ticker, and a token for each connection.

    ``/market/ticker`` has price, bid and ask ten times a second, ``/market/snapshot`` the numbers of the day every two
    seconds; they join the next ticker. A token dies after a day, and ccxt would keep it for ever.

    Of the books we take 50 levels as they are, ten times a second: no sequence can break, only an old one come late.
    """

    async def book_url(self) -> str:
        return await self.negotiate(False)

    def book_request(self, symbol: str, *, is_wanted: bool) -> dict[str, Any]:
        topic = f"/spotMarket/level2Depth50:{self.market_id(symbol)}"
        operation = "subscribe" if is_wanted else "unsubscribe"
        return {"id": str(self.request_id()), "type": operation, "topic": topic, "response": True}

    def read_book(self, message: dict[str, Any]) -> Iterable[tuple[str, BookUpdate]]:
        symbol, data = self.safe_symbol(message["topic"].split(":")[1], None, "-"), message["data"]
        at_ms = data["timestamp"]
        yield symbol, BookUpdate(data["bids"], data["asks"], at_ms, is_snapshot=True, upto=at_ms)

    async def negotiate(self, *args: Any) -> str:
        urls = self.options.setdefault("urls", {})
        known = urls.get("public")
        if known is not None and known.done() and (known.cancelled() or known.result() not in self.clients):
            del urls["public"]
        url = str(await super().negotiate(*args))
        client = self.client(url)
        client.keepAlive = min(client.keepAlive, self.options["ws"]["keepAlive"])
        return url

    async def watch_tickers(self, symbols: Sequence[str], params: object = None) -> object:
        url = await self.negotiate(False)
        names, ids = [f"ticker:{symbol}" for symbol in symbols], self.market_ids(symbols)
        # The ticker takes many pairs at once, the snapshot one.
        topics = [f"/market/snapshot:{each}" for each in ids] + [f"/market/ticker:{','.join(ids)}"]
        known = self.client(url).subscriptions
        missing = [topic for topic in topics if topic not in known]
        return await Future.race([self.watch_multiple(url, names), *(self._ask(url, names, each) for each in missing)])

    def _ask(self, url: str, names: list[str], topic: str) -> Any:
        request = {"id": str(self.request_id()), "type": "subscribe", "topic": topic, "response": True}
        return self.watch_multiple(url, names, request, [topic])

    def handle_ticker(self, client: Any, message: dict[str, Any]) -> None:
        market = self.safe_market(message["topic"].split(":")[1], None, "-")
        day = kept(client, market["symbol"])
        if message["subject"] == "trade.snapshot":
            day.update({name: message["data"]["data"].get(native) for name, native in DAY.items()})
        else:
            super().handle_ticker(client, message)
            self.tickers[market["symbol"]].update(day)


class Kucoin(CcxtExchange):
    id = "kucoin"
    name = "KuCoin"
    capabilities: ClassVar[Capabilities] = Capabilities(
        books=True,
        max_candles=1500,
        quote_currencies=("USDT", "USDC", "EUR", "BTC", "ETH"),
    )
    client_class = Feed
    # Fees would cost the tickers of every pair before the first price.
    options: ClassVar[dict[str, object]] = {"fetchMarkets": {"types": ["spot"], "fetchTickersFees": False}}
