"""One look, for all the sockets of a web process, at whether those who are signed in still may be."""

import asyncio
import logging
from collections.abc import Callable
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.db import DatabaseError, InterfaceError

from accounts.passes import Pass, spent
from markets.stream.supervise import end_tasks, supervise

log = logging.getLogger(__name__)
EVERY_S = 2.0


class Watch:
    """Who holds a pass, and whom to tell when it is spent. It looks while anybody holds one."""

    def __init__(self) -> None:
        self._held: dict[Pass, Callable[[], None]] = {}
        self._task: asyncio.Task[None] | None = None

    def join(self, held: Pass, on_spent: Callable[[], None]) -> None:
        self._held[held] = on_spent
        if self._task is None:
            self._task = asyncio.create_task(supervise("passes of sockets", self._look_for_ever, longest_s=5))

    async def leave(self, held: Pass) -> None:
        """Forget one; the last one out stops the looking and waits until it has ended."""
        self._held.pop(held, None)
        if not self._held and self._task is not None:
            task, self._task = self._task, None
            await end_tasks([task])

    async def _look_for_ever(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                found = await database_sync_to_async(spent)(tuple(self._held))
            except (DatabaseError, InterfaceError) as error:
                log.warning("Passes of sockets are not looked at, because the database does not answer: %s", error)
                continue
            for each in found:
                if on_spent := self._held.pop(each, None):
                    on_spent()


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, Watch] = WeakKeyDictionary()


def running_watch() -> Watch:
    """Return the watch of the running loop."""
    return _watches.setdefault(asyncio.get_running_loop(), Watch())
