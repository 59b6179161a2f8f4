"""A ccxt client in use: what it answers, and what its streams bring, with errors in our own words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

import ccxt.pro

from markets.exchanges.base import PARSE_ERRORS, BackOff, ExchangeError, Interrupted, Rejected
from markets.exchanges.ccxt_client import failure

Item = TypeVar("Item")


class Connection:
    """Calls and streams of one client until it is closed; ``name`` is the exchange's, for messages.

    ccxt's ``watch_*`` answer with one update and let the others of the same moment slip by, so they only ring the bell
    here: after each ring the client's caches are swept for everything that is new.
    """

    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.name = name
        self.is_closed = False

    async def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            await self.client.close()

    async def stream(
        self,
        sweep: Callable[[], list[Item]],
        watch: Callable[[], Awaitable[object]],
        quiet_s: float | None = None,
    ) -> AsyncIterator[Item]:
        """Yield what a sweep finds. No await parts an empty sweep from the watch, so nothing slips in between."""
        while not self.is_closed:
            items = sweep()
            for item in items:
                yield item
            if not items:
                await self.ring(watch(), quiet_s)

    async def ring(self, watching: Awaitable[object], quiet_s: float | None = None) -> None:
        """Wait until something came, ``quiet_s`` at most."""
        try:
            async with asyncio.timeout(quiet_s):
                await self.answer(watching)
        except TimeoutError:
            # Pongs may still come: only another connection brings the stream back.
            await self.client.close_ws_clients()
            raise Interrupted(f"{self.name} sent no quote for {quiet_s:g} s.") from None
        except asyncio.CancelledError:
            # ccxt cancels its futures when a connection is closed; our own cancellation must pass.
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            if not self.is_closed:
                raise Interrupted(f"{self.name} closed the connection.") from None
        except (BackOff, Rejected):
            # ccxt takes a refused subscription for a standing one; only another connection asks again.
            await self.client.close_ws_clients()
            raise

    async def answer(self, call: Awaitable[Any]) -> Any:
        """Return what a call brings; whatever it raises becomes one of our errors."""
        try:
            return await call
        except ExchangeError:
            raise
        except ccxt.BaseError as error:
            raise failure(error, self.name) from error
        except ConnectionError as error:
            # A request that is sent as the connection ends: ccxt hands on what its socket raises.
            raise Interrupted(f"{self.name} closed the connection.") from error
        except PARSE_ERRORS as error:
            raise Interrupted(f"{self.name} answered with something that cannot be read.") from error
