"""Fills holes in the stored minutes of one exchange now and then: the newest day first, a few questions a round."""

import logging
from collections.abc import Mapping, Sequence

from channels.db import database_sync_to_async

from markets.candles.holes import MINUTE_MS, days_with_holes, fill_day, minutes_by_day
from markets.candles.store import DAY_MS
from markets.exchanges.base import Exchange, ExchangeError
from project.common.clock import now_ms

log = logging.getLogger(__name__)

REACH_MS = 30 * DAY_MS
CALLS = 40
"""Questions to the exchange in one round."""
LATE_MS = 3 * MINUTE_MS
"""A minute is missed when it has been over for so long."""
FORGET_MS = DAY_MS // 4
"""So long a hole that the exchange could not fill is left alone."""


class Repair:
    """Remembers up to when it asked for the holes of each day: minutes without a trade are never filled."""

    def __init__(self, exchange: Exchange, symbols: Sequence[str], instrument_ids: Mapping[str, int]) -> None:
        self._exchange = exchange
        self._symbols = symbols
        self._instrument_ids = instrument_ids
        self._asked_until: dict[tuple[str, int], int] = {}
        self._forgot_ms = 0

    async def fill(self) -> int:
        """Fill what is found with at most ``CALLS`` questions; return how many minutes came."""
        until_ms = (now_ms() - LATE_MS) // MINUTE_MS * MINUTE_MS
        if until_ms - self._forgot_ms > FORGET_MS:
            self._asked_until.clear()
            self._forgot_ms = until_ms
        days = await database_sync_to_async(self._days)(until_ms)
        total = calls = done = 0
        try:
            for day_ms, symbol in days:
                since_ms, end_ms = self._asked_until.get((symbol, day_ms), day_ms), min(day_ms + DAY_MS, until_ms)
                pk = self._instrument_ids[symbol]
                filled = await fill_day(self._exchange, symbol, pk, since_ms, end_ms, CALLS - calls)
                total, calls = total + filled.minutes, calls + filled.calls
                if not filled.is_through:
                    break
                self._asked_until[symbol, day_ms] = end_ms
                done += 1
        except ExchangeError as error:
            log.info("%s: holes in the minutes wait: %s", self._exchange.name, error.message)
        if total:
            words = "%s: %d missing minutes were filled with %d questions; %d days with holes wait."
            log.info(words, self._exchange.name, total, calls, len(days) - done)
        return total

    def _days(self, until_ms: int) -> list[tuple[int, str]]:
        """Return the days and symbols with holes not asked for, the newest day first, from the first stored day on."""
        since_ms = until_ms - until_ms % DAY_MS - REACH_MS
        found = []
        for symbol in self._symbols:
            counts = minutes_by_day(self._instrument_ids[symbol], self._exchange.id, since_ms, until_ms)
            days = days_with_holes(counts, min(counts, default=until_ms), until_ms)
            found += [(day_ms, symbol) for day_ms in days if not self._is_asked(symbol, day_ms, until_ms)]
        return sorted(found, key=lambda each: -each[0])

    def _is_asked(self, symbol: str, day_ms: int, until_ms: int) -> bool:
        return self._asked_until.get((symbol, day_ms), 0) >= min(day_ms + DAY_MS, until_ms)
