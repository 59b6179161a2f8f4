"""How numbers and times are written for people; static/js/format.js writes them the same way."""

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from markets.quant.breadth import FLAT_PERCENT

NONE = "n/a"
MINUS = "\N{MINUS SIGN}"
COMPACT_STEPS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
AGE_STEPS = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))

Number = float | int | Decimal | None


def as_float(value: object) -> float | None:
    """Return a finite float, or None for what is no number."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None


def fixed(number: float, decimals: int, *, signed: bool = False) -> str:
    """Write a number with thousands commas; ties round away from zero, as in a browser's toFixed."""
    exact = Decimal(abs(number)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    sign = "" if exact == 0 else MINUS if number < 0 else "+" if signed else ""
    return f"{sign}{exact:,f}"


def price(value: Number, decimals: int = 2) -> str:
    number = as_float(value)
    return NONE if number is None else fixed(number, decimals)


def percent(value: Number) -> str:
    number = as_float(value)
    return NONE if number is None else f"{fixed(number, 2, signed=True)}%"


def bps(value: Number) -> str:
    number = as_float(value)
    return NONE if number is None else fixed(number, 1)


def compact(value: Number) -> str:
    """Write three significant digits and a letter: 38.4B, 812M, 1.20K."""
    number = as_float(value)
    if number is None:
        return NONE
    size = abs(number)
    step, letter = next(((step, letter) for step, letter in COMPACT_STEPS if size >= step * 0.9995), (1.0, ""))
    scaled = size / step
    decimals = 0 if scaled >= 99.95 else 1 if scaled >= 9.995 else 2
    text = fixed(scaled, decimals)
    return f"{MINUS if number < 0 and scaled >= 0.005 else ''}{text}{letter}"


def direction(value: Number) -> str:
    """Return the class of a change in percent: ``up``, ``down``, ``flat``, or ``none`` when it is not known."""
    number = as_float(value)
    if number is None:
        return "none"
    if abs(number) < FLAT_PERCENT:
        return "flat"
    return "up" if number > 0 else "down"


def age(seconds: float) -> str:
    """Return the largest whole unit: 47s, 2m, 11h, 3d."""
    whole = max(int(seconds), 0)
    return next((f"{whole // step}{unit}" for step, unit in AGE_STEPS if whole >= step), "now")


def ago(value: datetime | None) -> str:
    """Return an age up to a day, then the date in the reader's time zone."""
    if value is None:
        return NONE
    seconds = (timezone.now() - value).total_seconds()
    if seconds < 86_400:
        return age(seconds)
    local = timezone.localtime(value)
    same_year = local.year == timezone.localtime().year
    return f"{local.day} {local:%b}" if same_year else f"{local.day} {local:%b %Y}"


def moment(value: datetime) -> str:
    """Return date and time in the reader's time zone, zone named: 28 Nov 2026, 14:32:08 UTC."""
    local = timezone.localtime(value)
    return f"{local.day} {local:%b %Y, %H:%M:%S %Z}"


def days(first: date, last: date) -> str:
    """Write a day as 28 Nov 2026, and a window as 20 to 30 Nov 2026, with the months and years that differ."""
    end = f"{last.day} {last:%b %Y}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {first:%b %Y} to {end}"
    return f"{first.day} to {end}" if first.month == last.month else f"{first.day} {first:%b} to {end}"


def horizon(seconds: int) -> str:
    """Return a span after an alert: 1 min, 5 min, 1 h, 24 h, 7 d."""
    if seconds < 3_600:
        return f"{seconds // 60} min"
    return f"{seconds // 3_600} h" if seconds <= 86_400 else f"{seconds // 86_400} d"
