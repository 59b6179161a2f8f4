"""When the stock exchanges of New York are open: weekdays from 9:30 to 16:00, but for holidays and short days.

Source: https://www.nyse.com/markets/hours-calendars, whose dates of 2024 to 2027 the tests check. Days of mourning and
other exceptions are not known beforehand and count as open; nothing is lost by asking then.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from project.common.clock import from_ms

NEW_YORK = ZoneInfo("America/New_York")
OPENS, CLOSES, CLOSES_EARLY = time(9, 30), time(16), time(13)
MONDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = 0, 3, 4, 5, 6
JUNETEENTH_SINCE = 2022
LONGEST_PAUSE_DAYS = 7
DAY = timedelta(days=1)


def is_open(at_ms: int) -> bool:
    """Say whether the regular session runs at that moment."""
    at = from_ms(at_ms).astimezone(NEW_YORK)
    session = session_of(at.date())
    return session is not None and session[0] <= at < session[1]


def next_open_ms(at_ms: int) -> int:
    """Return when the session runs again: the moment itself while it does."""
    if is_open(at_ms):
        return at_ms
    at = from_ms(at_ms).astimezone(NEW_YORK)
    days = (at.date() + DAY * ahead for ahead in range(LONGEST_PAUSE_DAYS + 1))
    opens = next(session[0] for day in days if (session := session_of(day)) and session[0] > at)
    return int(opens.timestamp() * 1000)


def session_of(day: date) -> tuple[datetime, datetime] | None:
    """Return when the session of a day opens and closes; None for a day without one."""
    if day.weekday() >= SATURDAY or day in holidays(day.year):
        return None
    closes = CLOSES_EARLY if is_short(day) else CLOSES
    return datetime.combine(day, OPENS, NEW_YORK), datetime.combine(day, closes, NEW_YORK)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Return the days of a year on which there is no session though it is a weekday."""
    movable = {
        _nth(year, 1, MONDAY, 3),
        _nth(year, 2, MONDAY, 3),
        easter(year) - 2 * DAY,
        _last_monday_of_may(year),
        _nth(year, 9, MONDAY, 1),
        _nth(year, 11, THURSDAY, 4),
    }
    fixed = [date(year, 7, 4), date(year, 12, 25)]
    if year >= JUNETEENTH_SINCE:
        fixed.append(date(year, 6, 19))
    new_year = date(year, 1, 1)
    # A New Year's Day on a Saturday is not made up for: the Friday before still belongs to the old year.
    kept = [] if new_year.weekday() == SATURDAY else [new_year]
    return frozenset(movable | {_observed(day) for day in (*fixed, *kept)})


def is_short(day: date) -> bool:
    """Say whether a session ends at 13:00: before Independence Day and Christmas, and after Thanksgiving."""
    if day == _nth(day.year, 11, THURSDAY, 4) + DAY:
        return True
    return (day.month, day.day) in {(7, 3), (12, 24)} and day.weekday() < FRIDAY


def easter(year: int) -> date:
    """Return Easter Sunday. Source: the anonymous Gregorian computus, Nature, 20 April 1876."""
    century, rest = divmod(year, 100)
    epact = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - DAY * last.weekday()


def _observed(day: date) -> date:
    shift = {SATURDAY: -DAY, SUNDAY: DAY}
    return day + shift.get(day.weekday(), timedelta())
