"""An application that sends events as fast as it is let, and tells how many it has got rid of; for daphne."""

import asyncio
from typing import Any

from project.backpressure import PatientStreams

EVENT = b"data: " + b"x" * 65_536 + b"\n\n"
counts = {"sent": 0, "open": 0}


async def application(scope: Any, receive: Any, send: Any) -> None:
    """``/flood`` has no end, ``/short`` is three events, ``/count`` tells both counts; ``/bare`` is not wrapped."""
    wrapped = serve if scope["path"] == "/bare" else PatientStreams(serve, stuck_s=1.0)
    await wrapped(scope, receive, send)


async def serve(scope: Any, receive: Any, send: Any) -> None:
    is_count = scope["path"] == "/count"
    kind = b"text/plain" if is_count else b"text/event-stream"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]})
    if not is_count:
        flood = asyncio.create_task(pour(send, 3 if scope["path"] == "/short" else 2_000))
        gone = asyncio.create_task(until_gone(receive))
        counts["open"] += 1
        await asyncio.wait({flood, gone}, return_when=asyncio.FIRST_COMPLETED)
        flood.cancel()
        gone.cancel()
        counts["open"] -= 1
    text = f"{counts['sent']} {counts['open']}" if is_count else ""
    await send({"type": "http.response.body", "body": text.encode()})


async def pour(send: Any, events: int) -> None:
    for _ in range(events):
        await send({"type": "http.response.body", "body": EVENT, "more_body": True})
        counts["sent"] += 1
        await asyncio.sleep(0)


async def until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
