"""What servers other than daphne tell when they start and stop; with daphne the meter sees the end by itself."""

from typing import Any

from asgiref.sync import sync_to_async

from accounts.usage.meter import METER


async def lifespan(scope: Any, receive: Any, send: Any) -> None:
    """Write the last calls before the server goes: uvicorn ends by a signal, after which nothing of ours runs."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            await sync_to_async(METER.finish)()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
