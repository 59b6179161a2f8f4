"""Coinbase, through the feed of Coinbase Exchange."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from ccxt.pro import coinbaseexchange

from markets.books.book import BookUpdate
from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange
from markets.exchanges.ccxt_books import BookClient

SIDES = {"buy": 0, "sell": 1}


class Feed(BookClient, coinbaseexchange):  # type: ignore[misc]
    """ccxt's client, whose trades of several products wait for ``matches:BTC/USD`` but ring ``matches:BTC-USD``.

    Books come from ``level2_batch``, twenty times a second, because ``level2`` wants a key. It has no numbers: a change
    that comes late shows by its time, one that the exchange never sent shows not before the book crosses.
    """

    async def book_url(self) -> str:
        return str(self.urls["api"]["ws"])

    def book_request(self, symbol: str, *, is_wanted: bool) -> dict[str, Any]:
        operation = "subscribe" if is_wanted else "unsubscribe"
        return {"type": operation, "product_ids": [self.market_id(symbol)], "channels": ["level2_batch"]}

    def read_book(self, message: dict[str, Any]) -> Iterable[tuple[str, BookUpdate]]:
        symbol = self.safe_symbol(message["product_id"], None, "-")
        if message["type"] == "snapshot":
            yield symbol, BookUpdate(message["bids"], message["asks"], self.milliseconds(), is_snapshot=True)
            return
        sides: tuple[list[Any], list[Any]] = ([], [])
        for side, price, size in message["changes"]:
            sides[SIDES[side]].append((price, size))
        micros = round(datetime.fromisoformat(message["time"]).timestamp() * 1e6)
        yield symbol, BookUpdate(*sides, at_ms=micros // 1000, upto=micros)

    def handle_trade(self, client: Any, message: dict[str, Any]) -> Any:
        handled = super().handle_trade(client, message)
        symbol = self.safe_symbol(message.get("product_id"), None, "-")
        if symbol in self.trades:
            client.resolve(self.trades[symbol], f"matches:{symbol}")
        return handled


class Coinbase(CcxtExchange):
    """Both of ccxt's Coinbase clients read public streams without a key.

    This one also gives the opening of the last 24 hours with each ticker, trade ids that count up per product, and REST
    candles without a key; Advanced Trade's ticker has no opening, and its REST calls prefer a signed request.
    """

    id = "coinbase"
    name = "Coinbase"
    capabilities: ClassVar[Capabilities] = Capabilities(
        books=True,
        max_candles=300,
        quote_currencies=("USD", "USDC", "USDT", "EUR", "GBP", "BTC"),
    )
    client_class = Feed
