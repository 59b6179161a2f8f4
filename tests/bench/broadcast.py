"""What one would write with Starlette: a set of sockets, the newest price of each symbol, and a loop that sends them.

Starlette's ``WebSocket.send_text`` only passes a message on to the server, so here the message is sent at once.
"""

import asyncio
import os
from typing import Any

import django
import orjson
import redis.asyncio

django.setup()

from markets.stream.bus import PRICES  # noqa: E402
from markets.stream.hub import FLUSH_S  # noqa: E402

sockets: dict[Any, frozenset[str]] = {}
changed: dict[str, dict[str, Any]] = {}
tasks: list[asyncio.Task[None]] = []


async def app(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    await receive()
    await send({"type": "websocket.accept"})
    try:
        while (message := await receive())["type"] == "websocket.receive":
            sockets[send] = frozenset(orjson.loads(message["text"])["symbols"])
            await send({"type": "websocket.send", "text": '{"type":"subscribe"}'})
    finally:
        sockets.pop(send, None)


async def lifespan(receive: Any, send: Any) -> None:
    while (message := await receive())["type"] == "lifespan.startup":
        tasks.extend(asyncio.create_task(job()) for job in (listen, broadcast))
        await send({"type": "lifespan.startup.complete"})
    await send({"type": f"{message['type']}.complete"})


async def listen() -> None:
    async with redis.asyncio.Redis.from_url(os.environ["REDIS_URL"], socket_timeout=None) as client:
        subscription = client.pubsub()
        await subscription.subscribe(PRICES)
        async for message in subscription.listen():
            if message["type"] == "message":
                changed.update((price["symbol"], price) for price in orjson.loads(message["data"]))


async def broadcast() -> None:
    """Send what changed, written once for all sockets that want the same symbols."""
    while True:
        await asyncio.sleep(FLUSH_S)
        frames: dict[frozenset[str], str] = {}
        newest = dict(changed)
        changed.clear()
        for send, symbols in tuple(sockets.items()):
            if symbols not in frames:
                prices = [newest[symbol] for symbol in symbols & newest.keys()]
                frames[symbols] = orjson.dumps({"type": "price", "data": {"prices": prices}}).decode() if prices else ""
            if frames[symbols]:
                await send({"type": "websocket.send", "text": frames[symbols]})
