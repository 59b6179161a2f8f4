"""What is HTX's own: gzipped frames, pings that it sends and expects answered, long trade ids, days of Singapore."""

import asyncio
import gzip
import json

import pytest

from markets.exchanges.base import Interrupted
from markets.exchanges.htx import Htx
from tests.fakes.venues import tick
from tests.fakes.venues_htx import FakeHtx
from tests.markets.exchanges.taking import take


class PingingHtx(FakeHtx):
    ping_s = 0.05


async def test_its_pings_are_answered_and_are_its_sign_of_life() -> None:
    async with PingingHtx().serving() as venue:
        exchange = Htx(venue.urls, keep_alive_s=0.1)
        await exchange.connect(["BTC-USDT"])
        reading = asyncio.create_task(take(exchange.quotes(["BTC-USDT"]), 1))
        await venue.subscription("ticker", "BTC-USDT")
        await asyncio.sleep(0.5)
        await venue.emit_tick("BTC-USDT", tick(70_500.0))
        assert (await reading)[0].last == 70_500.0
        pongs = [json.loads(entry.body)["pong"] for entry in venue.reached("ping")]
        assert len(pongs) >= 5
        assert pongs == sorted(pongs)
        assert len(venue.reached("handshake")) == 1
        await exchange.close()


async def test_a_client_that_does_not_answer_is_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    async with PingingHtx().serving() as venue:
        exchange = Htx(venue.urls)
        monkeypatch.setattr(exchange._client, "handle_ping", lambda *_: None)
        await exchange.connect(["BTC-USDT"])
        with pytest.raises(Interrupted):
            await take(exchange.quotes(["BTC-USDT"]), 1)
        await exchange.close()


async def test_binary_frames_that_are_no_gzip_are_counted_and_the_stream_goes_on() -> None:
    async with FakeHtx().serving() as venue:
        exchange = Htx(venue.urls)
        await exchange.connect(["BTC-USDT"])
        reading = asyncio.create_task(take(exchange.quotes(["BTC-USDT"]), 1))
        await venue.subscription("ticker", "BTC-USDT")
        for garbage in (b"", b"\x1f\x8b\x08", b"nonsense", gzip.compress(b"\xff{")):
            for socket in venue.sockets:
                await socket.send_bytes(garbage)
        await venue.emit_tick("BTC-USDT", tick(70_500.0))
        assert (await reading)[0].last == 70_500.0
        assert exchange.dropped["frame"] == 3
        await exchange.close()


async def test_prints_of_one_order_keep_their_own_ids() -> None:
    async with FakeHtx().serving() as venue:
        exchange = Htx(venue.urls)
        await exchange.connect(["BTC-USDT"])
        reading = asyncio.create_task(take(exchange.trades(["BTC-USDT"]), 2))
        await venue.subscription("trade", "BTC-USDT")
        for number in (100045088885, 100045088886):
            await venue.emit_trade("BTC-USDT", id=number)
        assert [trade.trade_id for trade in await reading] == ["100045088885", "100045088886"]
        await exchange.close()
