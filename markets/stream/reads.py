"""Reads of the bus for pages: a bus that is down is logged once and answered with a default, never raised."""

import logging
import time
from collections.abc import Callable
from typing import Literal, TypeVar

import redis

from markets.stream import bus

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")


QUIET_S = 1.0
"""So long nobody asks a bus that did not answer in time: each of a page's questions would wait as long again."""


class _Watch:
    """Remembers whether the bus answered last, so that an outage is logged once and its end once."""

    is_down = False
    quiet_until_s = 0.0


def ask(question: Callable[[], object], default: Answer) -> Answer:
    """Return what the bus says, or ``default`` when it does not answer."""
    if time.monotonic() < _Watch.quiet_until_s:
        return default
    try:
        answer = question()
    except bus.BUS_ERRORS as error:
        if isinstance(error, redis.TimeoutError):
            _Watch.quiet_until_s = time.monotonic() + QUIET_S
        if not _Watch.is_down:
            log.warning("The bus does not answer (%s); prices come from stored candles.", error)
        _Watch.is_down = True
        return default
    if _Watch.is_down:
        log.info("The bus answers again.")
    _Watch.is_down = False
    return answer  # type: ignore[return-value]


def data_mode() -> Literal["live", "simulated", "off"]:
    """Return where prices come from now; ``off`` when no stream reports."""
    raw = ask(lambda: bus.client().get(bus.MODE), None)
    return "live" if raw == b"live" else "simulated" if raw == b"simulated" else "off"
