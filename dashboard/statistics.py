"""The statistics of one instrument, as groups of facts with their definitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from markets.candles.resample import Rows
from markets.models import AssetClass, Instrument
from markets.quant.returns import Values, change_percent, realised_volatility
from markets.quant.risk import beta, common_returns, correlation, daily_returns, historical_var, max_drawdown

DAY_MS = 86_400_000
YEAR_DAYS = {AssetClass.CRYPTO: 365.0, AssetClass.STOCK: 252.0}
MONTH, YEAR = 30, 365
SPANS = ((1, "1 day"), (7, "7 days"), (30, "30 days"), (90, "90 days"), (180, "180 days"), (YEAR, "1 year"))
# Below so many returns a figure of risk says more about chance than about the market.
LEAST_RETURNS = 30
BENCHMARKS = {AssetClass.CRYPTO: "BTC-USDT", AssetClass.STOCK: "SPY"}


@dataclass(frozen=True, slots=True)
class Fact:
    """``kind`` says how the value is written: change, price, percent, number, compact or text."""

    label: str
    value: float | str | None
    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    facts: Sequence[Fact]


def returns_group(days: Rows) -> Group:
    return Group("Returns", [_change(days, *span) for span in SPANS])


def _change(days: Rows, span: int, label: str) -> Fact:
    before = close_before(days, span)
    value = None if before is None else change_percent(before, float(days[-1, 4]))
    return Fact(label, value, "change", f"The last close against the last one that is at least {label} older.")


def close_before(days: Rows, span: int) -> float | None:
    """Return the newest close at least ``span`` days before the last one; markets that rest leave days out."""
    known = days[days[:, 0] <= days[-1, 0] - span * DAY_MS] if len(days) else days
    return float(known[-1, 4]) if len(known) else None


def last_days(days: Rows, span: int) -> Rows:
    return days[days[:, 0] >= days[-1, 0] - span * DAY_MS] if len(days) else days


def risk_group(instrument: Instrument, days: Rows, others: Mapping[str, Rows]) -> Group:
    """Return volatility, worst falls, value at risk and beta over up to a year."""
    per_year = YEAR_DAYS[AssetClass(instrument.asset_class)]
    year, month = last_days(days, YEAR), last_days(days, MONTH)
    returns = daily_returns(year[:, 4])
    is_enough = len(returns) >= LEAST_RETURNS
    over = f"over {len(returns)} daily returns"
    annual = f"Standard deviation of daily log returns, times the square root of {per_year:g}"
    return Group(
        "Risk",
        [
            Fact("Volatility, 30 days", _volatility(month, per_year), "percent", f"{annual}, over 30 days."),
            Fact(
                "Volatility, 1 year",
                _volatility(year, per_year) if is_enough else None,
                "percent",
                f"{annual}, {over}.",
            ),
            Fact("Worst day", _lowest(returns), "change", f"The lowest change from one close to the next, {over}."),
            Fact(
                "Max drawdown",
                max_drawdown(year[:, 4]),
                "change",
                f"The deepest fall from a high close before it, {over}.",
            ),
            Fact(
                "VaR 95, 1 day",
                historical_var(returns) if is_enough else None,
                "percent",
                f"On 1 day in 20 the loss was larger than this: the 5 % quantile {over}.",
            ),
            _beta(instrument, year, others),
        ],
    )


def _volatility(days: Rows, per_year: float) -> float | None:
    return realised_volatility(days[:, 4], per_year)


def _lowest(returns: Values) -> float | None:
    return float(np.min(returns) * 100.0) if len(returns) else None


def _beta(instrument: Instrument, days: Rows, others: Mapping[str, Rows]) -> Fact:
    """Return beta to the benchmark; to the mean of the other stocks where the benchmark is not followed."""
    benchmark = BENCHMARKS[AssetClass(instrument.asset_class)]
    if instrument.base == benchmark.partition("-")[0]:
        return Fact("Beta", None, "number", f"{instrument.base} is what the others are measured by.")
    if benchmark in others:
        mine, market = common_returns(days, others[benchmark])
        value, name = beta(mine, market), benchmark.partition("-")[0]
    else:
        pairs = [common_returns(days, rows) for rows in others.values()]
        whole = [pair for pair in pairs if pair[0].size == max(each[0].size for each in pairs)]
        mine, market = (whole[0][0], np.mean([each[1] for each in whole], axis=0)) if whole else (np.empty(0),) * 2
        value, name = beta(mine, market), "peers"
    whom = "the mean of the other stocks" if name == "peers" else name
    about = f"How many percent it moved for one percent of {whom}, over {len(mine)} daily returns."
    return Fact(f"Beta to {name}", value if len(mine) >= LEAST_RETURNS else None, "number", about)


def correlation_group(days: Rows, others: Mapping[str, Rows]) -> Group:
    return Group("Correlation, 1 year", [_correlation(symbol, days, rows) for symbol, rows in others.items()])


def _correlation(symbol: str, days: Rows, others: Rows) -> Fact:
    mine, theirs = common_returns(last_days(days, YEAR), others)
    value = correlation(mine, theirs) if len(mine) >= LEAST_RETURNS else None
    about = f"Pearson's correlation with {symbol} over {len(mine)} daily returns: 1 together, 0 apart, -1 against."
    return Fact(symbol.partition("-")[0], value, "number", about)


def range_group(days: Rows) -> Group:
    facts = []
    for span, label in ((MONTH, "30 days"), (YEAR, "1 year")):
        part = last_days(days, span)
        high, low = (float(part[:, 2].max()), float(part[:, 3].min())) if len(part) else (None, None)
        about = f"price of {len(part)} daily candles, wicks included."
        facts += [
            Fact(f"High, {label}", high, "price", f"Highest {about}"),
            Fact(f"Low, {label}", low, "price", f"Lowest {about}"),
        ]
    return Group("Range", facts)


def statistics_note(exchange: str, days: Rows, groups: Sequence[Group]) -> str:
    """Say what the statistics rest on, and what cannot be said."""
    if not len(days):
        return "No daily candle is stored yet."
    missing = [fact.label for group in groups for fact in group.facts if fact.value is None and fact.label != "Beta"]
    rest = f" Too little is known for: {', '.join(missing)}." if missing else ""
    return f"From {len(days)} daily candles of {exchange}, days in UTC, today's included.{rest}"
