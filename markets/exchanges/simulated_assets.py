"""What the simulated market trades: rough levels, how wild each asset is and how often it is heard of."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset against the dollar.

    ``beta`` is its share in the daily move of its market, ``own`` its own daily move in percent; turnover is a day's,
    in millions of dollars. ``quote_ms`` is the usual time between quotes.
    """

    name: str
    price: float
    decimals: int
    sector: str
    beta: float
    own: float
    turnover_musd: float
    spread_bps: float = 3.0
    quote_ms: int = 6_000
    trades_per_s: float = 0.05

    @property
    def is_stock(self) -> bool:
        return self.sector in {"chips", "software", "crypto stocks"}


ASSETS = {
    asset.name: asset
    for asset in (
        Asset("BTC", 71_200, 2, "coins", 0.95, 1.1, 2_400, 0.2, 500, 1.3),
        Asset("ETH", 3_900, 2, "platforms", 1.2, 1.6, 1_500, 0.4, 1_000, 0.9),
        Asset("SOL", 188, 2, "platforms", 1.45, 2.9, 620, 0.9, 1_500, 0.55),
        Asset("XRP", 2.31, 4, "coins", 1.2, 4.0, 430, 1.2, 2_500, 0.35),
        Asset("BNB", 612, 2, "platforms", 0.9, 2.0, 260, 0.8, 2_500, 0.3),
        Asset("DOGE", 0.2142, 5, "coins", 1.6, 4.3, 240, 1.5, 3_000, 0.2),
        Asset("ADA", 0.7815, 4, "platforms", 1.35, 3.4, 120),
        Asset("TRX", 0.3124, 4, "platforms", 0.6, 1.6, 95),
        Asset("AVAX", 31.4, 3, "platforms", 1.5, 3.4, 90),
        Asset("LINK", 19.62, 3, "defi", 1.4, 3.2, 105),
        Asset("DOT", 5.14, 3, "platforms", 1.4, 3.2, 55),
        Asset("LTC", 104.3, 2, "coins", 1.1, 2.9, 85),
        Asset("BCH", 468, 2, "coins", 1.15, 3.2, 60),
        Asset("UNI", 9.42, 3, "defi", 1.45, 4.1, 48),
        Asset("NEAR", 3.61, 3, "platforms", 1.5, 4.0, 45),
        Asset("APT", 5.93, 3, "platforms", 1.5, 4.1, 38),
        Asset("SUI", 3.217, 4, "platforms", 1.6, 4.5, 130),
        Asset("ARB", 0.5218, 4, "rollups", 1.5, 4.0, 42),
        Asset("OP", 0.9426, 4, "rollups", 1.5, 4.1, 36),
        Asset("ATOM", 4.63, 3, "platforms", 1.35, 3.2, 24),
        Asset("INJ", 14.21, 3, "defi", 1.6, 4.7, 26),
        Asset("FIL", 3.12, 3, "platforms", 1.4, 3.8, 28),
        Asset("AAVE", 262, 2, "defi", 1.45, 3.8, 52),
        Asset("NVDA", 176, 2, "chips", 1.5, 2.5, 900, 0.6, 3_000, 0.15),
        Asset("AAPL", 268, 2, "software", 1.0, 1.6, 520, 0.5),
        Asset("MSFT", 492, 2, "software", 0.95, 1.4, 430, 0.5),
        Asset("COIN", 305, 2, "crypto stocks", 1.3, 3.6, 110, 2.0),
        Asset("TSLA", 398, 2, "software", 1.4, 4.0, 800, 0.7),
        Asset("MSTR", 214, 2, "crypto stocks", 1.3, 3.2, 140, 2.0),
    )
}


def find_asset(symbol: str) -> Asset | None:
    """Return the asset of ``BTC-USDT``, of the quieter ``BTC-USD`` or of a stock; None when it is not simulated."""
    base, dash, quote = symbol.partition("-")
    asset = ASSETS.get(base)
    if asset is None or asset.is_stock == bool(dash) or quote not in {"", "USD", "USDT"}:
        return None
    if quote != "USD":
        return asset
    rate, turnover = asset.trades_per_s / 5, asset.turnover_musd / 8
    return replace(asset, quote_ms=5_000, trades_per_s=rate, turnover_musd=turnover)
