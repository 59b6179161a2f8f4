"""Reads for the statistics of an instrument: its days, those of the largest others, and the company behind a stock."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import formats
from dashboard.statistics import (
    BENCHMARKS,
    YEAR,
    Fact,
    Group,
    correlation_group,
    range_group,
    returns_group,
    risk_group,
    statistics_note,
)
from dashboard.wording import exchange_names
from markets.candles.resample import Rows
from markets.candles.selectors import latest_candles
from markets.models import AssetClass, Instrument
from markets.selectors import active_instruments
from markets.stocks.selectors import Told, company_of
from markets.stocks.types import StockInfo
from markets.types import Timeframe
from project.common.clock import from_ms
from project.common.errors import Unavailable

LARGEST = 5


@dataclass(frozen=True, slots=True)
class Statistics:
    groups: Sequence[Group]
    notes: Sequence[str]


def statistics_of(found: Instrument) -> Statistics:
    """Return what up to a year of daily candles says, and what is known of a company."""
    series = latest_candles(found, Timeframe.D1, YEAR + 1)
    days = series.rows
    others = {each.symbol: _days(each) for each in largest_others(found)}
    peers = dict(list(others.items())[:LARGEST])
    groups = [returns_group(days), risk_group(found, days, others), correlation_group(days, peers), range_group(days)]
    notes = [statistics_note(exchange_names([series.exchange]), days, groups)]
    if found.asset_class != AssetClass.STOCK:
        return Statistics(groups, notes)
    company, note = company_group(found)
    return Statistics([*groups, *company], [*notes, note])


def largest_others(found: Instrument) -> list[Instrument]:
    """Return the five others of its class that stand first, one a base, and the benchmark if it is none of them."""
    benchmark = BENCHMARKS[AssetClass(found.asset_class)]
    alike = [each for each in active_instruments() if each.asset_class == found.asset_class and each.base != found.base]
    alike.sort(key=lambda each: each.rank)
    by_base = {each.base: each for each in reversed(alike)}
    first = sorted(by_base.values(), key=lambda each: each.rank)
    return first[:LARGEST] + [each for each in first[LARGEST:] if each.symbol == benchmark]


def _days(instrument: Instrument) -> Rows:
    return latest_candles(instrument, Timeframe.D1, YEAR + 1).rows


def company_group(found: Instrument) -> tuple[list[Group], str]:
    """Return what is known of the company and a sentence on who says so and when, or why nothing is known."""
    try:
        told = company_of(found)
    except Unavailable as fault:
        return [], str(fault)
    return [Group("Company", _company_facts(told.value))], _company_note(told)


def _company_facts(known: StockInfo) -> list[Fact]:
    money = f"in {known.currency}"
    return [
        Fact("Sector", known.sector, "text", "The sector as the source names it."),
        Fact("Market value", known.market_cap, "compact", f"All shares at the last price, {money}."),
        Fact("P/E", known.pe_ratio, "number", "Price by the earnings of the last twelve months."),
        Fact("Dividend yield", known.dividend_yield, "percent", "Dividends of a year by the price."),
        Fact("52 week high", known.high_52w, "price", f"Highest price of 52 weeks as the source says, {money}."),
        Fact("52 week low", known.low_52w, "price", f"Lowest price of 52 weeks as the source says, {money}."),
    ]


def _company_note(told: Told[StockInfo]) -> str:
    late = " It has not answered since." if told.is_stale else ""
    return f"The company as of {formats.moment(from_ms(told.at_ms))}, from {exchange_names([told.source])}.{late}"
