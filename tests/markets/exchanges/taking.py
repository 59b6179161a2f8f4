"""Reading a stream for as long as a test needs it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import TypeVar, cast

from markets.exchanges.base import Exchange, Interrupted
from tests.fakes.venues import FakeVenue, tick

Item = TypeVar("Item")


async def take(stream: AsyncIterator[Item], count: int) -> list[Item]:
    """Return the first ``count`` items and close the stream."""
    items = []
    async with asyncio.timeout(20), aclosing(cast(AsyncGenerator[Item], stream)) as events:
        async for item in events:
            items.append(item)
            if len(items) == count:
                break
    return items


async def take_again(start: Callable[[], AsyncIterator[Item]], count: int) -> list[Item]:
    """Like ``take``, and start again when the connection breaks."""
    while True:
        try:
            return await take(start(), count)
        except Interrupted:
            await asyncio.sleep(0.01)


async def drain(stream: AsyncIterator[object]) -> bool:
    """Read to the end; tell whether the stream ended rather than broke."""
    try:
        async for _ in stream:
            pass
    except Interrupted:
        return False
    return True


async def seen_alive(exchange: Exchange, venue: FakeVenue) -> None:
    """Have a connection whose pings are 0.05 s apart outlive a silence of many of them, and then bring a quote."""
    await exchange.connect(["BTC-USDT"])
    reading = asyncio.create_task(take(exchange.quotes(["BTC-USDT"]), 1))
    await venue.subscription("ticker", "BTC-USDT")
    await asyncio.sleep(0.3)
    await venue.emit_tick("BTC-USDT", tick(70_500.0))
    assert (await reading)[0].last == 70_500.0
    assert len(venue.reached("ping")) >= 3
    assert len(venue.reached("handshake")) == 1
    await exchange.close()
