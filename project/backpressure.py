"""Makes daphne wait for a slow reader of a socket, as uvicorn does by itself."""

import asyncio
import functools
from typing import Any

from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer


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


def _daphne_transport(send: Any) -> Any:
    """Return the transport behind daphne's ``send``, a partial over the protocol; None under any other server."""
    if not isinstance(send, functools.partial) or not send.args:
        return None
    return getattr(send.args[0], "transport", None)
