"""Dates as texts write them, read as of the morning of Wednesday 11 March 2026."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.analysis.dates import FoundDate, find_dates, is_coming
from alerts.analysis.words import fold

NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)


def only(text: str, now: datetime = NOW) -> FoundDate:
    (found,) = find_dates(fold(text), now)
    return found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("on 2026-04-02", date(2026, 4, 2)),
        ("2026/4/2", date(2026, 4, 2)),
        ("2026.04.02", date(2026, 4, 2)),
        ("(08-27-2025)", date(2025, 8, 27)),
        ("28.11.2026", date(2026, 11, 28)),
        ("28/11/2026", date(2026, 11, 28)),
        ("04/03/2026", date(2026, 3, 4)),
        ("starts 28/11", date(2026, 11, 28)),
        ("on 11/28", date(2026, 11, 28)),
        ("April 2, 2027", date(2027, 4, 2)),
        ("on April 2nd", date(2026, 4, 2)),
        ("Nov. 28th, 2026", date(2026, 11, 28)),
        ("2 Apr", date(2026, 4, 2)),
        ("the 27th of August 2026", date(2026, 8, 27)),
        ("January 5", date(2026, 1, 5)),
        ("November 20", date(2026, 11, 20)),
        ("12 May", date(2026, 5, 12)),
        ("28 de noviembre de 2026", date(2026, 11, 28)),
        ("am 28. Juni", date(2026, 6, 28)),
        ("2026 \u5e74 8 \u6708 24 \u65e5", date(2026, 8, 24)),
        ("8\uc6d4 24\uc77c", date(2026, 8, 24)),
        ("today", date(2026, 3, 11)),
        ("Tomorrow", date(2026, 3, 12)),
        ("yesterday", date(2026, 3, 10)),
        ("this Friday", date(2026, 3, 13)),
        ("on Wednesday", date(2026, 3, 11)),
        ("next Wednesday", date(2026, 3, 18)),
        ("last Friday", date(2026, 3, 6)),
        ("will launch on Monday", date(2026, 3, 16)),
        ("launched on Monday", date(2026, 3, 9)),
        ("on Tue", date(2026, 3, 17)),
        ("Tuesday morning, March 17th", date(2026, 3, 17)),
        ("in 3 days", date(2026, 3, 14)),
        ("in 30 minutes", date(2026, 3, 11)),
        ("3 days left", date(2026, 3, 14)),
        ("2 days ago", date(2026, 3, 9)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    found = only(text)
    assert (found.starts_on, found.day, found.is_exact) == (day, day, True)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("22-29 Aug", date(2026, 8, 22), date(2026, 8, 29)),
        ("Nov 28-30", date(2026, 11, 28), date(2026, 11, 30)),
        ("from November 28 to December 2", date(2026, 11, 28), date(2026, 12, 2)),
        ("December 30 - January 2", date(2025, 12, 30), date(2026, 1, 2)),
        ("late November", date(2026, 11, 21), date(2026, 11, 30)),
        ("mid-November", date(2026, 11, 11), date(2026, 11, 20)),
        ("by the end of June", date(2026, 3, 11), date(2026, 6, 30)),
        ("in February", date(2027, 2, 1), date(2027, 2, 28)),
        ("April launch", date(2026, 4, 1), date(2026, 4, 30)),
        ("May 2026", date(2026, 5, 1), date(2026, 5, 31)),
        ("Q3 2026", date(2026, 7, 1), date(2026, 9, 30)),
        ("Q4'26", date(2026, 10, 1), date(2026, 12, 31)),
        ("mid-Q2", date(2026, 5, 1), date(2026, 5, 31)),
        ("in q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("the fourth quarter of 2026", date(2026, 10, 1), date(2026, 12, 31)),
        ("H2 2026", date(2026, 7, 1), date(2026, 12, 31)),
        ("second half of the year", date(2026, 7, 1), date(2026, 12, 31)),
        ("early 2027", date(2027, 1, 1), date(2027, 4, 30)),
        ("in 2027", date(2027, 1, 1), date(2027, 12, 31)),
        ("by year-end", date(2026, 3, 11), date(2026, 12, 31)),
        ("later this year", date(2026, 3, 11), date(2026, 12, 31)),
        ("this week", date(2026, 3, 11), date(2026, 3, 15)),
        ("next week", date(2026, 3, 16), date(2026, 3, 22)),
        ("this weekend", date(2026, 3, 14), date(2026, 3, 15)),
        ("week of March 23", date(2026, 3, 23), date(2026, 3, 29)),
        ("next month", date(2026, 4, 1), date(2026, 4, 30)),
        ("by end of month", date(2026, 3, 11), date(2026, 3, 31)),
        ("in the next 48 hours", date(2026, 3, 11), date(2026, 3, 13)),
        ("in two weeks", date(2026, 3, 24), date(2026, 3, 26)),
        ("in the coming weeks", date(2026, 3, 11), date(2026, 4, 8)),
    ],
)
def test_a_window_is_read_from_its_first_day_to_its_last(text: str, first: date, last: date) -> None:
    found = only(text)
    assert (found.starts_on, found.day, found.is_exact) == (first, last, False)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("12:00 UTC on March 14", datetime(2026, 3, 14, 12, tzinfo=UTC)),
        ("March 14, 5pm ET", datetime(2026, 3, 14, 21, tzinfo=UTC)),
        ("March 3 at 9:30 a.m. EST", datetime(2026, 3, 3, 14, 30, tzinfo=UTC)),
        ("2026-03-14 00:00 (UTC)", datetime(2026, 3, 14, tzinfo=UTC)),
        ("10:00 (UTC+8) on March 14", datetime(2026, 3, 14, 2, tzinfo=UTC)),
        ("March 14, 10:00 SGT", datetime(2026, 3, 14, 2, tzinfo=UTC)),
        ("March 14 at 9pm KST", datetime(2026, 3, 14, 12, tzinfo=UTC)),
        ("14 March, 1300 GMT", datetime(2026, 3, 14, 13, tzinfo=UTC)),
        ("noon PST on March 14", datetime(2026, 3, 14, 20, tzinfo=UTC)),
        ("10pm ET on March 14", datetime(2026, 3, 15, 2, tzinfo=UTC)),
        ("[5pm UTC]", datetime(2026, 3, 11, 17, tzinfo=UTC)),
    ],
)
def test_an_hour_with_its_zone_is_read_in_utc(text: str, at: datetime) -> None:
    found = only(text)
    assert (found.starts_at, found.day) == (at, at.date())


@pytest.mark.parametrize(
    "text",
    [
        "it may launch",
        "5 may claim",
        "31 February",
        "2026-13-45",
        "version 2.0.1",
        "v3.11.2026",
        "at 10:30",
        "march on",
        "a decade",
        "99 Aug",
        "May 2pm",
        "May 10x",
        "$1.20",
        "24/7",
        "a 3-2 win",
        "1/3 of the supply",
        "March 3 million users",
        "13pm UTC",
        "25:00 UTC",
        "$2026",
        "weekend",
        "",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert find_dates(fold(text), NOW) == []


def test_a_date_lies_ahead_until_its_last_day_is_over() -> None:
    assert [is_coming(only(text), NOW) for text in ("yesterday", "today", "this week", "in 2025")] == [
        *(False, True, True, False)
    ]


@given(
    st.text(alphabet="0123456789 -/.,:()+'utcpmhofinextmarchqtodayjuneby", max_size=80),
    st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 the timezones give it
)
def test_no_text_and_no_day_raise(text: str, now: datetime) -> None:
    ends = [0]
    for each in find_dates(text, now):
        assert ends[-1] <= each.start < each.end <= len(text)
        assert each.starts_on <= each.day
        ends.append(each.end)


@pytest.mark.parametrize("now", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_ends_of_the_calendar_raise_nothing(now: datetime) -> None:
    words = "today tomorrow yesterday last friday this week next month next year march 3 late q4 in 9 weeks jan 1"
    hours = "10:00 utc+8 8pm et 0:00 utc+9 24:00 utc-9"
    assert all(each.starts_on <= each.day for each in find_dates(f"{words} {hours} {words}", now))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Bybit lists it on March 14, and trading opens at 10:00 UTC", date(2026, 3, 14)),
        ("Listed on March 14. Deposits are open now. Trading starts at 10:00 UTC", date(2026, 3, 14)),
        ("Founded on March 4, it opens its sale to everybody at 10:00 UTC", NOW.date()),
        ("By the end of March all is done, and the sale begins at 10:00 UTC", NOW.date()),
    ],
)
def test_an_hour_alone_is_one_of_the_coming_day_before_it(text: str, day: date) -> None:
    moments = [each.starts_at for each in find_dates(fold(text), NOW) if each.starts_at]
    assert moments == [datetime(day.year, day.month, day.day, 10, tzinfo=UTC)]
