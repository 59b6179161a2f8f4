"""What Yahoo answers, as our types. Raises LookupError, TypeError or ValueError for another shape."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from markets.candles.resample import Rows, clean, no_rows
from markets.exchanges.sane import clean_quote, number
from markets.stocks.types import Dividend, StockInfo
from markets.types import TIMEFRAME_MS, Quote, Timeframe

DAY_S = 86_400
DECIMALS = 4
"""Yahoo sends 32-bit floats written out: 189.3300018310547."""

Payload = Mapping[str, Any]


def names_of(body: Payload) -> frozenset[str]:
    """Return which symbols ``v7/finance/quote`` knows."""
    return frozenset(str(raw["symbol"]) for raw in body["quoteResponse"]["result"] or ())


def read_quotes(body: Payload, received_ms: int, dropped: Counter[str], *, is_open: bool) -> dict[str, Quote]:
    """Return the believable quotes of ``v7/finance/quote`` by symbol; count the others by reason."""
    quotes: dict[str, Quote] = {}
    for raw in body["quoteResponse"]["result"] or ():
        quote = clean_quote(_quote(raw, received_ms, is_open=is_open))
        if isinstance(quote, str):
            dropped[quote] += 1
        else:
            quotes[quote.symbol] = quote
    return quotes


def _quote(raw: Payload, received_ms: int, *, is_open: bool) -> Quote:
    last = number(raw.get("regularMarketPrice")) or 0.0
    # A volume of nothing, as before the first trade of a day, says that it is not known.
    volume = number(raw.get("regularMarketVolume")) or None
    quote = Quote(
        exchange="yahoo",
        symbol=str(raw["symbol"]),
        last=last,
        bid=None,
        ask=None,
        open_24h=number(raw.get("regularMarketPreviousClose")),
        high_24h=number(raw.get("regularMarketDayHigh")),
        low_24h=number(raw.get("regularMarketDayLow")),
        volume_24h=volume,
        turnover_24h=volume * last if volume else None,
        event_ms=int(number(raw.get("regularMarketTime")) or 0) * 1000,
        received_ms=received_ms,
    )
    bid, ask = number(raw.get("bid")), number(raw.get("ask"))
    # Yahoo's book is that of one exchange, late, and empty or crossed outside the session.
    has_book = is_open and bid is not None and ask is not None and 0 < bid < ask
    return replace(quote, bid=bid, ask=ask) if has_book else quote


def read_candles(body: Payload, timeframe: Timeframe) -> Rows:
    """Return the candles of ``v8/finance/chart``; days stand at midnight UTC, and what is off the grid is left out."""
    result = body["chart"]["result"][0]
    times = result.get("timestamp")
    if not times:
        return no_rows()
    columns = result["indicators"]["quote"][0]
    values = [columns[name] for name in ("open", "high", "low", "close", "volume")]
    rows = np.array([times, *values], dtype=np.float64).T
    if timeframe is Timeframe.D1:
        local = rows[:, 0] + int(result["meta"].get("gmtoffset") or 0)
        rows[:, 0] = local // DAY_S * DAY_S
    rows[:, 0] *= 1000
    rows[:, 1:5] = np.round(rows[:, 1:5], DECIMALS)
    # A minute without trades has no volume; the last row may be the present moment, inside a candle that is there.
    rows[:, 5] = np.nan_to_num(rows[:, 5])
    return clean(rows if timeframe is Timeframe.H1 else rows[rows[:, 0] % TIMEFRAME_MS[timeframe] == 0])


def read_dividends(body: Payload) -> list[Dividend]:
    result = body["chart"]["result"][0]
    paid: Iterable[Payload] = ((result.get("events") or {}).get("dividends") or {}).values()
    found = [Dividend(int(each["date"]) // DAY_S * DAY_S * 1000, float(each["amount"])) for each in paid]
    return sorted(found, key=lambda dividend: dividend.at_ms)


def read_info(symbol: str, body: Payload) -> StockInfo:
    """Return the company of ``v10/finance/quoteSummary`` with the modules assetProfile, price and summaryDetail."""
    modules = body["quoteSummary"]["result"][0]
    price, detail = modules.get("price") or {}, modules.get("summaryDetail") or {}
    earned = _number(detail.get("dividendYield"))
    return StockInfo(
        symbol=symbol,
        name=str(price.get("longName") or price.get("shortName") or ""),
        sector=(modules.get("assetProfile") or {}).get("sector") or None,
        currency=str(price.get("currency") or "USD"),
        market_cap=_number(price.get("marketCap") or detail.get("marketCap")),
        pe_ratio=_number(detail.get("trailingPE")),
        dividend_yield=None if earned is None else round(earned * 100, 4),
        high_52w=_number(detail.get("fiftyTwoWeekHigh")),
        low_52w=_number(detail.get("fiftyTwoWeekLow")),
    )


def _number(value: Any) -> float | None:
    """Read a number that some modules wrap: ``{"raw": 28.5, "fmt": "28.50"}``."""
    return number(value.get("raw") if isinstance(value, dict) else value)
