"""One read of what is new for all who follow the alerts in a web process, at each hint and every few seconds."""

import asyncio
import logging
from contextlib import suppress
from typing import Protocol
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.db import DatabaseError, InterfaceError

from alerts.live.bell import listen
from alerts.live.news import Reader, Sheet, read_sheet
from markets.stream.supervise import end_tasks, supervise

log = logging.getLogger(__name__)
BEAT_S = 5.0
"""A hint that got lost is made good within this time."""


class Following(Protocol):
    """``cursor`` is the number up to which everything is sent, None while nobody wants anything."""

    cursor: int | None
    reader: Reader

    @property
    def is_ready(self) -> bool:
        """Whether a sheet can be taken now; who is busy looks for itself afterwards."""

    def take(self, sheet: Sheet) -> None: ...
    def wake(self) -> None: ...


class Rounds:
    """Who follows. It runs while anybody does."""

    def __init__(self) -> None:
        self._following: set[Following] = set()
        self._rung = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def join(self, each: Following) -> None:
        """Let one take part in every round from now on; it reads how far the alerts are after this."""
        self._following.add(each)
        if not self._tasks:
            jobs = {"alert hints": lambda: listen(self._rung.set), "alert rounds": self._go_round}
            self._tasks = [asyncio.create_task(supervise(name, job, longest_s=5)) for name, job in jobs.items()]

    async def leave(self, each: Following) -> None:
        """Forget one; the last one out stops the rounds and waits until they have ended."""
        self._following.discard(each)
        if not self._following:
            tasks, self._tasks = self._tasks, []
            await end_tasks(tasks)

    async def _go_round(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_S):
                    await self._rung.wait()
            self._rung.clear()
            try:
                await self._round()
            except (DatabaseError, InterfaceError) as error:
                log.warning("Alerts wait for the next look, because the database does not answer: %s", error)

    async def _round(self) -> None:
        ready = {each: each.cursor for each in self._following if each.is_ready}
        cursors = [cursor for cursor in ready.values() if cursor is not None]
        if not cursors:
            return
        sheet = await database_sync_to_async(read_sheet)(min(cursors), [each.reader for each in ready])
        for each in tuple(self._following):
            if sheet is not None and each in ready:
                each.take(sheet)
            elif sheet is None or each.cursor is None or each.cursor < sheet.head:
                each.wake()


_rounds: WeakKeyDictionary[asyncio.AbstractEventLoop, Rounds] = WeakKeyDictionary()


def running_rounds() -> Rounds:
    """Return the rounds of the running loop."""
    return _rounds.setdefault(asyncio.get_running_loop(), Rounds())
