"""Keeps one reader up to date with the alerts: each once, in order, however slowly it reads."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable

from channels.db import database_sync_to_async
from django.db import DatabaseError, InterfaceError

from alerts.live.news import News, Reader, Sheet, read_sheet
from alerts.live.rounds import running_rounds
from alerts.selectors import head_seq
from markets.stream.outbox import Outbox

log = logging.getLogger(__name__)


class Follower:
    """``cursor`` is the number up to which everything is sent, None while nothing is wanted.

    ``write`` makes a frame of one, or an empty text to pass it over; ``on_gap`` hears where it goes on after too much
    was missed. ``reader`` has to be set before anything is wanted.
    """

    reader: Reader

    def __init__(self, outbox: Outbox, *, write: Callable[[News], str], on_gap: Callable[[int], None]) -> None:
        self.cursor: int | None = None
        self._outbox, self._write, self._on_gap = outbox, write, on_gap
        self._sending = asyncio.Lock()
        self._looking: asyncio.Task[None] | None = None
        self._is_rung = False

    @property
    def is_ready(self) -> bool:
        return self.cursor is not None and not self._is_looking and not self._sending.locked()

    @property
    def _is_looking(self) -> bool:
        return self._looking is not None and not self._looking.done()

    async def follow(self, cursor: int) -> None:
        """Send what came after ``cursor``, and from now on what comes."""
        async with self._sending:
            self.cursor = cursor
            running_rounds().join(self)
        await self.catch_up()

    async def begin(self, start: Callable[[int], None], since: int | None, write: Callable[[News], str]) -> None:
        """Call ``start`` with the number at which something new begins, then send by ``write`` what it missed."""
        async with self._sending:
            if self.cursor is None:
                running_rounds().join(self)
                self.cursor = await database_sync_to_async(head_seq)()
            start(self.cursor)
            if since is not None:
                await self._replay(since, self.cursor, write)

    async def stop(self) -> None:
        self.cursor = None
        if self._looking is not None:
            self._looking.cancel()
        await running_rounds().leave(self)

    def take(self, sheet: Sheet) -> None:
        """Send what a round found: at once what goes at once, the rest as the reader reads."""
        if not self.is_ready or (self.cursor or 0) < sheet.after:
            self.wake()
            return
        news = deque(sheet.of(self.reader))
        while news and not self._outbox.is_busy:
            self._tell(news.popleft())
        if news:
            self._looking = asyncio.create_task(self._look(news, sheet.head))
        else:
            self._reach(sheet.head)

    def wake(self) -> None:
        """Look for news in the background; what is asked during a look makes one more."""
        self._is_rung = True
        if not self._is_looking:
            self._looking = asyncio.create_task(self._look())

    async def catch_up(self) -> None:
        async with self._sending:
            if self.cursor is None:
                return
            sheet = await database_sync_to_async(read_sheet)(self.cursor, [self.reader])
            if self.cursor is None:  # nothing is wanted any more
                return
            if sheet is None:
                self.cursor = await database_sync_to_async(head_seq)()
                self._on_gap(self.cursor)
            else:
                await self._send(sheet.of(self.reader), sheet.head)

    async def _look(self, rest: Iterable[News] = (), head: int = 0) -> None:
        async with self._sending:
            await self._send(rest, head)
        while self._is_rung:
            self._is_rung = False
            try:
                await self.catch_up()
            except (DatabaseError, InterfaceError) as error:
                log.warning("Alerts wait for the next look, because the database does not answer: %s", error)

    async def _send(self, news: Iterable[News], head: int) -> None:
        for each in news:
            await self._outbox.drained()
            if self.cursor is None:
                return
            self._tell(each)
        self._reach(head)

    def _tell(self, news: News) -> None:
        if self.cursor is not None and news.seq > self.cursor:
            self.cursor = news.seq
            self._offer(self._write(news))

    def _reach(self, head: int) -> None:
        if self.cursor is not None:
            self.cursor = max(self.cursor, head)

    async def _replay(self, since: int, upto: int, write: Callable[[News], str]) -> None:
        sheet = await database_sync_to_async(read_sheet)(since, [self.reader])
        if sheet is None:
            self._on_gap(upto)
            return
        for each in sheet.of(self.reader):
            if each.seq <= upto:
                await self._outbox.drained()
                self._offer(write(each))

    def _offer(self, frame: str) -> None:
        if frame:
            self._outbox.offer(frame)
