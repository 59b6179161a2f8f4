"""The month's allowance: its counter in the bus, which the database can always restore."""

import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime

from accounts.models import MonthlyUsage
from accounts.usage.bus import BREAKER, BusAway, client
from project.common import clock

log = logging.getLogger(__name__)
# The counter outlives its month, so that what is written late still finds it.
KEPT_S = 2 * 86_400
# Lifts a counter to what the database says, and never makes one: a missing one is read from the database when needed.
RAISE = """
for number, key in ipairs(KEYS) do
  local count = redis.call('GET', key)
  if count and tonumber(count) < tonumber(ARGV[number]) then redis.call('SET', key, ARGV[number], 'KEEPTTL') end
end
"""


def month_of(at: datetime) -> date:
    """Return the first day of the month in UTC."""
    return at.astimezone(UTC).date().replace(day=1)


def month_end(month: date) -> datetime:
    """Return when the next month starts."""
    year, number = divmod(month.year * 12 + month.month, 12)
    return datetime(year, number + 1, 1, tzinfo=UTC)


def month_seconds(month: date) -> int:
    start = datetime(month.year, month.month, 1, tzinfo=UTC)
    return round((month_end(month) - start).total_seconds())


def counter_key(user_id: int, month: date) -> str:
    return f"tw:quota:{user_id}:{month:%Y-%m}"


def counter_end(month: date) -> int:
    return round(month_end(month).timestamp()) + KEPT_S


def stored_calls(user_id: int, month: date) -> int:
    """Return the calls of the month that are written."""
    found = MonthlyUsage.objects.filter(user_id=user_id, month=month).values_list("calls", flat=True).first()
    return found or 0


def counted_calls(user_id: int, month: date, *, stored: int) -> int:
    """Return the calls of the month, with those that are counted but not written yet while the bus answers."""
    try:
        counted = BREAKER.ask(lambda: client().get(counter_key(user_id, month)))
    except BusAway:
        return stored
    return max(stored, int(counted or 0))


def raise_counters(written: Mapping[tuple[int, date], int]) -> None:
    """Lift the counters to what is written; one that the bus cannot take now is lifted after the next call."""
    keys = [counter_key(user_id, month) for user_id, month in written]
    if not keys:
        return
    try:
        BREAKER.ask(lambda: client().eval(RAISE, len(keys), *keys, *written.values()))
    except BusAway:
        log.debug("%d counters wait for the bus.", len(keys))


def this_month() -> date:
    return month_of(clock.now())
