"""Hours of a day with their time zone, such as "12:00 UTC" or "5pm ET"."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
OFFSETS_H = {
    "utc": 0,
    "gmt": 0,
    "wet": 0,
    "est": -5,
    "edt": -4,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
    "cet": 1,
    "cest": 2,
    "bst": 1,
    "wat": 1,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "trt": 3,
    "gst": 4,
    "ist": 5.5,
    "ict": 7,
    "wib": 7,
    "sgt": 8,
    "hkt": 8,
    "jst": 9,
    "kst": 9,
    "aest": 10,
    "aedt": 11,
}
# CST is left out: it is Chicago's time to some and China's to others, 14 hours apart.
ZONES: dict[str, tzinfo] = {
    **{name: timezone(timedelta(hours=hours)) for name, hours in OFFSETS_H.items()},
    "et": NEW_YORK,
    "eastern": NEW_YORK,
    "pt": LOS_ANGELES,
    "pacific": LOS_ANGELES,
}
HALF = r"(?:\s?(?P<half>[ap])\.?m\b\.?)?"
OFFSET = r"(?:\s?(?P<sign>[+-])\s?(?P<ahead>\d{1,2})(?::?(?P<ahead_minutes>[0-5]\d))?)?"
NAMES = "|".join(sorted(ZONES, key=len, reverse=True))
ZONE = rf"\s{{0,2}}(?P<open>[(\[])?(?P<zone>{NAMES})\b{OFFSET}(?(open)[)\]]?)"
# That no digit or currency stands before is asked afterwards: a pattern that begins with a digit is found much faster.
CLOCK = re.compile(rf"(?P<hour>\d\d?)(?:[:.h](?P<minute>[0-5]\d)(?::[0-5]\d)?)?{HALF}{ZONE}")
MILITARY = re.compile(rf"(?P<hour>\d\d)(?P<minute>[0-5]\d){ZONE}")
WORDED = re.compile(rf"(?P<word>noon|midnight){ZONE}")
NOT_AFTER = frozenset("0123456789:.,$/+-")


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour found in a text, and where."""

    start: int
    end: int
    hour: int
    minute: int
    zone: tzinfo

    def on(self, day: date) -> datetime:
        """Return the moment in UTC at which this hour strikes on ``day``."""
        extra, hour = divmod(self.hour, 24)
        local = datetime.combine(day, time(hour, self.minute), self.zone) + timedelta(days=extra)
        return local.astimezone(UTC)


def find_clocks(folded: str) -> list[Clock]:
    """Return the hours of a folded text whose zone is named, in their order."""
    patterns = (CLOCK, MILITARY, WORDED) if "noon" in folded or "midnight" in folded else (CLOCK, MILITARY)
    found = [_clock(match) for pattern in patterns for match in pattern.finditer(folded)]
    return sorted((each for each in found if each), key=lambda each: each.start)


def _clock(match: re.Match[str]) -> Clock | None:
    if match.start() and match.string[match.start() - 1] in NOT_AFTER:
        return None
    parts = match.groupdict()
    if parts.get("word"):
        hour, minute = (12 if parts["word"] == "noon" else 24), 0
    else:
        hour, minute = int(parts["hour"] or 0), int(parts["minute"] or 0)
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    return Clock(match.start(), match.end(), hour, minute, _zone(parts)) if _is_time(parts, hour, minute) else None


def _is_time(parts: dict[str, str | None], hour: int, minute: int) -> bool:
    """A bare number before "et" or "pt" is a count of something, before UTC an hour."""
    is_marked = parts.get("word") or parts.get("half") or parts["minute"] or parts["zone"] in {"utc", "gmt"}
    return bool(is_marked) and (hour < 24 or (hour == 24 and minute == 0))


def _zone(parts: dict[str, str | None]) -> tzinfo:
    zone = ZONES[parts["zone"] or "utc"]
    if not parts.get("sign"):
        return zone
    ahead = timedelta(hours=int(parts["ahead"] or 0), minutes=int(parts["ahead_minutes"] or 0))
    return timezone(ahead if parts["sign"] == "+" else -ahead) if ahead < timedelta(hours=24) else zone
