"""One call counted in all its layers and in the month's quota by one round trip, in all of them or in none."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import redis
from redis.commands.core import Script

from accounts.usage import quota
from accounts.usage.admission import Standing
from accounts.usage.bus import BREAKER, client
from accounts.usage.layers import Layer
from project.common import clock

SCRIPT = (Path(__file__).parent / "charge.lua").read_text()
PREFIX = "tw:limit"
QUOTA_LAYER = "month"
NO_QUOTA = UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Allowance:
    """The monthly quota that a metered call falls under."""

    user_id: int
    month: date
    limit: int


@dataclass(frozen=True, slots=True)
class Charge:
    """What became of a call; a refused one was counted nowhere. ``used`` are the month's calls, -1 without a quota."""

    is_admitted: bool
    used: int
    standings: tuple[Standing, ...]


def charge(layers: Sequence[Layer], allowance: Allowance | None, *, strategy: str) -> Charge:
    """Count one call, reading the month's calls from the database when their counter is missing. Raises BusAway."""
    if not layers and not allowance:
        return Charge(is_admitted=True, used=NO_QUOTA, standings=())
    answer = ask_bus(layers, allowance, strategy, UNKNOWN)
    if answer == [UNKNOWN] and allowance:
        answer = ask_bus(layers, allowance, strategy, quota.stored_calls(allowance.user_id, allowance.month))
    return read(answer, layers, allowance, strategy)


def ask_bus(layers: Sequence[Layer], allowance: Allowance | None, strategy: str, stored: int) -> list[int]:
    keys = [f"{PREFIX}:{strategy}:{layer.key}" for layer in layers]
    arguments: list[object] = [strategy, NO_QUOTA, UNKNOWN, 0]
    if allowance:
        keys.append(quota.counter_key(allowance.user_id, allowance.month))
        arguments = [strategy, allowance.limit, stored, quota.counter_end(allowance.month)]
    for layer in layers:
        arguments += [layer.limit, layer.window_s * 1_000_000, layer.burst]
    answer: list[int] = BREAKER.ask(lambda: script(client())(keys, arguments))
    return answer


@cache
def script(bus: redis.Redis) -> Any:
    """Return the script, which is sent by its digest, and in full when the bus has forgotten it."""
    return Script(bus, SCRIPT)


def read(answer: list[int], layers: Sequence[Layer], allowance: Allowance | None, strategy: str) -> Charge:
    admitted, used, *figures = answer
    pairs = zip(layers, figures[::2], figures[1::2], strict=True)
    standings = [standing(layer, strategy, left, wait_us) for layer, left, wait_us in pairs]
    if allowance:
        standings.append(month_standing(allowance, used))
    return Charge(bool(admitted), used, tuple(standings))


def standing(layer: Layer, strategy: str, left: int, wait_us: int) -> Standing:
    limit, window_s = layer.limit, layer.window_s
    if strategy == "token_bucket":  # what it holds, and how long it takes to fill
        limit, window_s = layer.burst, math.ceil(layer.window_s * layer.burst / layer.limit)
    return Standing(layer.name, limit, window_s, left, max(1, math.ceil(wait_us / 1_000_000)))


def month_standing(allowance: Allowance, used: int) -> Standing:
    left = (quota.month_end(allowance.month) - clock.now()).total_seconds()
    window_s = quota.month_seconds(allowance.month)
    return Standing(
        QUOTA_LAYER, allowance.limit, window_s, max(0, allowance.limit - used), reset_s=max(1, math.ceil(left))
    )
