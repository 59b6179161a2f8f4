"""Keeps a hub fed from the bus through every restart of it. The one supervisor of that subscription."""

import asyncio
import logging
from typing import Any, Protocol

import orjson

from markets.stream import bus
from markets.stream.supervise import Backoff

log = logging.getLogger(__name__)
# How long the bus may be quiet before we ask whether the connection still lives.
QUIET_S = 10


class Feed(Protocol):
    """What takes the values in."""

    def take_prices(self, prices: list[dict[str, Any]]) -> None: ...
    def take_trades(self, trades: list[dict[str, Any]]) -> None: ...
    def take_exchanges(self, states: list[dict[str, Any]]) -> None: ...
    def take_flow(self, rows: list[dict[str, Any]]) -> None: ...


async def listen(feed: Feed) -> None:
    """Subscribe, take the newest values, then whatever is published, for ever; begin again when the bus is lost."""
    backoff = Backoff(first_s=0.2, longest_s=2)
    while True:
        client = bus.async_client(is_listener=True)
        try:
            async with client, client.pubsub() as subscription:
                await subscription.subscribe(*map(bus.channel, (bus.PRICES, bus.TRADES, bus.EXCHANGES, bus.FLOW)))
                # After the subscription, so that nothing falls between the two.
                await _take_newest(feed, client)
                if backoff.failures:
                    log.info("The bus answers again.")
                backoff.reset()
                await _take_messages(feed, subscription)
        except bus.BUS_ERRORS as error:
            if not backoff.failures:
                log.warning("The bus is lost (%s); sockets stay open and wait for it.", error)
            await asyncio.sleep(backoff.next_s())


async def _take_newest(feed: Feed, client: Any) -> None:
    feed.take_prices([orjson.loads(raw) for raw in (await client.hgetall(bus.PRICES)).values()])
    if states := await client.hgetall(bus.EXCHANGES):
        feed.take_exchanges([orjson.loads(raw) for raw in states.values()])


async def _take_messages(feed: Feed, subscription: Any) -> None:
    takers = {
        bus.channel(bus.PRICES).encode(): feed.take_prices,
        bus.channel(bus.TRADES).encode(): feed.take_trades,
        bus.channel(bus.EXCHANGES).encode(): feed.take_exchanges,
        bus.channel(bus.FLOW).encode(): feed.take_flow,
    }
    is_asked = False
    while True:
        message = await subscription.get_message(timeout=QUIET_S)
        if message is not None:
            is_asked = False
            if message["type"] == "message":
                takers[message["channel"]](orjson.loads(message["data"]))
        elif is_asked:
            raise ConnectionError("The bus gave no sign of life.")
        else:
            is_asked = True
            await subscription.ping()
