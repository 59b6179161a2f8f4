"""Calling an exchange again and again, with the pause that fits what went wrong."""

import asyncio
import random
from collections.abc import Awaitable, Callable

from markets.exchanges.base import BackOff, ExchangeError, Rejected
from markets.stream.supervise import Backoff

REJECTED_S = 600.0
"""A call that the exchange rejects is not repeated soon; the operator may have changed something by then."""

SPREAD_S = 1.0


async def keep_trying(
    call: Callable[[], Awaitable[None]], pause: Callable[[str, float], Awaitable[None]], *, is_once: bool = False
) -> None:
    """Call again and again with growing pauses; one that went well for a minute starts from the shortest again.

    ``pause`` is told what happened, in a sentence, and for how many seconds to wait.
    """
    backoff = Backoff()
    loop = asyncio.get_running_loop()
    while True:
        started = loop.time()
        try:
            await call()
            if is_once:
                return
            message, pause_s = "The stream ended.", 0.0
        except ExchangeError as error:
            message, pause_s = error.message, _least_pause_s(error)
        if loop.time() - started > backoff.longest_s:
            backoff.reset()
        # Also the first tries of those who were cut off together must not come together.
        own_s = backoff.next_s() + random.uniform(0, SPREAD_S)  # noqa: S311  jitter is no secret
        await pause(message, max(pause_s, own_s))


def _least_pause_s(error: ExchangeError) -> float:
    if isinstance(error, BackOff):
        return error.retry_after_s
    return REJECTED_S if isinstance(error, Rejected) else 0.0
