"""Prices as server-sent events: the newest of some symbols every two seconds, out of the process's one hub."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import orjson

from markets.exchanges.verdicts import fresh_ms
from markets.stream.hub import Member, running_hub
from markets.stream.outbox import Outbox
from markets.stream.seats import Seat
from markets.types import Standing
from project.common.clock import now_ms

EVERY_S = 2.0
HEARTBEAT_S = 10.0
LIFE_S = 900.0
"""How long one stream lasts; the browser begins another by itself, and by then a key may have been revoked."""

RETRY_MS = 3000
HEARTBEAT = b": heartbeat\n\n"


class PriceEvents:
    """The body of one answer. ``first`` are the prices known at the start, for symbols that the hub has not seen yet.

    Nothing is sent by the hub itself: it is looked at, so that a slow reader gets fewer prices, never old ones.
    """

    def __init__(self, symbols: Sequence[str], first: Mapping[str, Mapping[str, Any]], seat: Seat) -> None:
        self._symbols = symbols
        self._known = dict(first)
        self._seat = seat

    async def __aiter__(self) -> AsyncIterator[bytes]:
        hub, member = running_hub(), Member(Outbox(_nowhere, lambda: None))
        hub.join(member)
        ends = time.monotonic() + LIFE_S
        beat = time.monotonic()
        try:
            yield b"retry: %d\n\n" % RETRY_MS
            while time.monotonic() < ends:
                self._known |= hub.newest(self._symbols)
                if self._known:
                    yield self._event()
                    beat = time.monotonic()
                elif time.monotonic() - beat >= HEARTBEAT_S:
                    yield HEARTBEAT
                    beat = time.monotonic()
                await asyncio.sleep(EVERY_S)
        finally:
            self.close()
            await hub.leave(member)

    def close(self) -> None:
        """Give up the seat, also when nobody ever read; Django calls it at the end of the answer."""
        self._seat.release()

    def _event(self) -> bytes:
        now = now_ms()
        prices = [price_event(symbol, self._known[symbol], now) for symbol in self._symbols if symbol in self._known]
        return b"id: %d\ndata: %b\n\n" % (now, orjson.dumps({"timestamp_ms": now, "prices": prices}))


def price_event(symbol: str, price: Mapping[str, Any], now: int) -> dict[str, Any]:
    age_ms = max(0, now - price["at_ms"])
    return {
        "symbol": symbol,
        "price": price["last"],
        "change_24h": price["change_24h"],
        "age_s": round(age_ms / 1000, 1),
        # Nobody has renewed it: the stream itself may be gone.
        "standing": Standing.STALE if age_ms > fresh_ms(symbol) else price["standing"],
    }


async def _nowhere(_: str) -> None:
    """Take what the hub would send to a socket; this one wants nothing."""
