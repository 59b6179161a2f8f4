"""What could go wrong, from closes and daily returns: falls from a peak, value at risk, and moves with the market."""

import numpy as np

from markets.quant.returns import Values


def daily_returns(closes: Values) -> Values:
    """Return each change against the close before it, as a share: 0.01 is one percent."""
    changes: Values = closes[1:] / closes[:-1] - 1.0
    return changes


def max_drawdown(closes: Values) -> float | None:
    """Return the deepest fall from a high before it, in percent and not above 0; None without a close."""
    if not len(closes):
        return None
    return float(np.min(closes / np.maximum.accumulate(closes) - 1.0) * 100.0)


def historical_var(returns: Values) -> float | None:
    """Return the loss, in percent of the value, that one day in 20 goes beyond; never below 0.

    **Source**: historical simulation, Hull, Options, Futures and Other Derivatives, chapter Value at Risk; the quantile
    is interpolated linearly.
    """
    if not len(returns):
        return None
    return max(0.0, float(-np.quantile(returns, 0.05) * 100.0))


def beta(returns: Values, market: Values) -> float | None:
    """Return the covariance with the market by the market's variance, None for a market that stands still.

    **Source**: Sharpe 1964. **Shape** both (n,), of the same days.
    """
    if len(returns) < 2 or np.ptp(market) == 0:
        return None
    return float(np.cov(returns, market, ddof=1)[0, 1] / np.var(market, ddof=1))


def correlation(returns: Values, others: Values) -> float | None:
    """Return Pearson's correlation, None where one of both never moved. **Shape** both (n,), of the same days."""
    if len(returns) < 2 or np.ptp(returns) == 0 or np.ptp(others) == 0:
        return None
    return float(np.corrcoef(returns, others)[0, 1])


def common_returns(rows: Values, others: Values) -> tuple[Values, Values]:
    """Return the daily returns of both over the days that both have. **Shape** rows (n, 6), open time in ms first."""
    _, mine, theirs = np.intersect1d(rows[:, 0], others[:, 0], return_indices=True)
    return daily_returns(rows[mine, 4]), daily_returns(others[theirs, 4])
