"""The statistics of one instrument, as rows of a list."""

from dataclasses import dataclass

import numpy as np

from markets.models import AssetClass, Instrument
from markets.quant.returns import Values, change_over, realised_volatility
from markets.types import Price

YEAR_DAYS = {AssetClass.CRYPTO: 365.0, AssetClass.STOCK: 252.0}
MONTH = 30


@dataclass(frozen=True, slots=True)
class Fact:
    """``kind`` says how the value is written: change, price or percent."""

    label: str
    value: float | None
    kind: str


def facts(instrument: Instrument, price: Price | None, days: Values) -> list[Fact]:
    """Return what the price and the daily candles say. **Shape** days (n, 6), oldest first, the open day last."""
    closes = days[:, 4]
    month = days[-MONTH:]
    volatility = realised_volatility(closes[-MONTH - 1 :], YEAR_DAYS[AssetClass(instrument.asset_class)])
    return [
        Fact("1 hour", price.change_1h if price else None, "change"),
        Fact("24 hours", price.change_24h if price else None, "change"),
        Fact("7 days", change_over(closes, 7), "change"),
        Fact("30 days", change_over(closes, MONTH), "change"),
        Fact("Volatility, 30 days", volatility, "percent"),
        Fact("High, 30 days", float(np.max(month[:, 2])) if len(month) else None, "price"),
        Fact("Low, 30 days", float(np.min(month[:, 3])) if len(month) else None, "price"),
        Fact("Worst day, 30 days", worst_day(closes[-MONTH - 1 :]), "change"),
    ]


def facts_note(exchange: str) -> str:
    """Say what the statistics rest on."""
    if not exchange:
        return "No daily candle is stored yet."
    return (
        f"From daily candles of {exchange.capitalize()}, days in UTC. Volatility is annualised from daily log returns."
    )


def worst_day(closes: Values) -> float | None:
    """Return the lowest change from one close to the next in percent."""
    return float(np.min(closes[1:] / closes[:-1] - 1.0) * 100.0) if len(closes) > 1 else None
