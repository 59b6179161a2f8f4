"""Companies of the simulated market: figures that fit its prices, invented and the same every time."""

from datetime import UTC, datetime
from zlib import crc32

from markets.exchanges.simulated_assets import ASSETS
from markets.exchanges.simulated_hours import HOUR_MS, ORIGIN_MS
from markets.exchanges.simulated_market import Market
from markets.stocks.types import Dividend, StockInfo
from project.common.clock import from_ms

SECTORS = {"chips": "Technology", "software": "Technology", "crypto stocks": "Financial Services"}
QUARTERLY = {"AAPL": 0.26, "MSFT": 0.83, "NVDA": 0.01}
"""What each share is paid four times a year, in dollars."""

PAY_MONTHS, PAY_DAY = (2, 5, 8, 11), 10
HOURS_A_YEAR = 365 * 24
DAYS_OF_TURNOVER = 180


def simulated_info(market: Market, symbol: str, at_ms: int) -> StockInfo:
    """Describe the company at a moment; its name is the instrument's."""
    hour = (at_ms - ORIGIN_MS) // HOUR_MS
    first = max(hour - HOURS_A_YEAR, 0)
    year = market.hours(symbol, first, hour - first)
    last, asset = float(year[-1, 4]), ASSETS[symbol]
    shares = asset.turnover_musd * 1e6 * DAYS_OF_TURNOVER / asset.price
    paid = QUARTERLY.get(symbol)
    return StockInfo(
        symbol=symbol,
        name="",
        sector=SECTORS[asset.sector],
        currency="USD",
        market_cap=round(shares * last),
        pe_ratio=round(18 + crc32(symbol.encode()) % 400 / 10, 1),
        dividend_yield=round(paid * 4 / last * 100, 2) if paid else None,
        high_52w=float(year[:, 2].max()),
        low_52w=float(year[:, 3].min()),
    )


def simulated_dividends(symbol: str, at_ms: int) -> list[Dividend]:
    """Return what was paid since the market opened, oldest first."""
    amount = QUARTERLY.get(symbol)
    if amount is None:
        return []
    years = range(from_ms(ORIGIN_MS).year, from_ms(at_ms).year + 1)
    days = [datetime(year, month, PAY_DAY, tzinfo=UTC) for year in years for month in PAY_MONTHS]
    return [Dividend(int(day.timestamp() * 1000), amount) for day in days if day <= from_ms(at_ms)]
