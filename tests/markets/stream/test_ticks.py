"""Prices one after the other: the newest at the start, then what changed; to a slow reader fewer, never old ones."""

import asyncio
from contextlib import aclosing
from dataclasses import asdict

import pytest

from markets.exchanges.verdicts import fresh_ms
from markets.stream import ticks as stream
from markets.stream.hub import running_hub
from markets.types import Standing
from project.common.clock import now_ms
from tests.markets.values import price

LIMIT_S = 10


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(stream, "EVERY_S", 0.01)
    monkeypatch.setattr(stream, "LOOK_S", 0.05)


def arrive(*prices):
    """Let prices come to the hub as they come from the bus, and let it pass them on."""
    hub = running_hub()
    hub.take_prices([asdict(each) for each in prices])
    hub.flush()


async def following(symbols, known=()):
    return stream.ticks(symbols, {each.symbol: each for each in known})


async def next_of(ticks):
    async with asyncio.timeout(LIMIT_S):
        return await anext(ticks)


async def test_what_is_known_comes_first_and_changes_after_it():
    async with aclosing(await following(["BTC-USDT", "ETH-USDT"], [price(last=1.0)])) as ticks:
        assert ((first := await next_of(ticks)).symbol, first.price, first.standing) == ("BTC-USDT", 1.0, "firm")
        arrive(price("ETH-USDT", 5.0, change_24h=2.0), price("SOL-USDT", 9.0))
        second = await next_of(ticks)
        assert (second.symbol, second.price, second.change_24h) == ("ETH-USDT", 5.0, 2.0)


async def test_a_slow_reader_gets_the_newest_alone():
    async with aclosing(await following(["BTC-USDT"], [price(last=1.0)])) as ticks:
        await next_of(ticks)
        for last in (2.0, 3.0, 4.0):
            arrive(price(last=last))
        assert (await next_of(ticks)).price == 4.0


async def test_a_price_that_nobody_renews_is_told_to_be_stale():
    old = price(last=1.0, at_ms=now_ms() - fresh_ms("BTC-USDT") + 300)
    async with aclosing(await following(["BTC-USDT"], [old])) as ticks:
        assert [(await next_of(ticks)).standing, (await next_of(ticks)).standing] == [Standing.FIRM, Standing.STALE]


async def test_nothing_stays_behind():
    hub = running_hub()
    async with aclosing(await following(["BTC-USDT"], [price(last=1.0)])) as ticks:
        await next_of(ticks)
        assert hub._members
    assert not hub._members
