"""Dates in English text, absolute and simple relative ones, read as of a given day."""

import calendar
import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

MONTHS = [name.lower() for name in calendar.month_name[1:]]
WEEKDAYS = [name.lower() for name in calendar.day_name]
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
CLOCK = r"(?<![\d:.$])"
# How far back a day without a year may lie before it means next year.
LOOK_BACK_DAYS = 90


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text. ``is_exact`` is False for a span such as a month, of which ``day`` is the last day."""

    start: int
    end: int
    day: date
    is_exact: bool = True


def find_dates(folded: str, today: date) -> list[FoundDate]:
    """Return the dates of a folded text in their order; where two overlap, the longer one."""
    found = chain.from_iterable(_matches(pattern, read, folded, today) for pattern, read in READERS)
    kept: list[FoundDate] = []
    for each in sorted(found, key=lambda date: (date.start, -date.end)):
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


Reader = Callable[[re.Match[str], date], tuple[date, bool] | None]


def _matches(pattern: re.Pattern[str], read: Reader, folded: str, today: date) -> Iterator[FoundDate]:
    for match in pattern.finditer(folded):
        try:
            result = read(match, today)
        except (ValueError, OverflowError):  # the 31st of February
            continue
        if result:
            yield FoundDate(match.start(), match.end(), *result)


def _month(text: str) -> int:
    return next(number for number, name in enumerate(MONTHS, 1) if name.startswith(text[:3]))


def _numeric(match: re.Match[str], _today: date) -> tuple[date, bool]:
    return date(int(match["year"]), int(match["month"]), int(match["day"])), True


def _named(match: re.Match[str], today: date) -> tuple[date, bool]:
    month, day = _month(match["month"]), int(match["day"])
    if match["year"]:
        return date(int(match["year"]), month, day), True
    days = [
        date(today.year + offset, month, day)
        for offset in (-1, 0, 1)
        if day <= monthrange(today.year + offset, month)[1]
    ]
    return min(day for day in days if (today - day).days <= LOOK_BACK_DAYS), True


def _weekday(match: re.Match[str], today: date) -> tuple[date, bool]:
    ahead = (WEEKDAYS.index(match["weekday"]) - today.weekday()) % 7
    if match["which"] == "last":
        return today - timedelta(days=7 - ahead), True
    if match["which"] == "next" and ahead == 0:
        ahead = 7
    return today + timedelta(days=ahead), True


def _near(match: re.Match[str], today: date) -> tuple[date, bool]:
    return today + timedelta(days=1 if match[0] == "tomorrow" else 0), True


def _ahead(match: re.Match[str], today: date) -> tuple[date, bool]:
    count = NUMBERS.get(match["count"]) or int(match["count"])
    days = {"hour": count / 24, "day": count, "week": 7 * count}[match["unit"]]
    return today + timedelta(days=round(days)), match["unit"] != "week"


def _span(match: re.Match[str], today: date) -> tuple[date, bool]:
    words = match[0]
    if words.endswith("week"):
        return today + timedelta(days=6 - today.weekday() + (7 if words.startswith("next") else 0)), False
    month = today.month + (1 if words.startswith("next") else 0)
    return _last_day(today.year + (month > 12), (month - 1) % 12 + 1), False


def _month_span(match: re.Match[str], today: date) -> tuple[date, bool]:
    month = _month(match["month"])
    year = int(match["year"]) if match["year"] else today.year + (month < today.month)
    return _last_day(year, month), False


def _quarter(match: re.Match[str], today: date) -> tuple[date, bool]:
    quarter = int(match["quarter"])
    year = int(match["year"]) if match["year"] else today.year + (quarter < (today.month + 2) // 3)
    return _last_day(year, quarter * 3), False


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


READERS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (re.compile(r"\b(?P<year>20\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})\b"), _numeric),
    (re.compile(r"\b(?P<month>\d{1,2})-(?P<day>\d{1,2})-(?P<year>20\d\d)\b"), _numeric),
    (re.compile(rf"\b{MONTH}\s+(?:the\s+)?{DAY}\b(?!:|\s*[ap]m){YEAR}"), _named),
    (re.compile(rf"{CLOCK}\b(?:\d{{1,2}}\s?-\s?)?{DAY}\s+(?:of\s+)?{MONTH}\b{YEAR}"), _named),
    (re.compile(rf"\b(?P<which>this|next|last|on|coming)\s+(?P<weekday>{'|'.join(WEEKDAYS)})\b"), _weekday),
    (re.compile(r"\b(?:today|tonight|tomorrow)\b"), _near),
    (
        re.compile(rf"\bin\s+(?:the\s+next\s+)?(?P<count>\d{{1,2}}|{'|'.join(NUMBERS)})\s+(?P<unit>hour|day|week)s?\b"),
        _ahead,
    ),
    (re.compile(r"\b(?:this|next)\s+(?:week|month)\b"), _span),
    (re.compile(rf"\b(?:in|by|late|early|mid|end of|for)\s+{MONTH}\b(?!\s+\d{{1,2}}\b){YEAR}"), _month_span),
    (re.compile(r"\bq(?P<quarter>[1-4])(?:\s+(?:of\s+)?(?P<year>20\d\d))?\b"), _quarter),
)
