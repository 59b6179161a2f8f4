"""Whales, liquidations and market events of the stream: noticed as they come, stored in batches, told on the bus."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from typing import Any

from channels.db import database_sync_to_async
from django.db import DatabaseError, InterfaceError
from redis.asyncio import Redis

from markets.exchanges.registry import SIMULATED
from markets.flow.pending import Pending
from markets.flow.radar import Radar
from markets.flow.services import Batch, end_lasting, is_storable, store_flow, told_lately
from markets.stream import bus
from markets.types import Liquidation, Price, Trade
from project.common.clock import now, now_ms

log = logging.getLogger(__name__)

DATABASE_ERRORS = (DatabaseError, InterfaceError)
LOOK_S = 1
WRITE_S = 3


class FlowRecorder:
    """``instrument_ids`` says which symbols are stored, ``prices`` brings what each costs now."""

    def __init__(self, instrument_ids: Mapping[str, int], prices: Callable[[], Collection[Price]]) -> None:
        self.instrument_ids = instrument_ids
        self.prices = prices
        self.pending = Pending()
        self._radar = Radar()
        self._mode = ""
        self._has_begun = False

    def switch(self, mode: str) -> None:
        """Begin a mode: what is usual in one says nothing of another, and nothing of one goes on in another."""
        self.pending.end_events(now_ms())
        self._radar, self._mode, self._has_begun = Radar(), mode, False

    def take_trade(self, trade: Trade) -> None:
        whale = self._radar.take_trade(trade)
        if whale is not None and is_storable(whale):
            self.pending.whales.append(whale)

    def take_liquidation(self, liquidation: Liquidation) -> None:
        if is_storable(liquidation) and self._radar.take_liquidation(liquidation):
            self.pending.liquidations.append(liquidation)

    async def keep_looking(self) -> None:
        """Look every second; a job of its own, because a slow database must not keep us from it."""
        while True:
            if self._mode:
                await self.look()
            await asyncio.sleep(LOOK_S)

    async def keep_writing(self) -> None:
        async with bus.async_client() as client:
            while True:
                await self.tell(client, await self.write())
                await asyncio.sleep(WRITE_S)

    async def close(self) -> None:
        """Store what waits, and end what goes on: nobody sees any more how long it lasts."""
        self.pending.end_events(now_ms())
        await self.write()
        if not self._has_begun:
            return
        try:
            await database_sync_to_async(end_lasting)(now())
        except DATABASE_ERRORS as error:
            log.warning("Market events stay open because the database does not answer: %s", error)

    async def look(self) -> None:
        """See what has happened; not before it is known what was told last, which another process may have done."""
        if not self._has_begun and not await self._begin():
            return
        simulated = self._mode == SIMULATED
        events = self._radar.look(self.prices(), now_ms())
        self.pending.events.extend((event, simulated) for event in events)

    async def write(self) -> list[Batch]:
        """Store what waits, and return what was new; what a busy database refuses is kept for the next time."""
        written = []
        while batch := self.pending.take():
            try:
                with self.pending.kept_unless_done(batch):
                    written.append(await database_sync_to_async(store_flow)(batch, self.instrument_ids))
            except DATABASE_ERRORS as error:
                log.warning("Whales and liquidations wait because the database does not take them: %s", error)
                if self.pending.lost:
                    log.warning("So far %d of them had to make room for newer ones.", self.pending.lost)
                break
        return written

    async def tell(self, client: Redis, written: list[Batch]) -> None:
        """Publish what is new. Who misses it finds it in the database, so a bus that is away costs nothing else."""
        messages = [message for batch in written for message in messages_of(batch)]
        thresholds = self._radar.whales.thresholds()
        try:
            if messages:
                await client.publish(bus.channel(bus.FLOW), bus.dump(messages))
            if thresholds:
                await client.hset(bus.WHALE_THRESHOLDS, mapping={each.symbol: bus.dump(each) for each in thresholds})
                await client.expire(bus.WHALE_THRESHOLDS, bus.MODE_LIFE_S)
        except bus.BUS_ERRORS as error:
            log.debug("The bus does not take %d whales and events: %s", len(messages), error)

    async def _begin(self) -> bool:
        radar, simulated = self._radar, self._mode == SIMULATED
        try:
            await database_sync_to_async(end_lasting)(now())
            told = await database_sync_to_async(told_lately)(now(), simulated=simulated)
        except DATABASE_ERRORS as error:
            log.warning("Market events wait because the database does not answer: %s", error)
            return False
        # Also what was on its way to the database when the mode ended, and came back.
        self.pending.end_events(now_ms())
        for kind, symbol, moment in told:
            radar.cooldowns.remember(kind, symbol, round(moment.timestamp() * 1000))
        self._has_begun = radar is self._radar
        return self._has_begun


def messages_of(batch: Batch) -> list[dict[str, Any]]:
    """Return a batch as the bus carries it: ``kind`` is whale, liquidation or event, and ``event`` the event's kind."""
    return [
        *({"kind": "whale", **asdict(whale)} for whale in batch.whales),
        *({"kind": "liquidation", **asdict(order), "usd_value": order.usd_value} for order in batch.liquidations),
        *({**asdict(event), "kind": "event", "event": event.kind} for event, _ in batch.events),
    ]
