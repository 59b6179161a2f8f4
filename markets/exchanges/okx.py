"""OKX spot, and the liquidations of its linear perpetuals."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from ccxt.pro import okx

from markets.books.book import BookUpdate
from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange
from markets.exchanges.ccxt_books import BookClient
from markets.exchanges.ccxt_perpetuals import CLOSES, Forced, PerpetualClient, forced


class Feed(BookClient, okx):  # type: ignore[misc]
    """ccxt's client with books of its own: 400 levels, ten messages a second, each with the number before it."""

    async def book_url(self) -> str:
        return str(self.get_url("books", "public"))

    def book_request(self, symbol: str, *, is_wanted: bool) -> dict[str, Any]:
        arg = {"channel": "books", "instId": self.market_id(symbol)}
        return {"op": "subscribe" if is_wanted else "unsubscribe", "args": [arg]}

    def read_book(self, message: dict[str, Any]) -> Iterable[tuple[str, BookUpdate]]:
        symbol, is_snapshot = self.safe_symbol(message["arg"]["instId"]), message["action"] == "snapshot"
        for data in message["data"]:
            numbers = {"after": None if is_snapshot else int(data["prevSeqId"]), "upto": int(data["seqId"])}
            yield symbol, BookUpdate(data["bids"], data["asks"], int(data["ts"]), is_snapshot, **numbers)

    def handle_unsubscription(self, client: Any, message: dict[str, Any]) -> None:
        """Leave ccxt's books alone, of which it knows nothing here."""


class Perpetual(PerpetualClient, okx):  # type: ignore[misc]
    """Liquidations of all swaps, of each at most one a second, in contracts and at the price of bankruptcy.

    ``posSide`` is the position's side; accounts without one for each side say ``net``, and then the order's side tells.
    """

    market_type = "swap"

    def forced_url(self) -> str:
        return str(self.get_url("liquidation-orders", "public"))

    def forced_request(self, market_ids: Sequence[str], request_id: int) -> dict[str, Any]:
        return {"op": "subscribe", "args": [{"channel": "liquidation-orders", "instType": "SWAP"}]}

    def read_forced(self, message: dict[str, Any]) -> Iterable[Forced]:
        for market in message["data"]:
            for each in market["details"]:
                position = each.get("posSide")
                side = CLOSES.get(each.get("side")) if position == "net" else position
                yield forced(market["instId"], side, each.get("sz"), each.get("bkPx"), each.get("ts"))


class Okx(CcxtExchange):
    """Its ticker has bid and ask, and ccxt asks for days that begin at midnight UTC, which are not OKX's usual ones."""

    id = "okx"
    name = "OKX"
    capabilities: ClassVar[Capabilities] = Capabilities(
        books=True,
        liquidations=True,
        max_candles=300,
        quote_currencies=("USDT", "USDC", "USD", "EUR", "BTC", "ETH"),
    )
    client_class = Feed
    perpetual_class = Perpetual
    options: ClassVar[dict[str, object]] = {"fetchMarkets": {"types": ["spot"]}}
