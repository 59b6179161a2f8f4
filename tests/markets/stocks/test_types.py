from datetime import UTC, datetime

import pytest

from markets.stocks.types import Period, begin_of, timeframe_of
from markets.types import Timeframe


@pytest.mark.parametrize(
    ("period", "now", "begin"),
    [
        ("1d", "2026-11-22T15:30", "2026-11-21T15:30"),
        ("5d", "2026-11-22T15:30", "2026-11-17T15:30"),
        ("1mo", "2026-11-22T15:30", "2026-10-22"),
        ("1mo", "2026-03-31T15:30", "2026-02-28"),
        ("3mo", "2026-02-10T15:30", "2025-11-10"),
        ("6mo", "2026-06-01T00:00", "2025-12-01"),
        ("ytd", "2026-11-22T15:30", "2026-01-01"),
        ("1y", "2024-02-29T15:30", "2023-02-28"),
        ("10y", "2026-11-22T15:30", "2016-11-22"),
        ("max", "2026-11-22T15:30", "1970-01-01"),
    ],
)
def test_a_period_begins_so_long_ago(period, now, begin):
    at, expected = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, begin))
    assert begin_of(Period(period), at) == expected


def test_a_day_is_made_of_minutes_five_of_hours_and_the_rest_of_days():
    expected = {Period.D1: Timeframe.M5, Period.D5: Timeframe.H1}
    assert {period: timeframe_of(period) for period in Period} == {
        period: expected.get(period, Timeframe.D1) for period in Period
    }
