"""A program at the other end of the socket: the plain client of the ``websockets`` package."""

import asyncio
from contextlib import asynccontextmanager

import orjson
import websockets
from channels.db import database_sync_to_async
from django.db import transaction

from accounts.keys import create_key
from alerts.sequence import lock_counter, next_number
from tests.factories import AlertFactory, EventChangeFactory, UserFactory

LIMIT_S = 30


class Program:
    def __init__(self, socket):
        self.socket = socket

    async def say(self, kind, data=None, **more):
        await self.socket.send(
            orjson.dumps({"type": kind, **more, **({"data": data} if data is not None else {})}).decode()
        )

    async def next(self):
        return orjson.loads(await self.socket.recv())

    async def hear(self, kind):
        """Return the next frame of a kind; what comes before it is passed over."""
        async with asyncio.timeout(LIMIT_S):
            while (frame := await self.next())["type"] != kind:
                pass
        return frame

    async def ask(self, kind, data=None, **more):
        """Say something and return the answer, which may be an error."""
        await self.say(kind, data, id="asked", **more)
        async with asyncio.timeout(LIMIT_S):
            while (frame := await self.next()).get("id") != "asked":
                pass
        return frame

    async def subscribe(self, topic, **data):
        """Subscribe, which has to succeed, and return what was answered."""
        answer = await self.ask("subscribe", {"type": topic, **data})
        assert answer["type"] == "subscribe", answer
        return answer["data"]

    async def everything_now(self):
        """Return every frame up to the answer of a ping."""
        await self.say("ping", {"now": 1})
        frames = []
        async with asyncio.timeout(LIMIT_S):
            while not frames or frames[-1]["type"] != "pong":
                frames.append(await self.next())
        return frames[:-1]

    async def closed_with(self):
        """Return the code of the end and the frames before it."""
        frames = []
        try:
            async with asyncio.timeout(LIMIT_S):
                while True:
                    frames.append(await self.next())
        except websockets.ConnectionClosed as closed:
            return (closed.rcvd.code if closed.rcvd else None), frames


@asynccontextmanager
async def opened(url, **options):
    """Open a socket at a server such as ``http://127.0.0.1:8000``."""
    async with websockets.connect(url.replace("http", "ws", 1) + "/ws", **options) as socket:
        yield Program(socket)


@asynccontextmanager
async def signed_in(url, key, **options):
    async with opened(url, **options) as program:
        answer = await program.ask("auth", {"token": key})
        assert answer["type"] == "auth", answer
        yield program


@database_sync_to_async
def key_of(user=None, **fields):
    return create_key(user or UserFactory(), "Desk", **fields)[1]


@database_sync_to_async
@transaction.atomic
def add_alert(user=None, **fields):
    return AlertFactory(seq=next_number(lock_counter()), user=user, **fields)


@database_sync_to_async
@transaction.atomic
def add_alerts(count, **fields):
    return [AlertFactory(seq=next_number(lock_counter()), **fields) for _ in range(count)]


@database_sync_to_async
@transaction.atomic
def add_update(alert, **fields):
    values = {"field": "date", "after": "2026-11-28", "at": alert.created_at, **fields}
    return EventChangeFactory(event=alert.event, seq=next_number(lock_counter()), **values)


def code_of(frame):
    """Return the code of an error that has the one body of errors."""
    assert frame["type"] == "error"
    assert frame["success"] is False
    assert frame.keys() >= {"timestamp"}
    assert frame["error"].keys() == {"code", "message", "details", "correlation_id"}
    assert frame["error"]["message"].endswith(".")
    return frame["error"]["code"]
