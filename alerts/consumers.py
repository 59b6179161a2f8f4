"""The socket of programs: alerts as they come, prices, trades and the state of the system, for a key or a token."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from channels.db import database_sync_to_async
from django.conf import settings
from django.db import DatabaseError, InterfaceError

from accounts import sockets
from accounts.passes import Pass
from accounts.usage.limiter import admit_socket
from alerts.live.desk import Desk
from alerts.live.frames import echo, error_frame
from alerts.live.requests import AuthIn, Frame, read, read_frame
from markets.consumers import SIGNED_OUT, LiveSocket
from markets.stream.dialects import PROGRAMS, frame
from markets.stream.hub import running_hub
from markets.stream.seats import Seat
from markets.stream.seats import sockets as seats
from markets.stream.watch import running_watch
from project.common.client import check_address
from project.common.errors import Denied, OverLimit, TidewatchError, Unauthenticated, Unavailable

log = structlog.get_logger()

DENIED = 4003
IDLE = 4010
LATER = 4013
LAST_WORD_S = 1.0
SIGN_IN = "Sign in first: send an API key or an access token in a frame of the type auth."
SPENT = "The key or the sign-in of this socket is no longer good. Sign in again."
AWAY = "The database does not answer. Try again in a few seconds."
DATABASE_AWAY = (DatabaseError, InterfaceError)


class ApiConsumer(LiveSocket):
    """One socket of one program. It reads no cookie: who it is comes as a key or a token."""

    dialect = PROGRAMS
    auth_s = 10.0

    async def connect(self) -> None:
        """Let the address in or not; what is refused after that is told in words before the socket is closed."""
        try:
            check_address(sockets.opening(self.scope))
        except Denied:
            await self.close()
            return
        await self.open()
        await self.do_or_end(self.welcome)

    def prepare(self) -> None:
        super().prepare()
        self.id = uuid.uuid4().hex
        self.seat: Seat | None = None
        self.heard = time.monotonic()
        self.desk = Desk(self.scope, self.member, self.tell)
        self.deadline = asyncio.get_running_loop().call_later(self.auth_s, self.end_soon, Unauthenticated(SIGN_IN))

    async def leave(self) -> None:
        self.deadline.cancel()
        await self.desk.close()
        if self.desk.held is not None:
            await running_watch().leave(self.desk.held)
        if self.seat is not None:
            self.seat.release()
        await super().leave()

    async def welcome(self) -> None:
        """Count the socket, say what it is, and sign in who sent a key or a token along."""
        await database_sync_to_async(admit_socket)(sockets.opening(self.scope))
        most = settings.WEBSOCKET_MAX_CONNECTIONS
        self.seat = seats.take("nobody yet", most=most, each=most + 1)
        self.tell("status", {"state": "open", "connection_id": self.id, "auth_within_s": self.auth_s})
        if sockets.has_credential(self.scope):
            await self.sign_in(None, "")

    async def take(self, frame: str | bytes) -> None:
        self.heard, asked = time.monotonic(), None
        try:
            asked = read_frame(frame)
            await self.obey(asked)
        except TidewatchError as error:
            self.tell_error(error, asked)
        except DATABASE_AWAY as error:
            log.warning("socket_database_away", connection=self.id, error=str(error))
            self.tell_error(Unavailable(AWAY), asked)

    async def obey(self, asked: Frame) -> None:
        if asked.type == "ping":
            self.tell("pong", asked.data, asked)
        elif asked.type == "auth":
            token = read(AuthIn, asked.data, "data.").token
            await self.do_or_end(partial(self.sign_in, asked, token))
        elif self.desk.held is None:
            raise Unauthenticated(SIGN_IN)
        elif asked.type == "subscribe":
            await self.desk.subscribe(asked, self.desk.held)
        elif asked.type == "unsubscribe":
            await self.desk.unsubscribe(asked)

    async def sign_in(self, asked: Frame | None, sent: str) -> None:
        """Let somebody in, or renew the key or token of who is in; how long we take is not held against them."""
        self.deadline.cancel()
        held, before = await database_sync_to_async(sockets.sign_in)(self.scope, sent), self.desk.held
        if before is None:
            self.sit_down(held)
        elif held.caller.user != before.caller.user:
            raise Denied("This socket belongs to somebody else. Open another one.")
        self.desk.held = held
        running_watch().join(held, partial(self.end_soon, Unauthenticated(SPENT)))
        if before is not None:
            await running_watch().leave(before)
        user, key = held.caller.user, held.caller.key
        log.info("socket_signed_in", connection=self.id, user=user.pk, key_prefix=key.prefix if key else None)
        self.tell(
            "auth", {"user": user.username, "scopes": sorted(held.caller.scopes), "expires_at": held.ends_at}, asked
        )

    def sit_down(self, held: Pass) -> None:
        """Trade the seat of a stranger for one of the user's own. Raises OverLimit."""
        if self.seat is not None:
            self.seat.release()
        most, each = settings.WEBSOCKET_MAX_CONNECTIONS, settings.WEBSOCKET_USER_CONNECTIONS
        self.seat = seats.take(f"user {held.caller.user.pk}", most=most, each=each)
        running_hub().join(self.member)

    async def tick(self) -> None:
        """Ping, with the number up to which every alert was sent; close a socket that nobody wants anything of."""
        is_idle = time.monotonic() - self.heard > settings.WEBSOCKET_IDLE_TIMEOUT
        if is_idle and not len(self.desk.subscriptions):
            await self.hang_up(IDLE)
            return
        self.tell("ping", {"seq": self.desk.alerts.cursor})

    async def do_or_end(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do what decides whether the socket may stay."""
        try:
            await act()
        except TidewatchError as error:
            await self.end(error)
        except DATABASE_AWAY as error:
            log.warning("socket_database_away", connection=self.id, error=str(error))
            await self.end(Unavailable(AWAY))

    def end_soon(self, error: TidewatchError) -> None:
        self.closing = asyncio.create_task(self.end(error))

    async def end(self, error: TidewatchError) -> None:
        """Say why, and close."""
        log.info("socket_ended", connection=self.id, code=error.code)
        self.tell_error(error, None)
        await self.member.outbox.drained(LAST_WORD_S)
        is_later = isinstance(error, OverLimit | Unavailable)
        await self.hang_up(LATER if is_later else DENIED if isinstance(error, Denied) else SIGNED_OUT)

    def tell(self, kind: str, data: object, asked: Frame | None = None) -> None:
        self.member.outbox.offer(frame(kind, data, **echo(asked)))

    def tell_error(self, error: TidewatchError, asked: Frame | None) -> None:
        self.member.outbox.offer(error_frame(error, self.id, asked))
