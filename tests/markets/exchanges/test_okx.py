"""What is OKX's own: pings that are plain words."""

import asyncio

import pytest

from markets.exchanges.okx import Okx
from tests.fakes.venues import tick
from tests.fakes.venues_okx import FakeOkx
from tests.markets.exchanges.taking import seen_alive, take


async def test_a_connection_lives_on_pings_that_are_plain_words() -> None:
    async with FakeOkx().serving() as venue:
        await seen_alive(Okx(venue.urls, keep_alive_s=0.05), venue)
        assert {entry.body for entry in venue.reached("ping")} == {"ping"}


@pytest.mark.parametrize("word", ["pong", "notice", "ping"])
async def test_a_plain_word_is_no_quote_and_no_end(word: str) -> None:
    async with FakeOkx().serving() as venue:
        exchange = Okx(venue.urls)
        await exchange.connect(["BTC-USDT"])
        reading = asyncio.create_task(take(exchange.quotes(["BTC-USDT"]), 1))
        await venue.subscription("ticker", "BTC-USDT")
        await venue.send_raw(word)
        await venue.emit_tick("BTC-USDT", tick(70_500.0))
        assert (await reading)[0].last == 70_500.0
        await exchange.close()
