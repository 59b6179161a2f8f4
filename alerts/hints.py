"""Tell the open pages that there are new alerts; what they are, pages read from the database."""

import asyncio
import logging
import threading

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

GROUP = "alerts"
DEADLINE_S = 2.0
# Whether the last hint failed, so that a bus that is down is logged once and not at every alert.
failed_before = threading.Event()


def send_hint() -> None:
    """Ring the bell of the alerts group. A bus that is down is logged: pages catch up by their heartbeat."""
    try:
        async_to_sync(_send)()
    except (RedisError, OSError, TimeoutError) as error:
        if not failed_before.is_set():
            log.warning("No hint of new alerts was sent: %s", type(error).__name__)
        failed_before.set()
    else:
        failed_before.clear()


async def _send() -> None:
    layer = get_channel_layer()
    await asyncio.wait_for(layer.group_send(GROUP, {"type": "alert.hint"}), DEADLINE_S)
