"""Answers that many callers share for some seconds: whoever comes first works one out, the others wait for it.

One call in all processes together works an answer out; a lock on the bus says who, and runs out when its holder dies.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import orjson
from django.conf import settings
from redis.lock import Lock

from markets.multi.counts import Outcome, note
from markets.multi.flights import Flights
from markets.multi.kinds import Kind, life_of
from markets.stream import bus
from markets.stream.reads import ask
from project.common.errors import TidewatchError, Unavailable

WAIT_S = 10.0
LOCK_S = 5.0
"""Longer than any answer takes, short enough to wait for when who worked on it is gone."""

STEP_S = 0.02

flights: Flights[bytes] = Flights(WAIT_S + 1)


def shared(kind: Kind, name: str, make: Callable[[], Any]) -> Any:
    """Return the answer of that kind and name; what ``make`` raises is raised, and not kept.

    Simulated answers stand apart from live ones.
    """
    if not settings.GPT_API_CACHE_ENABLED:
        return make()
    place, made = _place(kind, name), []

    def work() -> Any:
        made.append(kind)
        return make()

    try:
        text = _known(place) or flights.share(place or f"{kind}:{name}", lambda: _once(kind, name, place, work))
    except TidewatchError:
        note(kind, name, Outcome.FAULT)
        raise
    note(kind, name, Outcome.MISS if made else Outcome.HIT)
    return orjson.loads(text)


def refresh(kind: Kind, name: str, make: Callable[[], Any]) -> None:
    """Work an answer out again before it is too old, so that nobody waits for it."""
    if place := _place(kind, name):
        _keep(kind, name, place, orjson.dumps(make()))


def forget() -> None:
    """Make every answer that was given so far count for nothing, also one that is just being worked out."""
    ask(lambda: bus.client().incr(bus.ANSWERS), None)


def _place(kind: Kind, name: str) -> str:
    """Return where the answer stands as things are now; nothing while the bus is away."""
    raw: list[bytes | None] = ask(lambda: bus.client().mget(bus.MODE, bus.ANSWERS), [])
    parts = [(each or b"").decode() for each in raw]
    return ":".join(("tw", kind, name, *parts)) if parts else ""


def _known(place: str) -> bytes | None:
    known: bytes | None = ask(lambda: bus.client().get(place), None) if place else None
    return known


def _keep(kind: Kind, name: str, place: str, text: bytes) -> None:
    # Prices of another mode, or of before a change, may be in what was begun before it.
    if place and _place(kind, name) == place:
        ask(lambda: bus.client().set(place, text, ex=life_of(kind)), None)


def _once(kind: Kind, name: str, place: str, make: Callable[[], Any]) -> bytes:
    """Return the answer of whoever in all processes works it out, or work it out here. Raises Unavailable."""
    if not place:
        return orjson.dumps(make())
    lock = bus.client().lock(f"{place}:lock", timeout=LOCK_S)
    text = _wait_for_turn(place, lock)
    if text is not None:
        return text
    try:
        # Another process may have been through between the look and the turn.
        text = _known(place)
        if text is None:
            text = orjson.dumps(make())
            _keep(kind, name, place, text)
    finally:
        # A lock that cannot be given back runs out.
        with suppress(*bus.BUS_ERRORS):
            lock.release()
    return text


def _wait_for_turn(place: str, lock: Lock) -> bytes | None:
    """Return the answer when another process has worked it out, None when it is this one's turn."""
    deadline = time.monotonic() + WAIT_S
    while not ask(lambda: lock.acquire(blocking=False), True):
        if time.monotonic() > deadline:
            raise Unavailable("There is no answer yet. Try again in a few seconds.")
        time.sleep(STEP_S)
        if (text := _known(place)) is not None:
            return text
    return None
