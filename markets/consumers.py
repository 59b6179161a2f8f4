"""What all sockets share: frames out through an outbox, bounds on frames in, a beat, nothing left behind."""

import asyncio
import logging
import time
from collections import deque
from typing import Any

import orjson
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError, InterfaceError

from markets.stream.dialects import PAGES
from markets.stream.hub import Member, running_hub
from markets.stream.outbox import Outbox

log = logging.getLogger(__name__)

MAX_FRAME = 16 * 1024
MAX_TOPICS = 200
MAX_MESSAGES_PER_S = 10

SIGNED_OUT = 4001
TOO_MUCH = 4008
TOO_BIG = 4009  # daphne refuses to send 1009


class LiveSocket(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One socket. Every frame leaves through the outbox, so that a slow reader never holds anybody up."""

    # Hints arrive by one channel for the whole process (alerts/live/rounds.py), not by one for each socket.
    channel_layer_alias = "none"
    dialect = PAGES
    heartbeat_s = 15.0
    ticking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one socket, and leave nothing of it behind: after an error nobody calls ``disconnect``."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.ticking is not None:
                self.ticking.cancel()
                await self.leave()

    async def open(self) -> None:
        """Accept the socket and begin to beat."""
        self.prepare()
        await self.accept()
        self.ticking = asyncio.create_task(self.tick_for_ever())

    def prepare(self) -> None:
        """Make what ``leave`` gives back."""
        self.arrivals: deque[float] = deque(maxlen=MAX_MESSAGES_PER_S)
        self.is_over = False
        self.member = Member(Outbox(self.send, self.on_overflow), self.dialect)

    async def leave(self) -> None:
        """Give back what the socket held."""
        await running_hub().leave(self.member)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.is_over:
            return
        now = time.monotonic()
        if len(self.arrivals) == MAX_MESSAGES_PER_S and now - self.arrivals[0] < 1:
            await self.hang_up(TOO_MUCH)
            return
        self.arrivals.append(now)
        frame = text_data if text_data is not None else bytes_data or b""
        if len(frame) > MAX_FRAME:
            await self.hang_up(TOO_BIG)
            return
        await self.take(frame)

    async def take(self, frame: str | bytes) -> None:
        """Do what one frame says."""
        raise NotImplementedError

    async def tick_for_ever(self) -> None:
        while not self.is_over:
            await asyncio.sleep(self.heartbeat_s)
            try:
                await self.tick()
            except (DatabaseError, InterfaceError) as error:
                log.warning("A heartbeat is late because the database does not answer: %s", error)

    async def tick(self) -> None:
        """Say that the socket lives."""
        raise NotImplementedError

    def post(self, frame: dict[str, Any]) -> None:
        self.member.outbox.offer(orjson.dumps(frame).decode())

    def on_overflow(self) -> None:
        log.info("A socket that reads too slowly is closed.")
        self.closing = asyncio.create_task(self.hang_up(TOO_MUCH))

    async def hang_up(self, code: int) -> None:
        if self.is_over:
            return
        self.is_over = True
        self.member.outbox.close()
        await self.close(code)
