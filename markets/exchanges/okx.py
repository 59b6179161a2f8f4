"""OKX spot."""

from typing import ClassVar

from ccxt.pro import okx

from markets.exchanges.base import Capabilities
from markets.exchanges.ccxt_base import CcxtExchange


class Okx(CcxtExchange):
    """Its ticker has bid and ask, and ccxt asks for days that begin at midnight UTC, which are not OKX's usual ones."""

    id = "okx"
    name = "OKX"
    capabilities: ClassVar[Capabilities] = Capabilities(
        max_candles=300,
        quote_currencies=("USDT", "USDC", "USD", "EUR", "BTC", "ETH"),
    )
    client_class = okx
    options: ClassVar[dict[str, object]] = {"fetchMarkets": {"types": ["spot"]}}
