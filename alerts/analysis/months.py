"""Names of months and weekdays, and what every way of writing a date is made of."""

import calendar
import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

Window = tuple[date, date]
Read = Callable[[re.Match[str], datetime], Window | None]
# How far back a day without a year may lie before it means next year.
LOOK_BACK_DAYS = 90
MONTHS = tuple(name.lower()[:3] for name in calendar.month_name[1:])
WEEKDAYS = tuple(name.lower()[:3] for name in calendar.day_name)
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
TO_MONTH = MONTH.replace("<month>", "<to_month>")
WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|"
    r"sun(?:day)?)"
)
FOREIGN_MONTHS = {
    1: "enero janeiro janvier januar gennaio ocak января",
    2: "febrero fevereiro février februar febbraio şubat февраля",
    3: "marzo março mars märz mart марта",
    4: "abril avril aprile nisan апреля",
    5: "mayo maio mai maggio may\u0131s мая",
    6: "junio junho juin juni giugno haziran июня",
    7: "julio julho juillet juli luglio temmuz июля",
    8: "agosto août ağustos августа",
    9: "septiembre setembro septembre settembre eylül сентября",
    10: "octubre outubro octobre oktober ottobre ekim октября",
    11: "noviembre novembro novembre kas\u0131m ноября",
    12: "diciembre dezembro décembre dezember dicembre aral\u0131k декабря",
}
MONTH_WORDS = frozenset({"sept", *MONTHS, *(name.lower() for name in calendar.month_name[1:])})
WEEKDAY_WORDS = frozenset({"tues", "thur", "thurs", *WEEKDAYS, *(name.lower() for name in calendar.day_name)})
FOREIGN = {name: number for number, names in FOREIGN_MONTHS.items() for name in names.split()}
COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "few": 3,
}

PAST_VERB = re.compile(r"\b(?:said|told|saw|fell|rose|went|was|were|began|came|took|hit|[a-z]{2,20}ed)\b")
AHEAD_VERB = re.compile(
    r"\b(?:will|to|set|scheduled|slated|planned|expected|for|starting|starts|begins|opens|launches|goes|drops|going)\b"
)


@dataclass(frozen=True, slots=True)
class Reader:
    """One way to write a date. Its pattern need not be tried on a text with none of ``words`` and none of ``signs``.

    It never begins inside a word nor after one of ``not_after``, which is asked afterwards: a pattern that begins with
    a plain letter or digit is found much faster. ``is_span`` says that it means a window, even one of a single day.
    """

    words: frozenset[str]
    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    read: Read
    not_after: str = ""
    is_span: bool = False


def reader(
    words: Iterable[str],
    pattern: str,
    read: Read,
    *,
    signs: tuple[str, ...] = (),
    not_after: str = "",
    is_span: bool = False,
) -> Reader:
    return Reader(frozenset(words), signs, re.compile(pattern), read, not_after, is_span)


def month_number(name: str) -> int:
    return MONTHS.index(name[:3]) + 1


def whole_day(day: date) -> Window:
    return day, day


def month_window(year: int, month: int, months: int = 1) -> Window:
    last = month + months - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1])


def day_of(year: str | None, month: int, day: int, now: datetime) -> date:
    """Return the day; without a year that of this or a neighbouring year which a text of ``now`` means."""
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    years = (now.year + offset for offset in (-1, 0, 1))
    days = [date(each, month, day) for each in years if 1 <= each <= 9999 and 1 <= day <= monthrange(each, month)[1]]
    return min(each for each in days if (now.date() - each).days <= LOOK_BACK_DAYS)


def is_told_back(match: re.Match[str]) -> bool:
    """Tell whether the words before a time speak of the past, and none of what is to come."""
    start, end = max(0, match.start() - 50), match.start()
    return bool(PAST_VERB.search(match.string, start, end)) and not AHEAD_VERB.search(match.string, start, end)
