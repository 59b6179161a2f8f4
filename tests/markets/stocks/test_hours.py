"""The calendar of New York. Source of the dates: https://www.nyse.com/markets/hours-calendars, 2022 to 2027."""

from datetime import UTC, date, datetime, timedelta

import pytest

from markets.stocks.hours import holidays, is_open, is_short, next_open_ms, session_of

PUBLISHED = {
    2022: "01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26",
    2024: "01-01 01-15 02-19 03-29 05-27 06-19 07-04 09-02 11-28 12-25",
    2025: "01-01 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25",
    2026: "01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25",
    2027: "01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24",
}
SHORT = "2024-07-03 2024-11-29 2024-12-24 2025-07-03 2025-11-28 2025-12-24 2026-11-27 2026-12-24 2027-11-26"


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_holidays_are_the_published_ones(year):
    assert " ".join(f"{day:%m-%d}" for day in sorted(holidays(year))) == PUBLISHED[year]


def test_the_short_days_are_the_published_ones():
    days = (date(2024, 1, 1) + timedelta(days=number) for number in range(4 * 365 + 1))
    assert " ".join(f"{day}" for day in days if session_of(day) and is_short(day)) == SHORT


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-01-15 14:29:59", False),  # winter: UTC-5
        ("2026-01-15 14:30", True),
        ("2026-01-15 20:59:59", True),
        ("2026-01-15 21:00", False),
        ("2026-07-15 13:30", True),  # summer: UTC-4
        ("2026-07-15 20:00", False),
        ("2026-11-27 17:59", True),  # the day after Thanksgiving ends at 13:00
        ("2026-11-27 18:00", False),
        ("2026-11-26 16:00", False),
        ("2026-11-21 16:00", False),
    ],
)
def test_the_session_runs_from_half_past_nine_to_four_in_new_york(moment, expected):
    assert is_open(ms(moment)) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-20 21:30", "2026-11-23 14:30"),
        ("2026-11-23 09:00", "2026-11-23 14:30"),
        ("2026-11-25 22:00", "2026-11-27 14:30"),
        ("2026-11-23 15:00", "2026-11-23 15:00"),
        ("2026-12-24 18:30", "2026-12-28 14:30"),
    ],
)
def test_the_next_session_is_found_over_nights_weekends_and_holidays(moment, expected):
    assert next_open_ms(ms(moment)) == ms(expected)
