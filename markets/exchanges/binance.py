"""Binance spot."""

from typing import ClassVar

from ccxt.pro import binance

from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange


class Binance(CcxtExchange):
    id = "binance"
    name = "Binance"
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_candles=1000,
        quote_currencies=("USDT", "USDC", "BTC", "ETH"),
    )
    client_class = binance
    options: ClassVar[dict[str, object]] = {
        "fetchMarkets": {"types": ["spot"]},
        "fetchCurrencies": False,
        "fetchMargins": False,
        # ccxt's usual miniTicker has no bid and ask.
        "watchTickers": {"name": "ticker"},
        # One print per taker order rather than one per maker it met.
        "watchTradesForSymbols": {"name": "aggTrade"},
    }
