"""Binance spot, and the liquidations of its USDⓈ-M perpetuals."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from ccxt.pro import binance

from markets.books.book import BookUpdate
from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange
from markets.exchanges.ccxt_books import BookClient
from markets.exchanges.ccxt_perpetuals import CLOSES, Forced, PerpetualClient, forced

SNAPSHOT_LEVELS = 1000


class Feed(BookClient, binance):  # type: ignore[misc]
    """ccxt's client with books of its own: changes ten times a second, and the snapshot by REST."""

    async def book_url(self) -> str:
        return f"{self.urls['api']['ws']['spot']}/{self.stream('spot', 'books')}"

    def book_request(self, symbol: str, *, is_wanted: bool) -> dict[str, Any]:
        method = "SUBSCRIBE" if is_wanted else "UNSUBSCRIBE"
        return {"method": method, "params": [f"{self.market(symbol)['lowercaseId']}@depth@100ms"], "id": self.nonce()}

    async def ask_snapshot(self, symbol: str, client: Any) -> None:
        if self.books[symbol].client is None:
            await self.subscribe_book(symbol, client)
        request = {"symbol": self.market_id(symbol), "limit": SNAPSHOT_LEVELS}
        answer = await self.publicGetDepth(request)
        if followed := self.books.get(symbol):
            levels = {"bids": answer["bids"], "asks": answer["asks"]}
            number = int(answer["lastUpdateId"])
            followed.take(BookUpdate(**levels, at_ms=self.milliseconds(), is_snapshot=True, upto=number))

    def read_book(self, message: dict[str, Any]) -> Iterable[tuple[str, BookUpdate]]:
        symbol = self.safe_symbol(message["s"], None, None, "spot")
        numbers = {"after": message["U"] - 1, "upto": message["u"]}
        yield symbol, BookUpdate(message["b"], message["a"], at_ms=message["E"], **numbers)


class Perpetual(PerpetualClient, binance):  # type: ignore[misc]
    """Force orders, of each symbol the latest of a second; an order that sells closes a long.

    ``z`` is what was filled of the whole order and ``ap`` the mean price of it; ``l``, which ccxt takes, is only the
    last of its fills.
    """

    def forced_url(self) -> str:
        url = self.get_ws_url("linear", self.get_future_ws_category("forceOrder"))
        return f"{url}/{self.stream('linear', 'liquidations')}"

    def forced_request(self, market_ids: Sequence[str], request_id: int) -> dict[str, Any]:
        streams = [f"{market_id.lower()}@forceOrder" for market_id in market_ids]
        return {"method": "SUBSCRIBE", "params": streams, "id": request_id}

    def read_forced(self, message: dict[str, Any]) -> Iterable[Forced]:
        order = message["o"]
        yield forced(order["s"], CLOSES.get(order["S"].lower()), order["z"], order["ap"], order["T"])


class Binance(CcxtExchange):
    id = "binance"
    name = "Binance"
    capabilities: ClassVar[Capabilities] = Capabilities(
        books=True,
        liquidations=True,
        max_candles=1000,
        quote_currencies=("USDT", "USDC", "BTC", "ETH"),
    )
    client_class = Feed
    perpetual_class = Perpetual
    options: ClassVar[dict[str, object]] = {
        "fetchMarkets": {"types": ["spot"]},
        "fetchCurrencies": False,
        "fetchMargins": False,
        # ccxt's usual miniTicker has no bid and ask.
        "watchTickers": {"name": "ticker"},
        # One print per taker order rather than one per maker it met.
        "watchTradesForSymbols": {"name": "aggTrade"},
    }
