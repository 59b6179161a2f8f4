"""Stores what the stream sees: candles in batches, hours and days when they are over."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count

from channels.db import database_sync_to_async
from django.db import DatabaseError

from markets.candles.build import CandleBuilder, Key, OpenMinute
from markets.candles.selectors import closes_before
from markets.candles.store import Minute, roll_over, store_closed_hours, store_minutes
from markets.stream.board import Board
from markets.types import Trade
from project.common.clock import now, now_ms

log = logging.getLogger(__name__)

WRITE_S = 3
LOOK_BACK_ROUNDS = 5
LATE = timedelta(hours=2)
"""A day is put away when it has been over for so long: until then its minutes answer what the price was an hour ago."""


class Recorder:
    """Writes candles and keeps ``board.hour_ago`` up to date. ``instrument_ids`` says which symbols are stored."""

    def __init__(self, board: Board, instrument_ids: Mapping[str, int]) -> None:
        self.board = board
        self.instrument_ids = instrument_ids
        self._builder = CandleBuilder()
        self._hour: datetime | None = None

    def take_trade(self, trade: Trade) -> None:
        self._builder.take(trade)

    async def run(self) -> None:
        """Write for ever."""
        for round_number in count():
            await self.write()
            if round_number % LOOK_BACK_ROUNDS == 0:
                await self.look_back(now())
            await asyncio.sleep(WRITE_S)

    async def write(self) -> None:
        """Store the minutes that changed; what a busy database refuses is kept for the next time."""
        changed = self._builder.changed()
        try:
            await database_sync_to_async(store_minutes)(self._rows(changed))
        except DatabaseError as error:
            self._builder.give_back(changed)
            log.warning("Candles wait because the database does not take them: %s", error)
        self._builder.forget(now_ms())

    async def look_back(self, moment: datetime) -> None:
        """Put away the hours and days that are over, and see what prices were an hour ago."""
        hour = moment.replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            day = (hour - LATE).replace(hour=0)
            await database_sync_to_async(store_closed_hours)(hour - timedelta(hours=3), hour)
            await database_sync_to_async(roll_over)(day)
            self._hour = hour
        self.board.hour_ago = await database_sync_to_async(closes_before)(moment - timedelta(hours=1))

    def _rows(self, minutes: Mapping[Key, OpenMinute]) -> list[Minute]:
        return [
            Minute(self.instrument_ids[symbol], exchange, open_ms, row.open, row.high, row.low, row.close, row.volume)
            for (exchange, symbol, open_ms), row in sorted(minutes.items())
            if symbol in self.instrument_ids
        ]
