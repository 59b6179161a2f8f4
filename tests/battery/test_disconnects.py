"""Exchanges that hang up at random points: stale at once, back after uneven pauses, and never a storm."""

import asyncio
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
import redis
from channels.db import database_sync_to_async
from django.test import Client

from accounts.models import User
from markets.stream import book_feed, retry
from markets.stream import bus as keys
from markets.stream.board import Board
from markets.stream.feed import ExchangeFeed
from markets.stream.publisher import Publisher
from markets.stream.shelf import BookShelf
from markets.stream.supervise import Backoff, end_tasks
from markets.types import FeedState
from project.common.clock import now_ms
from tests.fakes.venues import Answer, FakeVenue
from tests.markets.exchanges.conftest import LIVE, hurried

pytestmark = pytest.mark.django_db(transaction=True)
CUTS = int(os.environ.get("TIDEWATCH_CUTS", "3"))
SYMBOL = "BTC-USDT"
STALE_S = 5.0
BACK_S = 30.0
LONGEST_S = 2.0
MOST_A_SECOND = 3
"""Quotes, trades and books share a connection on most exchanges, and each asks for it at its own time."""


@dataclass
class Line:
    """One exchange with its feed, and what was measured on it."""

    venue: FakeVenue
    feed: ExchangeFeed
    shelf: BookShelf
    bus: redis.Redis
    stale_s: list[float] = field(default_factory=list)
    silent_s: list[float] = field(default_factory=list)
    back_s: list[float] = field(default_factory=list)

    def state(self) -> FeedState | None:
        """What the web processes see."""
        raw: str | None = self.bus.hget(keys.EXCHANGES, self.venue.id)  # type: ignore[assignment]
        return None if raw is None else keys.load_state(raw.encode()).state

    async def until(self, is_so: Callable[[], bool], limit_s: float) -> float:
        began = time.monotonic()
        while not is_so():
            assert time.monotonic() - began < limit_s, f"{self.venue.id}: {self.feed.health}"
            await asyncio.sleep(0.01)
        return time.monotonic() - began

    async def is_live(self) -> float:
        return await self.until(lambda: self.state() is FeedState.LIVE, BACK_S)


async def cut(line: Line) -> None:
    await line.venue.drop()


async def say_goodbye(line: Line) -> None:
    for socket in list(line.venue.sockets):
        await socket.close(code=1001)


async def refuse_the_next(line: Line) -> None:
    line.venue.handshakes.append(Answer(503))
    await line.venue.drop()


async def cut_again_while_it_dials(line: Line) -> None:
    dialled = len(line.venue.reached("handshake"))
    await line.venue.drop()
    await line.until(lambda: len(line.venue.reached("handshake")) > dialled, BACK_S)
    await line.venue.drop()


async def fall_silent(line: Line) -> None:
    line.venue.is_silent = True


FAULTS: tuple[Callable[[Line], Awaitable[None]], ...] = (
    cut,
    say_goodbye,
    refuse_the_next,
    cut_again_while_it_dials,
    fall_silent,
)


async def hang_up(line: Line, times: int, seed: random.Random) -> None:
    """Break a line at random points, and measure how soon it is seen and how soon it is mended."""
    for _ in range(times):
        await line.is_live()
        await asyncio.sleep(seed.uniform(0, 1.2))
        # Trades that come back later than quotes may have doubted it once more.
        await line.is_live()
        began = time.monotonic()
        chosen = seed.choice(FAULTS)
        fault = asyncio.ensure_future(chosen(line))
        is_silent = chosen is fall_silent
        await line.until(lambda: line.state() is not FeedState.LIVE, STALE_S)
        (line.silent_s if is_silent else line.stale_s).append(time.monotonic() - began)
        await fault
        line.venue.is_silent = False
        await line.is_live()
        line.back_s.append(time.monotonic() - began)


def busiest_second(venue: FakeVenue) -> int:
    """Count the connections of the second in which the exchange had most, of those to one address."""
    most = 0
    for path in {entry.path for entry in venue.reached("handshake")}:
        times = [entry.at_ms for entry in venue.reached("handshake") if entry.path == path]
        most = max(most, *(sum(at <= other < at + 1000 for other in times) for at in times))
    return most


async def see_the_badge(line: Line, client: Client) -> None:
    """Keep an exchange away until a page was made that says so."""
    await line.is_live()
    line.venue.handshakes.extend([Answer(503)] * 20)
    await line.venue.drop()
    await line.until(lambda: line.state() is not FeedState.LIVE, STALE_S)
    html = re.sub(r"\s+", " ", (await database_sync_to_async(client.get)("/")).content.decode())
    name = line.feed.exchange.name
    assert re.search(rf'<span class="dot [wx]" aria-hidden="true"></span>{name} <span[^>]*>(stale|down)<', html)
    line.venue.handshakes.clear()


async def test_exchanges_that_hang_up_are_stale_at_once_and_come_back_without_a_storm(
    bus: redis.Redis, client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Who breaks again within the longest pause waits ever longer, a minute at most; here a good spell is shorter.
    for module in (retry, book_feed):
        monkeypatch.setattr(module, "Backoff", partial(Backoff, longest_s=LONGEST_S))
    await database_sync_to_async(client.force_login)(user)
    lines: list[Line] = []
    publisher = Publisher(Board(), BookShelf(), lambda: [each.feed.health.state(now_ms()) for each in lines])
    publisher.switch("live")

    async with AsyncExitStack() as stack:
        for adapter, fake in [*LIVE.values()][:CUTS]:
            venue = fake()
            venue.pulse_s = 0.2
            await stack.enter_async_context(venue.serving())
            exchange = hurried(adapter(venue.urls, keep_alive_s=2))
            exchange.capabilities = replace(exchange.capabilities, candles=False)  # type: ignore[misc]
            shelf = BookShelf()
            takes = (lambda _: None, lambda _: None, lambda _: None, shelf)
            lines.append(
                Line(venue, ExchangeFeed(exchange, [SYMBOL], *takes, on_liquidation=lambda _: None), shelf, bus)
            )
        tasks = [asyncio.create_task(each.feed.run({})) for each in lines]
        tasks.append(asyncio.create_task(publisher.run()))
        try:
            await see_the_badge(lines[0], client)
            await asyncio.gather(
                *(hang_up(line, -(-CUTS // len(lines)), random.Random(number)) for number, line in enumerate(lines))
            )
            for line in lines:
                line.shelf.clear()
                await line.until(lambda line=line: any(not book.reason for book in line.shelf.changed()), BACK_S)  # type: ignore[misc]
        finally:
            await end_tasks(tasks)
    check(lines)


def check(lines: list[Line]) -> None:
    names = ("stale_s", "silent_s", "back_s")
    stale, silent, back = ([value for line in lines for value in getattr(line, name)] for name in names)
    busiest = {line.venue.id: busiest_second(line.venue) for line in lines}
    sys.stdout.write(
        f"{len(stale)} cuts, stale after {summary(stale)}; {len(silent)} silences, stale after {summary(silent)}; "
    )
    sys.stdout.write(f"back after {summary(back)}; most connections in a second {busiest}\n")
    assert len(stale) + len(silent) >= CUTS
    assert statistics.stdev(back) > 0.1
    assert max(busiest.values()) <= MOST_A_SECOND


def summary(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return str(seconds)
    middle, spread = statistics.median(seconds), statistics.stdev(seconds)
    return f"{min(seconds):.2f} to {max(seconds):.2f} s, median {middle:.2f}, deviation {spread:.2f}"
