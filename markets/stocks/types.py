"""What is known of a stock beside its price, and the periods its history is asked in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from markets.types import Timeframe


class Period(StrEnum):
    """How far a history goes back, in the words that Yahoo uses."""

    D1 = "1d"
    D5 = "5d"
    MO1 = "1mo"
    MO3 = "3mo"
    MO6 = "6mo"
    YTD = "ytd"
    Y1 = "1y"
    Y2 = "2y"
    Y5 = "5y"
    Y10 = "10y"
    MAX = "max"


TIMEFRAMES = {Period.D1: Timeframe.M5, Period.D5: Timeframe.H1}
"""The candles a period is made of; those that are not here are made of days."""

MONTHS = {
    Period.MO1: 1,
    Period.MO3: 3,
    Period.MO6: 6,
    Period.Y1: 12,
    Period.Y2: 24,
    Period.Y5: 60,
    Period.Y10: 120,
}


def timeframe_of(period: Period) -> Timeframe:
    return TIMEFRAMES.get(period, Timeframe.D1)


def begin_of(period: Period, now: datetime) -> datetime:
    """Return the first moment of a period that ends now; days begin at midnight UTC."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    match period:
        case Period.D1:
            return now - timedelta(days=1)
        case Period.D5:
            return now - timedelta(days=5)
        case Period.YTD:
            return midnight.replace(month=1, day=1)
        case Period.MAX:
            return datetime(1970, 1, 1, tzinfo=UTC)
    years, month = divmod(midnight.year * 12 + midnight.month - 1 - MONTHS[period], 12)
    # The 28th stands for the days that a shorter month lacks.
    return midnight.replace(year=years, month=month + 1, day=min(midnight.day, 28))


@dataclass(frozen=True, slots=True)
class StockInfo:
    """A company as its stock sees it. Money is in ``currency``; ``dividend_yield`` is in percent a year."""

    symbol: str
    name: str
    sector: str | None
    currency: str
    market_cap: float | None
    pe_ratio: float | None
    dividend_yield: float | None
    high_52w: float | None
    low_52w: float | None


@dataclass(frozen=True, slots=True)
class Dividend:
    """What was paid for each share; ``at_ms`` is the day from which a buyer no longer gets it."""

    at_ms: int
    amount: float
