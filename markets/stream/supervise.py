"""The one place of the stream that catches everything: a job that fails is counted, logged and started again."""

import asyncio
import logging
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection

log = logging.getLogger(__name__)

faults: Counter[str] = Counter()
"""How often each job failed in a way that nobody foresaw."""


class Backoff:
    """Delays that double from ``first_s`` to ``longest_s``, each shortened at random, never below the first."""

    def __init__(self, first_s: float = 1, longest_s: float = 60) -> None:
        self.first_s = first_s
        self.longest_s = longest_s
        self.failures = 0

    def next_s(self) -> float:
        delay: float = min(self.longest_s, self.first_s * 2**self.failures)
        self.failures = min(self.failures + 1, 16)
        return max(self.first_s, delay * random.uniform(0.5, 1))  # noqa: S311  jitter is no secret

    def reset(self) -> None:
        self.failures = 0


async def supervise(name: str, job: Callable[[], Awaitable[None]], longest_s: float = 60) -> None:
    """Run ``job`` until it returns; begin it again, ever later, when it raises what it should have handled itself.

    A job that went well for longer than the longest pause begins again as after its first failure.
    """
    backoff = Backoff(longest_s=longest_s)
    while True:
        began = time.monotonic()
        try:
            await job()
        except Exception:  # any fault of one job must not end the others; it is counted and logged with its trace
            faults[name] += 1
            if time.monotonic() - began > longest_s:
                backoff.reset()
            delay = backoff.next_s()
            log.exception("%s failed and starts again in %.0f s.", name, delay)
            await asyncio.sleep(delay)
        else:
            return


async def end_tasks(tasks: Collection[asyncio.Task[None]], limit_s: float = 5) -> None:
    """Cancel tasks until they have ended, or the limit is over.

    Once is not enough: Python 3.11's ``wait_for``, which the bus client uses, loses a cancellation that arrives in the
    same moment as the answer, and the task goes on as if nobody had asked it to end.
    """
    deadline = time.monotonic() + limit_s
    while (pending := [task for task in tasks if not task.done()]) and time.monotonic() < deadline:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=0.1)
