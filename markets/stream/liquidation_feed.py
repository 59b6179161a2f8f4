"""One exchange's liquidations: a stream that may be silent for hours, and whose loss takes no price away."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import cast

from markets.exchanges.base import Exchange
from markets.exchanges.health import FeedHealth
from markets.stream.retry import keep_trying
from markets.types import Liquidation

log = logging.getLogger(__name__)

STANDS_S = 15.0
"""A stream that has not broken for so long is there, whether it brought anything or not."""


class LiquidationFeed:
    """Hands on the liquidations of an exchange, and says beside its health when they are missing."""

    def __init__(self, exchange: Exchange, health: FeedHealth, on_liquidation: Callable[[Liquidation], None]) -> None:
        self.exchange = exchange
        self._health = health
        self._on_liquidation = on_liquidation

    async def run(self, symbols: Sequence[str]) -> None:
        """Follow until cancelled."""
        await keep_trying(lambda: self._follow(symbols), self._pause)

    async def _follow(self, symbols: Sequence[str]) -> None:
        standing = asyncio.get_running_loop().call_later(STANDS_S, self._stands)
        try:
            stream = cast("AsyncGenerator[Liquidation]", self.exchange.liquidations(symbols))
            async with aclosing(stream) as liquidations:
                async for liquidation in liquidations:
                    self._stands()
                    self._on_liquidation(liquidation)
        finally:
            standing.cancel()

    def _stands(self) -> None:
        self._health.aside = ""

    async def _pause(self, message: str, pause_s: float) -> None:
        level = logging.DEBUG if self._health.aside else logging.WARNING
        log.log(level, "%s liquidations: %s Next try in %.0f s.", self.exchange.name, message, pause_s)
        self._health.aside = f"Liquidations are missing: {message}"
        await asyncio.sleep(pause_s)
