"""How windows of time are written, such as "late November", "mid-Q1", "H2 2026" or "next week"."""

import re
from datetime import date, datetime, timedelta

from alerts.analysis.months import (
    COUNTS,
    MONTH,
    MONTH_WORDS,
    Window,
    day_of,
    is_told_back,
    month_number,
    month_window,
    reader,
)

THIRDS = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1, "late": 2, "end": 2}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
# How far "in the coming hours" or "weeks" reaches.
SOON_DAYS = {"hour": 1, "day": 7, "week": 28, "month": 92}
UNIT_DAYS = {"hour": 1 / 24, "hr": 1 / 24, "day": 1, "week": 7, "month": 30}


def _narrowed(match: re.Match[str], window: Window, now: datetime) -> Window:
    """Keep the early, middle or late third of a window; "by" and "later" reach from today to its last day."""
    (first, last), part, today = window, match["part"], now.date()
    if match["by"]:
        return min(today, last), last
    if part == "later":
        return min(max(first, today), last), last
    if part is None:
        return window
    third, length = THIRDS[part], (last - first).days + 1
    if months := length // 90:  # of a quarter one month, of a half two, of a year four
        return month_window(first.year, first.month + third * months, months)
    return first + timedelta(days=third * length // 3), first + timedelta(days=(third + 1) * length // 3 - 1)


def _is_vague(match: re.Match[str]) -> bool:
    """Tell whether nothing around the words says that they are a time."""
    return not (match["lead"] or match["by"] or match["part"] or match["year"])


def _year(match: re.Match[str]) -> int | None:
    year = match["year"]
    return int(year) + (2000 if len(year) == 2 else 0) if year else None


def _month(match: re.Match[str], now: datetime) -> Window | None:
    is_named = match["event"] and len(match["month"]) > 3
    if (_is_vague(match) and not is_named) or (match["month"] == "may" and match["lead"] in {"this", "coming"}):
        return None
    month = month_number(match["month"])
    is_past = match["lead"] == "last" or (match["lead"] in {"in", "during"} and is_told_back(match))
    ahead = -(month > now.month) if is_past else (month < now.month)
    year = _year(match) or now.year + ahead
    return _narrowed(match, month_window(year, month), now)


def _quarter(match: re.Match[str], now: datetime) -> Window:
    quarter = int(match["quarter"]) if match["quarter"] else ORDINALS[match["nth"]]
    year = _year(match) or now.year + (quarter < (now.month + 2) // 3)
    return _narrowed(match, month_window(year, quarter * 3 - 2, 3), now)


def _half(match: re.Match[str], now: datetime) -> Window | None:
    if not (match["year"] or match["of_year"]):
        return None
    half = int(match["half"]) if match["half"] else ORDINALS[match["nth"]]
    year = _year(match) or now.year + (match["of_year"] or "").startswith("next")
    return _narrowed(match, month_window(year, half * 6 - 5, 6), now)


def _in_year(match: re.Match[str], now: datetime) -> Window | None:
    if not (match["lead"] or match["by"] or match["part"]):
        return None
    year = int(match["year"])
    window = month_window(year, 1, 12)
    return _narrowed(match, window if year != now.year or match["part"] else (now.date(), window[1]), now)


def _relative(match: re.Match[str], now: datetime) -> Window | None:
    """Read "this" and "next" week, weekend, month, quarter and year, or a part of one; what is over counts no more."""
    if match["which"] not in {"this", "next"} and not (match["by"] or match["part"]):
        return None
    window = _unit_window(match["unit"], 1 if match["which"] == "next" else 0, now.date())
    first, last = _narrowed(match, window, now)
    return (max(first, now.date()), last) if first <= now.date() <= last else (first, last)


def _unit_window(unit: str, ahead: int, today: date) -> Window:
    if unit in {"week", "weekend"}:
        monday = today + timedelta(days=7 * ahead - today.weekday())
        return monday + timedelta(days=5 if unit == "weekend" else 0), monday + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12, "year-end": 12}[unit]
    start = ((today.month - 1) // months + ahead) * months
    return month_window(today.year + start // 12, start % 12 + 1, months)


def _coming(match: re.Match[str], now: datetime) -> Window:
    return now.date(), now.date() + timedelta(days=SOON_DAYS[match["unit"]])


def _count(match: re.Match[str]) -> int:
    return COUNTS.get(match["count"]) or int(match["count"])


def _in_weeks(match: re.Match[str], now: datetime) -> Window:
    days = UNIT_DAYS[match["unit"]]
    middle = now.date() + timedelta(days=days * _count(match))
    return middle - timedelta(days=days // 4), middle + timedelta(days=days // 4)


def _within(match: re.Match[str], now: datetime) -> Window:
    return now.date(), (now + timedelta(days=_count(match) * UNIT_DAYS[match["unit"]])).date()


def _week_of(match: re.Match[str], now: datetime) -> Window:
    day = day_of(None, month_number(match["month"]), int(match["day"]), now)
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


LEAD = r"(?:(?P<lead>in|for|around|during|this|coming|last)\s(?:the\s)?)?"
PART = (
    r"(?:(?P<by>by|before|until)\s(?:the\s)?)?"
    r"(?:(?P<part>early|mid|late|later|end|(?:start|beginning|middle)(?=\s(?:of|in)))(?:\s|-)(?:of\s|in\s)?(?:the\s)?)?"
)
YEAR = r"(?:(?:,?\s(?:of\s)?|')(?P<year>20\d\d|(?<=')\d\d)\b(?!%|\.\d))?"
OF_YEAR = r"(?:\sof\s(?P<of_year>(?:the|this|next)\syear))?"
EVENT = r"(?P<event>\s(?:token|launch|airdrop|tge|listing|debut|sale|release|snapshot|claim|ico|ido)\b)?"
COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(COUNTS)})"
IN_MONTH = rf"\b{LEAD}{PART}{MONTH}(?!\s{{0,2}}(?:the\s)?\d{{1,2}}(?!\d))(?<!\d\s){YEAR}(?={EVENT})"
QUARTER = (
    rf"\b{LEAD}{PART}(?:q(?P<quarter>[1-4])|(?P<nth>first|second|third|fourth|[1-4](?:st|nd|rd|th))\squarter)\b{YEAR}"
)
HALF = rf"\b{LEAD}{PART}(?:h(?P<half>[12])|(?P<nth>first|second)\shalf)\b{YEAR}{OF_YEAR}"
IN_YEAR = rf"\b{LEAD}{PART}(?P<year>20\d\d)(?![\d%-]|[.,/]\d)"
UNIT = r"(?P<unit>weekend|week|month|quarter|year-end|year)\b(?!-|\s(?:high|low|old|ago))"
RELATIVE = rf"\b(?:in\s)?{PART}(?:(?P<which>this|next|the)\s)?{UNIT}"
COMING = r"\b(?:coming|next few|following|next couple of)\s(?P<unit>hour|day|week|month)s\b"
IN_WEEKS = rf"\bin\s(?:about\s|just\s)?{COUNT}\s(?P<unit>week|month)s?\b"
NEXT_COUNT = rf"\b(?:within|(?:in|over)\s(?:the\s)?next)\s(?:the\snext\s)?{COUNT}\s(?P<unit>hour|hr|day|week|month)s?\b"
WEEK_OF = rf"\bweek of\s(?:the\s)?{MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b"

UNIT_WORDS = ("week", "weekend", "month", "quarter", "year")
UNITS = ("hour", "hours", "hr", "hrs", "day", "days", "week", "weeks", "month", "months")
READERS = (
    reader(MONTH_WORDS, IN_MONTH, _month, is_span=True),
    reader(("quarter",), QUARTER, _quarter, signs=("q1", "q2", "q3", "q4"), is_span=True),
    reader(("half",), HALF, _half, signs=("h1", "h2"), is_span=True),
    reader((), IN_YEAR, _in_year, signs=(" 20", "-20"), is_span=True),
    reader(UNIT_WORDS, RELATIVE, _relative, is_span=True),
    reader(("coming", "few", "following", "couple"), COMING, _coming, is_span=True),
    reader(("week", "weeks", "month", "months"), IN_WEEKS, _in_weeks, is_span=True),
    reader(UNITS, NEXT_COUNT, _within, is_span=True),
    reader(("week",), WEEK_OF, _week_of, is_span=True),
)
