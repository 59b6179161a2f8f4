"""Coinbase, through the feed of Coinbase Exchange."""

from typing import Any, ClassVar

from ccxt.pro import coinbaseexchange

from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange


class Feed(coinbaseexchange):  # type: ignore[misc]
    """ccxt's client, whose trades of several products wait for ``matches:BTC/USD`` but ring ``matches:BTC-USD``."""

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
        max_candles=300,
        quote_currencies=("USD", "USDC", "USDT", "EUR", "GBP", "BTC"),
    )
    client_class = Feed
