"""Liquidations beside prices: their silence is no fault, and their loss is told and takes no price away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest

from markets.exchanges.base import BackOff, Interrupted, Rejected
from markets.stream import liquidation_feed
from markets.stream.feed import ExchangeFeed
from markets.stream.shelf import BookShelf
from markets.types import FeedState, Liquidation
from project.common.clock import now_ms
from tests.fakes.scripted import ScriptedExchange
from tests.markets.stream.test_hub import until
from tests.markets.values import liquidation, quote

pytestmark = pytest.mark.django_db(transaction=True)


class Forced(ScriptedExchange):
    """Plays ``forced`` besides, each entry as the other scripts do."""

    def __init__(self, *forced: Liquidation | Exception) -> None:
        super().__init__(quotes=[quote("kraken")])
        self.capabilities = replace(self.capabilities, liquidations=True)
        self.forced = list(forced)

    async def liquidations(self, symbols: Sequence[str]) -> AsyncIterator[Liquidation]:
        self.calls.append("liquidations")
        while True:
            yield await self._next(self.forced)


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Keep the pauses between tries instead of waiting for them."""
    kept: list[float] = []

    async def pause(self: liquidation_feed.LiquidationFeed, message: str, pause_s: float, real=_PAUSE) -> None:  # type: ignore[no-untyped-def]
        kept.append(pause_s)
        await real(self, message, 0.001)

    monkeypatch.setattr(liquidation_feed.LiquidationFeed, "_pause", pause)
    return kept


_PAUSE = liquidation_feed.LiquidationFeed._pause


class Running:
    def __init__(self, exchange: Forced) -> None:
        self.quotes: list[object] = []
        self.lost: list[str] = []
        self.liquidations: list[Liquidation] = []
        takes = (self.quotes.append, lambda _: None, self.lost.append, BookShelf())
        self.feed = ExchangeFeed(exchange, ["BTC-USDT"], *takes, on_liquidation=self.liquidations.append)

    def state(self) -> tuple[FeedState, str]:
        state = self.feed.health.state(now_ms())
        return state.state, state.message


@asynccontextmanager
async def running(exchange: Forced) -> AsyncIterator[Running]:
    each = Running(exchange)
    task = asyncio.create_task(each.feed.run({"BTC-USDT": 1}))
    try:
        await until(lambda: each.quotes)
        yield each
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_liquidations_are_handed_on_and_their_silence_is_no_fault() -> None:
    exchange = Forced(liquidation())
    async with running(exchange) as each:
        await until(lambda: each.liquidations)
        await asyncio.sleep(0.05)
        assert exchange.calls.count("liquidations") == 1
        assert each.state() == (FeedState.LIVE, "")


@pytest.mark.parametrize(
    ("error", "least_s"),
    [
        (Interrupted("The line broke."), 1),
        (BackOff("The line broke.", retry_after_s=90), 90),
        (Rejected("The line broke."), 600),
    ],
)
async def test_a_loss_is_told_beside_live_prices_until_it_is_mended(
    error: Exception, least_s: float, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = Forced(error)
    async with running(exchange) as each:
        await until(lambda: exchange.calls.count("liquidations") == 2)
        assert each.state() == (FeedState.LIVE, "Liquidations are missing: The line broke.")
        exchange.quotes_script.append(quote("kraken"))
        await until(lambda: len(each.quotes) == 2)
        assert each.state()[1]
        exchange.forced.append(liquidation())
        await until(lambda: each.liquidations)
        assert each.state() == (FeedState.LIVE, "")
        assert not each.lost
    assert len(pauses) == 1
    assert pauses[0] >= least_s


async def test_a_stream_that_stands_is_no_longer_missed_though_nothing_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(liquidation_feed, "STANDS_S", 0.05)
    async with running(Forced(Interrupted("The line broke."))) as each:
        await until(lambda: each.state()[1])
        await until(lambda: not each.state()[1])
