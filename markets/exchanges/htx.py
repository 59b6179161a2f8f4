"""HTX spot, Huobi until 2023."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from ccxt.async_support.base.ws.future import Future
from ccxt.pro import htx

from markets.books.book import BookUpdate
from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange
from markets.exchanges.ccxt_books import BookClient
from markets.types import Timeframe


class Feed(BookClient, htx):  # type: ignore[misc]
    """ccxt's client, which watches one symbol at a time and expects answers to pings that HTX ignores.

    Books have 150 levels and come ten times a second over an address of their own, each with the number before it; the
    snapshot is asked for over the same connection.
    """

    async def book_url(self) -> str:
        return str(self.get_url_by_market_type("spot", False, False, True))

    def book_request(self, symbol: str, *, is_wanted: bool) -> dict[str, Any]:
        return {"sub" if is_wanted else "unsub": self._book_topic(symbol), "id": self.request_id()}

    async def ask_snapshot(self, symbol: str, client: Any) -> None:
        if self.books[symbol].client is None:
            await self.subscribe_book(symbol, client)
        await client.send({"req": self._book_topic(symbol), "id": self.request_id()})

    def read_book(self, message: dict[str, Any]) -> Iterable[tuple[str, BookUpdate]]:
        is_snapshot = "rep" in message
        data = message["data" if is_snapshot else "tick"]
        symbol = self.safe_symbol(message["rep" if is_snapshot else "ch"].split(".")[1])
        after = None if is_snapshot else data["prevSeqNum"]
        # A change of one side only leaves the other out.
        bids, asks = data.get("bids", ()), data.get("asks", ())
        yield symbol, BookUpdate(bids, asks, message["ts"], is_snapshot, after, data["seqNum"])

    def handle_message(self, client: Any, message: dict[str, Any]) -> None:
        if "rep" in message and message.get("status") == "ok":
            self.handle_order_book(client, message)
        else:
            super().handle_message(client, message)

    def _book_topic(self, symbol: str) -> str:
        return f"market.{self.market_id(symbol)}.mbp.150"

    async def watch_tickers(self, symbols: Sequence[str], params: object = None) -> object:
        # Of ``detail``, ``bbo`` and ``ticker`` only the last has the price, both sides and the day.
        return await self._watch(symbols, "ticker")

    async def watch_trades_for_symbols(self, symbols: Sequence[str], *_: object) -> object:
        return await self._watch(symbols, "trade.detail")

    async def _watch(self, symbols: Sequence[str], channel: str) -> object:
        url = self.get_url_by_market_type("spot")
        topics = [f"market.{each}.{channel}" for each in self.market_ids(symbols)]
        known = self.client(url).subscriptions
        missing = [topic for topic in topics if topic not in known]
        return await Future.race([self.watch_multiple(url, topics), *(self._topic(url, topic) for topic in missing)])

    def _topic(self, url: str, topic: str) -> Any:
        request = {"sub": topic, "id": self.request_id()}
        return self.watch(url, topic, request, topic, {"id": request["id"], "messageHash": topic})

    def handle_ping(self, client: Any, message: dict[str, Any]) -> None:
        # The exchange's own ping, every five seconds, is its sign of life.
        client.lastPong = self.milliseconds()
        super().handle_ping(client, message)


class Htx(CcxtExchange):
    """Its days begin at 16:00 UTC, midnight in Singapore, so it has no daily candles for us."""

    id = "htx"
    name = "HTX"
    capabilities: ClassVar[Capabilities] = Capabilities(
        books=True,
        max_candles=1000,
        timeframes=(Timeframe.M1, Timeframe.M5, Timeframe.M15, Timeframe.H1),
        quote_currencies=("USDT", "USDC", "USDD", "BTC", "ETH", "TRX"),
    )
    client_class = Feed
    options: ClassVar[dict[str, object]] = {
        "fetchMarkets": {"types": {"spot": True, "linear": False, "inverse": False}}
    }
    candles_need_end = True

    def _trade_id(self, raw: Mapping[str, Any]) -> str:
        # ccxt reads ``id``: 26 digits, read as a float, of which prints of one order share those that remain.
        return str(raw["info"].get("tradeId") or "")
