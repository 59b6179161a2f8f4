"""One ear for alert hints in each web process; the sockets of the process look for themselves when it rings."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from weakref import WeakKeyDictionary

from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from alerts.hints import GROUP
from markets.stream.supervise import Backoff, end_tasks, supervise

log = logging.getLogger(__name__)
Look = Callable[[], Awaitable[None]]


class Bell:
    """Who wants to know of hints. A lost hint does no harm: heartbeats compare numbers."""

    def __init__(self) -> None:
        self._lookers: set[Look] = set()
        self._task: asyncio.Task[None] | None = None

    def join(self, look: Look) -> None:
        self._lookers.add(look)
        if self._task is None:
            self._task = asyncio.create_task(supervise("alert hints", self._listen, longest_s=5))

    async def leave(self, look: Look) -> None:
        """Forget one; the last one out stops the listening and waits until it has ended."""
        self._lookers.discard(look)
        if not self._lookers and self._task is not None:
            task, self._task = self._task, None
            await end_tasks([task])

    async def _listen(self) -> None:
        layer = get_channel_layer()
        backoff = Backoff(longest_s=5)
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                backoff.reset()
                while True:
                    await layer.receive(channel)
                    await self._ring()
            except (RedisError, OSError) as error:
                if not backoff.failures:
                    log.warning("Alert hints are lost (%s); heartbeats find new alerts.", error)
                await asyncio.sleep(backoff.next_s())

    async def _ring(self) -> None:
        await asyncio.gather(*(look() for look in tuple(self._lookers)))


_bells: WeakKeyDictionary[asyncio.AbstractEventLoop, Bell] = WeakKeyDictionary()


def running_bell() -> Bell:
    """Return the bell of the running loop."""
    return _bells.setdefault(asyncio.get_running_loop(), Bell())
