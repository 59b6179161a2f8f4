"""What an exchange of stocks tells beside prices and candles."""

from abc import ABC, abstractmethod
from typing import ClassVar

from markets.candles.resample import Rows
from markets.stocks.types import Dividend, Period, StockInfo


class StockSource(ABC):
    """Offered by an adapter that also is an Exchange; raises the same errors, and needs no ``connect`` first."""

    id: ClassVar[str]

    @abstractmethod
    async def stock_info(self, symbol: str) -> StockInfo:
        """Return what is known of the company."""

    @abstractmethod
    async def dividends(self, symbol: str) -> list[Dividend]:
        """Return every dividend, oldest first."""

    @abstractmethod
    async def history(self, symbol: str, period: Period) -> Rows:
        """Return the candles of a period, the present one too.

        Shape: (n, 6) float64, oldest first: open_ms, open, high, low, close, volume. Prices know of splits, not of
        dividends. Days open at midnight UTC of the day they belong to.
        """
