"""Dates as English writes them, read as of Wednesday 11 March 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.analysis.dates import find_dates
from alerts.analysis.words import fold

TODAY = date(2026, 3, 11)


@pytest.mark.parametrize(
    ("text", "day", "is_exact"),
    [
        ("on 2026-04-02", date(2026, 4, 2), True),
        ("2026/4/2", date(2026, 4, 2), True),
        ("(08-27-2025)", date(2025, 8, 27), True),
        ("April 2, 2027", date(2027, 4, 2), True),
        ("on April 2nd", date(2026, 4, 2), True),
        ("2 Apr", date(2026, 4, 2), True),
        ("the 27th of August 2026", date(2026, 8, 27), True),
        ("22-29 Aug", date(2026, 8, 29), True),
        ("January 5", date(2026, 1, 5), True),
        ("November 20", date(2026, 11, 20), True),
        ("today", date(2026, 3, 11), True),
        ("Tomorrow", date(2026, 3, 12), True),
        ("this Friday", date(2026, 3, 13), True),
        ("on Wednesday", date(2026, 3, 11), True),
        ("next Wednesday", date(2026, 3, 18), True),
        ("last Friday", date(2026, 3, 6), True),
        ("in 3 days", date(2026, 3, 14), True),
        ("in the next 48 hours", date(2026, 3, 13), True),
        ("in two weeks", date(2026, 3, 25), False),
        ("this week", date(2026, 3, 15), False),
        ("next month", date(2026, 4, 30), False),
        ("by the end of June", date(2026, 6, 30), False),
        ("in February", date(2027, 2, 28), False),
        ("Q3 2026", date(2026, 9, 30), False),
        ("in q1", date(2026, 3, 31), False),
    ],
)
def test_a_date_is_read(text: str, day: date, is_exact: bool) -> None:
    found = find_dates(fold(text), TODAY)
    assert [(each.day, each.is_exact) for each in found] == [(day, is_exact)]


@pytest.mark.parametrize(
    "text",
    [
        "it may launch",
        "31 February",
        "2026-13-45",
        "version 2.0.1",
        "at 10:30",
        "march on",
        "a decade",
        "99 Aug",
        "May 2pm",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert find_dates(fold(text), TODAY) == []


def test_the_longer_of_two_overlapping_readings_wins() -> None:
    found = find_dates("on tuesday, march 17, 2026 at noon", TODAY)
    assert [each.day for each in found] == [date(2026, 3, 17), date(2026, 3, 17)]


@given(
    st.text(alphabet="0123456789 -/.,thofinextmarchqtodayjune", max_size=80),
    st.dates(date(1990, 1, 1), date(2200, 1, 1)),
)
def test_no_text_and_no_day_raise(text: str, today: date) -> None:
    ends = [0]
    for each in find_dates(text, today):
        assert ends[-1] <= each.start < each.end <= len(text)
        ends.append(each.end)
