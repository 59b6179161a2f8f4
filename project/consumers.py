"""The socket of GraphQL: subscriptions by the protocol graphql-transport-ws.

Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md for frames and codes below 4500.
"""

import asyncio
import time
import uuid
from contextlib import aclosing
from typing import Any

import structlog
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from accounts import sockets
from accounts.models import User
from accounts.page_callers import is_still_signed_in, page_caller
from accounts.passes import Pass
from accounts.usage.limiter import admit_socket
from markets.consumers import TOO_MUCH, LiveSocket
from markets.graphql.lookup import Room
from markets.stream.seats import Seat
from markets.stream.seats import sockets as seats
from markets.stream.supervise import end_tasks
from markets.stream.watch import running_watch
from project.common.client import check_address, client_address
from project.common.errors import Denied, OverLimit, TidewatchError, Unavailable
from project.graphql.messages import Message, credential_in, read_message
from project.graphql.subscriptions import subscribe

log = structlog.get_logger()

PROTOCOL = "graphql-transport-ws"
BAD_REQUEST, UNAUTHORIZED, FORBIDDEN = 4400, 4401, 4403
TOO_LATE, SAME_ID, SECOND_INIT = 4408, 4409, 4429
IDLE, LATER = 4010, 4013
MOST_SUBSCRIPTIONS = 10


class GraphQLConsumer(LiveSocket):
    """One socket. Who it is comes with ``connection_init``, with the opening, or with the session of a page of ours."""

    init_s = 10.0

    async def connect(self) -> None:
        """Let the address in or not; what is refused after that is told by the code of the close."""
        most = settings.WEBSOCKET_MAX_CONNECTIONS
        try:
            check_address(sockets.opening(self.scope))
            await database_sync_to_async(admit_socket)(sockets.opening(self.scope))
            self.seat: Seat = seats.take("nobody yet", most=most, each=most + 1)
        except TidewatchError:
            await self.close()
            return
        if PROTOCOL in self.scope["subprotocols"]:
            await self.open()
        else:
            self.seat.release()
            await self.close()

    async def accept(self, subprotocol: str | None = None, headers: Any = None) -> None:
        await super().accept(PROTOCOL, headers)

    def prepare(self) -> None:
        super().prepare()
        self.id = uuid.uuid4().hex
        self.held: Pass | None = None
        self.is_initialised = False
        self.heard = time.monotonic()
        self.running: dict[str, asyncio.Task[None]] = {}
        self.room = Room()
        self.deadline = asyncio.get_running_loop().call_later(self.init_s, self.end_soon, TOO_LATE)

    async def leave(self) -> None:
        self.deadline.cancel()
        tasks, self.running = list(self.running.values()), {}
        await end_tasks(tasks)
        if self.held is not None and not self.is_page:
            await running_watch().leave(self.held)
        self.seat.release()
        await super().leave()

    @property
    def is_page(self) -> bool:
        """Whether it was let in by the session of a page."""
        caller = self.held.caller if self.held else None
        return caller is not None and caller.key is None and caller.family is None

    async def take(self, frame: str | bytes) -> None:
        try:
            message = read_message(frame)
        except TidewatchError:
            await self.hang_up(BAD_REQUEST)
            return
        if message.type != "pong":  # any client answers a ping by itself
            self.heard = time.monotonic()
        if message.type == "ping":
            self.tell("pong")
        elif message.type == "connection_init":
            await self.initialise(message)
        elif message.type in ("subscribe", "complete"):
            await self.obey(message)

    async def obey(self, message: Message) -> None:
        if self.held is None:
            await self.hang_up(UNAUTHORIZED)
        elif message.type == "complete":
            if task := self.running.pop(message.id, None):
                await end_tasks([task])
        elif message.id in self.running:
            await self.hang_up(SAME_ID)
        elif len(self.running) >= MOST_SUBSCRIPTIONS:
            await self.hang_up(TOO_MUCH)
        else:
            self.running[message.id] = asyncio.create_task(self.serve(message, self.held))

    async def initialise(self, message: Message) -> None:
        """Sign in, once."""
        if self.is_initialised:
            await self.hang_up(SECOND_INIT)
            return
        self.is_initialised = True
        try:
            self.held = await self.let_in(credential_in(message.payload))
        except TidewatchError as error:
            log.info("graphql_socket_refused", connection=self.id, code=error.code)
            is_later = isinstance(error, OverLimit | Unavailable)
            await self.hang_up(LATER if is_later else FORBIDDEN if isinstance(error, Denied) else UNAUTHORIZED)
            return
        except (DatabaseError, InterfaceError) as error:
            log.warning("graphql_socket_database_away", connection=self.id, error=str(error))
            await self.hang_up(LATER)
            return
        self.deadline.cancel()
        if not self.is_page:
            running_watch().join(self.held, lambda: self.end_soon(UNAUTHORIZED))
        self.tell("connection_ack")

    async def let_in(self, sent: str) -> Pass:
        """Return the pass of who sent a key or a token, or has a session, with a seat of their own."""
        user = self.scope.get("user")
        if not sent and isinstance(user, User) and not sockets.has_credential(self.scope):
            caller = await database_sync_to_async(page_caller)(user)
            held = Pass(caller, client_address(sockets.opening(self.scope)), None)
        else:
            held = await database_sync_to_async(sockets.sign_in)(self.scope, sent)
        self.seat.release()
        most, each = settings.WEBSOCKET_MAX_CONNECTIONS, settings.WEBSOCKET_USER_CONNECTIONS
        self.seat = seats.take(f"user {held.caller.user.pk}", most=most, each=each)
        return held

    async def serve(self, message: Message, held: Pass) -> None:
        """Send what one subscription brings; a reader that is behind gets fewer values, never old ones."""
        told = subscribe(self.scope, held, payload=message.payload, connection_id=self.id, room=self.room)
        async with aclosing(told) as frames:
            async for kind, payload in frames:
                if kind != "next":
                    self.running.pop(message.id, None)
                self.tell(kind, message.id, payload)
                await self.member.outbox.drained()

    async def tick(self) -> None:
        """Ping; close a socket that nobody wants anything of, and one whose person has signed out."""
        if not self.running and time.monotonic() - self.heard > settings.WEBSOCKET_IDLE_TIMEOUT:
            await self.hang_up(IDLE)
        elif self.held is not None and self.is_page and not await self.has_session(self.held.caller.user):
            await self.hang_up(UNAUTHORIZED)
        else:
            self.tell("ping")

    async def has_session(self, user: User) -> bool:
        return await is_still_signed_in(self.scope["session"].session_key, user)

    def end_soon(self, code: int) -> None:
        self.closing = asyncio.create_task(self.hang_up(code))

    def tell(self, kind: str, subscription: str = "", payload: object = None) -> None:
        frame: dict[str, object] = {"type": kind}
        if subscription:
            frame["id"] = subscription
        if payload is not None:
            frame["payload"] = payload
        self.post(frame)
