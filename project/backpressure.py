"""Makes daphne wait for a slow reader of a socket or a stream of events, as uvicorn does by itself."""

import asyncio
import functools
from typing import Any

from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

STUCK_S = 60.0


@implementer(IPushProducer)
class Gate:
    """The transport closes it past 64 KB of unsent bytes, and opens it again when they are out."""

    def __init__(self) -> None:
        self.is_open = asyncio.Event()
        self.is_open.set()

    def pauseProducing(self) -> None:  # noqa: N802  Twisted's name
        self.is_open.clear()

    def resumeProducing(self) -> None:  # noqa: N802
        self.is_open.set()

    def stopProducing(self) -> None:  # noqa: N802
        self.is_open.set()


class BackPressure:
    """ASGI wrapper for sockets: a send waits while daphne's buffer for that socket is full."""

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        transport = _daphne_transport(send)
        if transport is None:
            await self.app(scope, receive, send)
            return
        gate = Gate()
        # Twisted's HTTP channel stays registered after the upgrade, and has nothing left to pause.
        transport.unregisterProducer()
        transport.registerProducer(gate, True)

        async def patient_send(message: Any) -> None:
            if message["type"] == "websocket.send" and not gate.is_open.is_set():
                await gate.is_open.wait()
            await send(message)

        await self.app(scope, receive, patient_send)


class PatientStreams:
    """ASGI wrapper for pages: an event waits while daphne's buffer for its reader is full.

    A reader that takes nothing for ``stuck_s`` is hung up on: nothing else would ever end it.
    """

    def __init__(self, app: Any, stuck_s: float = STUCK_S) -> None:
        self.app = app
        self.stuck_s = stuck_s

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        request = _daphne_protocol(send)
        if not hasattr(request, "registerProducer"):
            await self.app(scope, receive, send)
            return
        gate = Gate()

        async def patient_send(message: Any) -> None:
            if is_stream(message) and request.channel is not None:
                request.registerProducer(gate, True)
            elif request.producer is gate and request.channel is not None:
                await self.wait_for(gate, request, is_last=not message.get("more_body", False))
            await send(message)

        await self.app(scope, receive, patient_send)

    async def wait_for(self, gate: Gate, request: Any, *, is_last: bool) -> None:
        try:
            # Not wait_for: a cancellation that comes while the gate opens, as when a reader hangs up, it would lose.
            async with asyncio.timeout(self.stuck_s):
                await gate.is_open.wait()
        except TimeoutError:
            if request.channel is not None:
                request.channel.forceAbortClient()
            return
        if is_last and request.channel is not None:
            # Twisted complains of a producer that is still there when its answer ends.
            request.unregisterProducer()


def is_stream(message: Any) -> bool:
    """Say whether a message begins an answer of server-sent events."""
    headers = message.get("headers", ()) if message["type"] == "http.response.start" else ()
    return any(name.lower() == b"content-type" and value.startswith(b"text/event-stream") for name, value in headers)


def _daphne_transport(send: Any) -> Any:
    return getattr(_daphne_protocol(send), "transport", None)


def _daphne_protocol(send: Any) -> Any:
    """Return the protocol behind daphne's ``send``, a partial over it; None under any other server."""
    return send.args[0] if isinstance(send, functools.partial) and send.args else None
