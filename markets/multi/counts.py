"""How often a shared answer was there already, counted by the hour on the bus, and what is asked for most."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from redis.client import Pipeline

from markets.multi.kinds import Kind, life_of
from markets.stream import bus
from markets.stream.reads import ask
from project.common.clock import now

HOURS = 24
COUNTS = "tw:cache:counts"
ASKED = "tw:cache:asked"
"""A sorted set of ``kind symbol`` by how often it was asked for; the warmer lets old calls fade."""

WARMED = (Kind.TICKER, Kind.BOOK, Kind.AGGREGATED)


class Outcome(StrEnum):
    HIT = "hits"
    MISS = "misses"
    FAULT = "faults"


def note(kind: Kind, name: str, outcome: Outcome) -> None:
    """Count one call; while the bus is away nobody does."""
    ask(lambda: _note(bus.client().pipeline(transaction=False), kind, name, outcome), None)


def report() -> dict[str, Any]:
    """Return for each kind how often callers found an answer, in the last 24 hours, and how long one is shared."""
    counts = ask(_counts, None)
    kinds = {kind: _figures(kind, counts or {}) for kind in Kind}
    hits, misses = (sum(each[outcome] for each in kinds.values()) for outcome in (Outcome.HIT, Outcome.MISS))
    status = "off" if not settings.GPT_API_CACHE_ENABLED else "down" if counts is None else "ok"
    shared = {"status": status, "hours": HOURS, "hit_rate": _rate(hits, misses), "kinds": kinds}
    return {**shared, "asked_most": _asked_most(10)}


def _note(pipeline: Pipeline, kind: Kind, name: str, outcome: Outcome) -> None:
    hour = _hours()[0]
    pipeline.hincrby(hour, f"{kind} {outcome}")
    pipeline.expire(hour, HOURS * 3600)
    if kind in WARMED:
        pipeline.zincrby(ASKED, 1, f"{kind} {name}")
    pipeline.execute()


def _hours() -> list[str]:
    at = now()
    return [f"{COUNTS}:{at - timedelta(hours=back):%Y%m%d%H}" for back in range(HOURS)]


def _counts() -> dict[str, int]:
    pipeline = bus.client().pipeline(transaction=False)
    for hour in _hours():
        pipeline.hgetall(hour)
    counts: dict[str, int] = {}
    for each in pipeline.execute():
        for field, count in each.items():
            counts[field.decode()] = counts.get(field.decode(), 0) + int(count)
    return counts


def _figures(kind: Kind, counts: dict[str, int]) -> dict[str, Any]:
    figures = {outcome.value: counts.get(f"{kind} {outcome}", 0) for outcome in Outcome}
    rate = _rate(figures[Outcome.HIT], figures[Outcome.MISS])
    return {**figures, "hit_rate": rate, "life_s": life_of(kind)}


def _rate(hits: int, misses: int) -> float | None:
    return round(hits / (hits + misses), 4) if hits + misses else None


def _asked_most(most: int) -> list[str]:
    raw: list[bytes] = ask(lambda: bus.client().zrevrange(ASKED, 0, most - 1), [])
    return [each.decode() for each in raw]
