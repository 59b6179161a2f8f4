"""Kraken spot, WebSocket version 2."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar
from zlib import crc32

from ccxt.pro import kraken

from markets.books.book import BookUpdate, LocalBook
from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange
from markets.exchanges.ccxt_books import BookClient

DEPTH = 100


def checksum(book: LocalBook, price_digits: int, size_digits: int) -> int:
    """Return the CRC-32 of the ten best levels of each side, digits only.

    Source: Kraken, Guides, Book checksum (v2), whose example has 3310070434.
    """
    levels = (*book.asks.top(10), *book.bids.top(10))
    digits = "".join(_digits(price, price_digits) + _digits(size, size_digits) for price, size in levels)
    return crc32(digits.encode())


def _digits(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}".replace(".", "").lstrip("0")


def _micros(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1e6)


class Feed(BookClient, kraken):  # type: ignore[misc]
    """ccxt's client with books of its own: nothing is numbered, but each message has a checksum of ten levels a side.

    What is wrong further down shows when it comes among the ten.
    """

    async def book_url(self) -> str:
        return str(self.urls["api"]["ws"]["publicV2"])

    def book_request(self, symbol: str, *, is_wanted: bool) -> dict[str, Any]:
        params = {"channel": "book", "symbol": [symbol], "depth": DEPTH}
        return {"method": "subscribe" if is_wanted else "unsubscribe", "params": params, "req_id": self.request_id()}

    def new_book(self, symbol: str) -> LocalBook:
        precision = self.market(symbol)["precision"]
        digits = [self.precision_from_string(self.number_to_string(precision[name])) for name in ("price", "amount")]
        return LocalBook(DEPTH, lambda book: checksum(book, *digits))

    def read_book(self, message: dict[str, Any]) -> Iterable[tuple[str, BookUpdate]]:
        for data in message["data"]:
            bids, asks = ([(level["price"], level["qty"]) for level in data[side]] for side in ("bids", "asks"))
            # A snapshot may come without its time.
            at = _micros(data["timestamp"]) if "timestamp" in data else None
            is_snapshot = message["type"] == "snapshot"
            at_ms = at // 1000 if at else self.milliseconds()
            yield data["symbol"], BookUpdate(bids, asks, at_ms, is_snapshot, upto=at, checksum=data["checksum"])


class Kraken(CcxtExchange):
    """Its REST candles always end now: nothing older than ``max_candles`` back can be had."""

    id = "kraken"
    name = "Kraken"
    capabilities: ClassVar[Capabilities] = Capabilities(
        books=True,
        max_candles=720,
        quote_currencies=("USD", "USDT", "USDC", "EUR", "GBP", "BTC"),
    )
    client_class = Feed

    def _event_ms(self, ticker: Mapping[str, Any]) -> int | None:
        # ccxt leaves out the time that version 2 sends.
        try:
            return int(datetime.fromisoformat(ticker["info"]["timestamp"]).timestamp() * 1000)
        except (KeyError, TypeError, ValueError):
            return None
