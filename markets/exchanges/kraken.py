"""Kraken spot, WebSocket version 2."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from ccxt.pro import kraken

from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange


class Kraken(CcxtExchange):
    """Its REST candles always end now: nothing older than ``max_candles`` back can be had."""

    id = "kraken"
    name = "Kraken"
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_candles=720,
        quote_currencies=("USD", "USDT", "USDC", "EUR", "GBP", "BTC"),
    )
    client_class = kraken

    def _event_ms(self, ticker: Mapping[str, Any]) -> int | None:
        # ccxt leaves out the time that version 2 sends.
        try:
            return int(datetime.fromisoformat(ticker["info"]["timestamp"]).timestamp() * 1000)
        except (KeyError, TypeError, ValueError):
            return None
