"""What is known of a stock or a coin: the company, its dividends, its history as numbers and as a chart."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.auth import needs
from markets.api.queries import PeriodQuery
from markets.selectors import get_instrument
from markets.stocks.figure import history_figure
from markets.stocks.selectors import Told, company_of, dividends_of, history_of
from markets.stocks.types import TIMEFRAMES, Period
from project.common.clock import from_ms, now_ms
from project.common.schemas import errors

router = Router(tags=["Markets"])


class ToldOut(Schema):
    symbol: str = Field(examples=["AAPL"])
    source: str = Field(description="Who says so.", examples=["yahoo"])
    age_s: float = Field(description="Seconds since the source said so.", examples=[312.5])
    is_stale: bool = Field(description="Whether the source gave nothing newer although it was time.")


class StockOut(ToldOut):
    name: str = Field(examples=["Apple Inc."])
    sector: str | None = Field(examples=["Technology"])
    currency: str = Field(examples=["USD"])
    market_cap: float | None = Field(examples=[4_050_000_000_000])
    pe_ratio: float | None = Field(description="Price by the earnings of the last twelve months.", examples=[35.9])
    dividend_yield: float | None = Field(description="Percent a year.", examples=[0.39])
    fifty_two_week_high: float | None = Field(examples=[288.62])
    fifty_two_week_low: float | None = Field(examples=[169.21])


class BarOut(Schema):
    """One candle, its fields named as Yahoo's library names them."""

    Date: str = Field(description="A day, or a moment in UTC when candles are shorter.", examples=["2026-11-20"])
    Open: float
    High: float
    Low: float
    Close: float
    Volume: float


class PriceHistoryOut(ToldOut):
    period: Period = Field(examples=["1y"])
    data: list[BarOut]


class FigureOut(Schema):
    """A Plotly figure."""

    data: list[dict[str, Any]]
    layout: dict[str, Any]


class DividendOut(Schema):
    Date: str = Field(description="The day from which a buyer no longer gets it.", examples=["2026-11-10"])
    Dividends: float = Field(description="For each share.", examples=[0.26])


class DividendsOut(ToldOut):
    data: list[DividendOut]


@router.get(
    "/market/info/{path:symbol}",
    response={200: StockOut, **errors(401, 403, 404, 429, 503)},
    auth=needs("read", metered=True),
    summary="The company behind a stock",
)
def info(request: HttpRequest, symbol: str) -> dict[str, Any]:
    """Get name, sector and key figures. A coin has a name, and its range of 52 weeks from stored candles."""
    told = company_of(get_instrument(symbol))
    known = told.value
    return {
        **_told(known.symbol, told),
        "name": known.name,
        "sector": known.sector,
        "currency": known.currency,
        "market_cap": known.market_cap,
        "pe_ratio": known.pe_ratio,
        "dividend_yield": known.dividend_yield,
        "fifty_two_week_high": known.high_52w,
        "fifty_two_week_low": known.low_52w,
    }


# Before the address of which it is the longer form: a symbol may have a slash.
@router.get(
    "/market/history/{path:symbol}/chart",
    response={200: FigureOut, **errors(401, 403, 404, 422, 429, 503)},
    auth=needs("read", metered=True),
    summary="Candles of a period as a Plotly figure",
)
def chart(request: HttpRequest, symbol: str, query: Query[PeriodQuery]) -> dict[str, Any]:
    """Get data and layout for Plotly.newPlot: at most 300 candles, longer ones for a long period, and the volume."""
    instrument = get_instrument(symbol)
    return history_figure(instrument.symbol, history_of(instrument, query.period).value)


@router.get(
    "/market/history/{path:symbol}",
    response={200: PriceHistoryOut, **errors(401, 403, 404, 422, 429, 503)},
    auth=needs("read", metered=True),
    summary="Candles of a period",
)
def history(request: HttpRequest, symbol: str, query: Query[PeriodQuery]) -> dict[str, Any]:
    """Get 5-minute candles of a day, hours of five days, days of every longer period; oldest first."""
    instrument = get_instrument(symbol)
    told = history_of(instrument, query.period)
    has_days = query.period not in TIMEFRAMES
    bars = [_bar(row, has_days=has_days) for row in told.value.tolist()]
    return {**_told(instrument.symbol, told), "period": query.period, "data": bars}


@router.get(
    "/market/dividends/{path:symbol}",
    response={200: DividendsOut, **errors(401, 403, 404, 429, 503)},
    auth=needs("read", metered=True),
    summary="Dividends of a stock",
)
def dividends(request: HttpRequest, symbol: str) -> dict[str, Any]:
    """Get every dividend that is known, oldest first. A coin has none."""
    instrument = get_instrument(symbol)
    told = dividends_of(instrument)
    paid = [{"Date": f"{from_ms(each.at_ms):%Y-%m-%d}", "Dividends": each.amount} for each in told.value]
    return {**_told(instrument.symbol, told), "data": paid}


def _told(symbol: str, told: Told[Any]) -> dict[str, Any]:
    age_s = round(max(0, now_ms() - told.at_ms) / 1000, 1)
    return {"symbol": symbol, "source": told.source, "age_s": age_s, "is_stale": told.is_stale}


def _bar(row: list[float], *, has_days: bool) -> dict[str, Any]:
    at = from_ms(int(row[0]))
    day = f"{at:%Y-%m-%d}" if has_days else at.isoformat()
    return {"Date": day, **dict(zip(("Open", "High", "Low", "Close", "Volume"), row[1:], strict=True))}
