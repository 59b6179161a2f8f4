"""The ear for alert hints, one in each web process."""

import asyncio
import logging
from collections.abc import Callable

from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from alerts.hints import GROUP
from markets.stream.supervise import Backoff

log = logging.getLogger(__name__)


async def listen(ring: Callable[[], None]) -> None:
    """Call ``ring`` at every hint, for ever, and once more when hints come again after the bus was away."""
    layer = get_channel_layer()
    backoff = Backoff(longest_s=5)
    while True:
        try:
            channel = await layer.new_channel()
            await layer.group_add(GROUP, channel)
            backoff.reset()
            while True:
                ring()
                await layer.receive(channel)
        except (RedisError, OSError) as error:
            if not backoff.failures:
                log.warning("Alert hints are lost (%s); new alerts are looked for every few seconds.", error)
            await asyncio.sleep(backoff.next_s())
