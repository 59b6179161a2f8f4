"""Prices of some symbols one after the other, as they change, out of the process's one hub."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from markets.exchanges.verdicts import fresh_ms
from markets.stream.dialects import Pages, Row
from markets.stream.hub import PRICE_TOPIC, Member, running_hub
from markets.stream.outbox import Outbox
from markets.types import Price, Standing
from project.common.clock import now_ms

EVERY_S = 1.0
"""A price comes at most so often."""

LOOK_S = 5.0
"""So often is looked whether a price has gone stale, which nobody tells."""


@dataclass(frozen=True, slots=True)
class Tick:
    symbol: str
    price: float
    change_24h: float | None
    standing: str
    at_ms: int


class Bell(Pages):
    """A dialect without words: what the hub sends says that something changed, and the newest is looked up."""

    def price(self, symbol: str, price: Row) -> bytes:
        return b""

    def prices(self, written: Mapping[str, bytes]) -> str:
        return "prices"


BELL = Bell()


async def ticks(symbols: Sequence[str], known: Mapping[str, Price]) -> AsyncGenerator[Tick, None]:
    """Yield the newest price of each symbol that has one, then each that changed; ``known`` are those of the start.

    Whoever takes them slowly gets fewer, never old ones.
    """
    hub, bell = running_hub(), asyncio.Event()

    async def ring(_: str) -> None:
        bell.set()

    member = Member(Outbox(ring, lambda: None), BELL)
    hub.join(member)
    hub.want(member, [PRICE_TOPIC + symbol for symbol in symbols])
    first: dict[str, Any] = {symbol: asdict(price) for symbol, price in known.items()}
    told: dict[str, Tick] = {}
    try:
        while True:
            bell.clear()
            for symbol in symbols:
                newest = hub.newest([symbol]).get(symbol) or first.get(symbol)
                if newest and (tick := tick_of(symbol, newest, now_ms())) != told.get(symbol):
                    told[symbol] = tick
                    yield tick
            await asyncio.sleep(EVERY_S)
            await rung(bell)
    finally:
        await hub.leave(member)


async def rung(bell: asyncio.Event) -> None:
    """Wait until the bell rings, or until it is time to look."""
    try:
        async with asyncio.timeout(LOOK_S):
            await bell.wait()
    except TimeoutError:
        return


def tick_of(symbol: str, price: Mapping[str, Any], now: int) -> Tick:
    is_old = now - price["at_ms"] > fresh_ms(symbol)
    standing = Standing.STALE if is_old else price["standing"]
    return Tick(symbol, price["last"], price["change_24h"], str(standing), price["at_ms"])
