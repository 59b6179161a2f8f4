"""How single days are written, such as "28 Nov", "11/28/2026", "next Tuesday" or "in 3 days"."""

import re
from datetime import date, datetime, timedelta

from alerts.analysis.months import (
    COUNTS,
    FOREIGN,
    MONTH,
    MONTH_WORDS,
    MONTHS,
    TO_MONTH,
    WEEKDAY,
    WEEKDAY_WORDS,
    WEEKDAYS,
    Window,
    day_of,
    is_told_back,
    month_number,
    reader,
    whole_day,
)

DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
TO_DAY = r"(?P<to_day>\d{1,2})(?:st|nd|rd|th)?\b"
YEAR = r"(?:,?\s{0,2}(?:of\s)?(?P<year>20\d\d)(?![\d%]|\.\d))?"
# What follows a count, a price or an hour, but no day of a month.
NO_COUNT = r"(?!\s?(?:[ap]\.?m\b|%|x\b|k\b|m\b|million|billion|years|users|tokens)|[:.,/]\d)"
TO = r"\s?(?:-|to|until|through|till)\s?"
UNIT_DAYS = {"second": 0, "minute": 1 / 1440, "min": 1 / 1440, "hour": 1 / 24, "hr": 1 / 24, "day": 1}
RATE = re.compile(r"%|\$\d|\b(?:made|gain\w*|earned|up|record)\b")
NEAR = {"yesterday": -1, "today": 0, "tonight": 0, "day after tomorrow": 2, "tomorrow": 1, "tmrw": 1}


def _numeric(match: re.Match[str], now: datetime) -> Window:
    return whole_day(day_of(match["year"], int(match["month"]), int(match["day"]), now))


def _slashed(match: re.Match[str], now: datetime) -> Window | None:
    """Day and month in either order; where both are possible, the one nearer to the publication."""
    first, second, year = int(match["first"]), int(match["second"]), match["year"]
    orders = {(month, day) for month, day in ((second, first), (first, second)) if 1 <= month <= 12 and 1 <= day <= 31}
    if not orders or (len(orders) > 1 and not year):
        return None
    days = [day_of(year, month, day, now) for month, day in sorted(orders)]
    return whole_day(min(days, key=lambda day: abs((day - now.date()).days)))


def _named(match: re.Match[str], now: datetime) -> Window:
    parts = match.groupdict()
    month, to_month = (month_number(parts[name]) if parts.get(name) else 0 for name in ("month", "to_month"))
    first = day_of(parts["year"], month, int(parts["day"] or 0), now)
    if not parts.get("to_day"):
        return whole_day(first)
    last = date(first.year, to_month or month, int(parts["to_day"] or 0))
    return first, last if first <= last else last.replace(year=first.year + 1)


def _range(match: re.Match[str], now: datetime) -> Window:
    last = day_of(match["year"], month_number(match["month"]), int(match["to_day"]), now)
    first = last.replace(day=int(match["day"]))
    return (first, last) if first <= last else whole_day(last)


def _foreign(match: re.Match[str], now: datetime) -> Window:
    return whole_day(day_of(match["year"], FOREIGN[match["month"]], int(match["day"]), now))


def _weekday(match: re.Match[str], now: datetime) -> Window | None:
    which, days = match["which"] or "", (WEEKDAYS.index(match["weekday"][:3]) - now.weekday()) % 7
    is_bare = which in {"on", ""}
    if is_bare and not match["which"] and not match["weekday"].endswith("day"):
        return None
    if which in {"last", "past"} or (is_bare and is_told_back(match)):
        return whole_day(now.date() - timedelta(days=7 - days if days or not is_bare else 0))
    return whole_day(now.date() + timedelta(days=7 if which == "next" and not days else days))


def _near(match: re.Match[str], now: datetime) -> Window:
    return whole_day(now.date() + timedelta(days=NEAR[match[0]]))


def _count(match: re.Match[str]) -> float:
    return COUNTS.get(match["count"]) or int(match["count"])


def _ahead(match: re.Match[str], now: datetime) -> Window | None:
    if RATE.search(match.string, max(0, match.start() - 30), match.start()) or is_told_back(match):
        return None  # "up 35% in one day" is over
    return whole_day((now + timedelta(days=_count(match) * UNIT_DAYS[match["unit"]])).date())


def _ago(match: re.Match[str], now: datetime) -> Window:
    return whole_day((now - timedelta(days=_count(match) * UNIT_DAYS[match["unit"]])).date())


NUMBER = rf"(?P<count>\d{{1,3}}|{'|'.join(COUNTS)})"
UNIT = r"(?P<unit>minute|min|hour|hr|day)s?\b"
ISO = r"(?P<year>20\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d|[-/]\d)"
SLASHED = r"(?P<first>\d\d?)(?P<mark>[-/.])(?P<second>\d{1,2})(?P=mark)(?P<year>20\d\d)(?![\w/-]|\.\d)"
SHORT = (
    r"\b(?:on|by|from|until|date|launching|starts?|starting|opens?|live)\s?:?\s?(?P<first>\d{1,2})/(?P<second>\d{1,2})"
    r"(?:/(?P<year>\d\d))?(?![\w/%]|\.\d)"
)
MONTH_FIRST = rf"{MONTH}\s{{0,2}}(?:the\s)?{DAY}\b{NO_COUNT}(?:{TO}(?:{TO_MONTH}\s)?{TO_DAY}{NO_COUNT})?{YEAR}"
# "28 may" is a day, "5 may claim" is not.
DAY_FIRST = (
    rf"{DAY}\s?(?:of\s)?(?!may\s[a-z])\b{MONTH}(?!'?[a-z])"
    rf"(?:{TO}{TO_DAY}\s{TO_MONTH})?{YEAR}"
)
DAYS_FIRST = rf"{DAY}{TO}{TO_DAY}\s?(?:of\s)?\b{MONTH}{YEAR}"
FOREIGN_DAY = rf"{DAY}\.?\s(?:de\s)?(?P<month>{'|'.join(FOREIGN)})\b(?:\s(?:de\s)?(?P<year>20\d\d))?"
EAST_ASIAN = (
    "(?:(?P<year>20\\d\\d)\\s?[\u5e74\ub144]\\s?)?(?P<month>\\d{1,2})\\s?[\u6708\uc6d4]\\s?"
    "(?P<day>\\d{1,2})\\s?[\u65e5\u53f7\uc77c]"
)
# The weekday of a date that follows says nothing more: "Tuesday morning, October 15th".
NO_DATE = (
    r"(?!(?:\s(?:morning|afternoon|evening|night))?,?\s(?:the\s)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?(?:{'|'.join(MONTHS)}))"
)
ON_WEEKDAY = rf"\b(?:(?P<which>this coming|this|next|last|past|on|coming)\s)?{WEEKDAY}\b{NO_DATE}"

AHEAD = rf"\b(?:in|within)\s(?:about\s|just\s)?{NUMBER}\s?{UNIT}(?!\s(?:ago|high|low|chart))"
UNITS = ("minute", "minutes", "min", "mins", "hour", "hours", "hr", "hrs", "day", "days")
READERS = (
    reader((), ISO, _numeric, signs=("20",), not_after="./-"),
    reader((), SLASHED, _slashed, signs=("/20", "-20", ".20"), not_after="./$-_"),
    reader((), SHORT, _slashed, signs=("/",)),
    reader(MONTH_WORDS, MONTH_FIRST, _named),
    reader(MONTH_WORDS, DAY_FIRST, _named, not_after=":.,$/#"),
    reader(MONTH_WORDS, DAYS_FIRST, _range, not_after=":.,$/#"),
    reader(FOREIGN, FOREIGN_DAY, _foreign, not_after=":.$"),
    reader((), EAST_ASIAN, _numeric, signs=("\u6708", "\uc6d4")),
    reader(WEEKDAY_WORDS, ON_WEEKDAY, _weekday),
    reader(("today", "tonight", "tomorrow", "yesterday", "tmrw"), rf"(?:{'|'.join(NEAR)})\b", _near),
    reader(UNITS, AHEAD, _ahead),
    reader(("left", "go", "now", "remaining"), rf"\b{NUMBER}\s{UNIT}\s(?:left|to go|from now|remaining)\b", _ahead),
    reader(("ago",), rf"\b{NUMBER}\s{UNIT}\sago\b", _ago),
)
