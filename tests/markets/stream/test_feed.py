import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest

from markets.exchanges.base import BackOff, Interrupted, Rejected
from markets.stream import feed as feeds
from markets.stream.feed import ExchangeFeed
from markets.stream.shelf import BookShelf
from markets.types import FeedState
from project.common.clock import now_ms
from tests.fakes.scripted import ScriptedExchange
from tests.markets.stream.test_hub import until
from tests.markets.values import quote, trade

pytestmark = pytest.mark.django_db(transaction=True)


class Seen:
    def __init__(self):
        self.quotes, self.trades, self.lost, self.liquidations = [], [], [], []


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    """Keep the pauses between tries instead of waiting for them."""
    kept = []

    async def pause(self, message, pause_s, real=ExchangeFeed._pause):
        kept.append(pause_s)
        await real(self, message, 0.001)

    monkeypatch.setattr(ExchangeFeed, "_pause", pause)
    return kept


@asynccontextmanager
async def running(exchange, seen):
    takes = (seen.quotes.append, seen.trades.append, seen.lost.append, BookShelf())
    feed = ExchangeFeed(exchange, ["BTC-USDT"], *takes, on_liquidation=seen.liquidations.append)
    task = asyncio.create_task(feed.run({"BTC-USDT": 1}))
    try:
        yield feed
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert exchange.has_ended


def states(feed):
    return feed.health.state(now_ms()).state


async def test_quotes_and_trades_are_handed_on_and_the_exchange_is_live():
    seen = Seen()
    exchange = ScriptedExchange(quotes=[quote("kraken")], trades=[trade(exchange="kraken")])
    async with running(exchange, seen) as feed:
        await until(lambda: seen.quotes and seen.trades)
        assert states(feed) is FeedState.LIVE
        await until(lambda: any(call[0] == "1h" for call in exchange.calls))


async def test_a_broken_stream_begins_again_with_growing_pauses(pauses):
    seen = Seen()
    broken = [Interrupted("Lost.")] * 5
    async with running(ScriptedExchange(quotes=[*broken, quote("kraken")]), seen) as feed:
        await until(lambda: seen.quotes)
        assert states(feed) is FeedState.LIVE
    assert len(pauses) == 5
    assert all(1 <= pause <= 60 for pause in pauses)
    assert pauses[-1] > pauses[0]
    assert seen.lost == ["kraken"] * 5


async def test_an_exchange_that_asks_for_peace_gets_it(pauses):
    seen = Seen()
    async with running(ScriptedExchange(quotes=[BackOff("Too fast.", retry_after_s=90), quote("kraken")]), seen):
        await until(lambda: seen.quotes)
    assert pauses == [90]


async def test_what_is_rejected_is_not_asked_again_soon_and_the_operator_sees_why(pauses):
    seen = Seen()
    async with running(ScriptedExchange(connects=[Rejected("Not served in your country.")]), seen) as feed:
        await until(lambda: pauses)
        assert feed.health.message == "Not served in your country."
        assert states(feed) is FeedState.DOWN
    assert pauses == [600]


async def test_connecting_is_tried_until_it_works(pauses):
    seen = Seen()
    exchange = ScriptedExchange(connects=[Interrupted("No route."), Interrupted("No route.")], quotes=[quote("kraken")])
    async with running(exchange, seen):
        await until(lambda: seen.quotes)
    assert exchange.calls.count("connect") == 3


async def test_a_stream_that_says_nothing_is_begun_again(pauses, monkeypatch):
    monkeypatch.setattr(feeds, "SILENCE_S", 0.05)
    exchange = ScriptedExchange()
    async with running(exchange, Seen()):
        await until(lambda: exchange.calls.count("quotes") >= 3)


async def test_after_a_loss_the_hole_in_the_candles_is_filled_again(pauses, monkeypatch):
    monkeypatch.setattr("markets.stream.feed.SETTLE_S", 0.0)
    seen = Seen()
    exchange = ScriptedExchange(quotes=[quote("kraken")])
    async with running(exchange, seen):
        await until(lambda: len([call for call in exchange.calls if call[0] == "1d" or call[0] == "1D"]) == 1)
        exchange.quotes_script += [Interrupted("Lost."), quote("kraken")]
        await until(lambda: len([call for call in exchange.calls if call[0] == "1D"]) == 2)


async def test_the_minute_that_was_seen_in_part_is_taken_from_the_exchange_when_it_is_over(monkeypatch):
    monkeypatch.setattr("markets.stream.feed.SETTLE_S", 0.0)
    seen = Seen()
    start = now_ms()
    exchange = ScriptedExchange(quotes=[quote("kraken")])
    async with running(exchange, seen):
        await until(lambda: any(call[0] == "1m" and call[1] >= start - start % 60_000 for call in exchange.calls))


async def test_a_fault_of_our_own_is_counted_and_does_not_end_the_feed(caplog):
    from markets.stream.supervise import faults

    before = faults["Kraken quotes"]
    seen = Seen()
    exchange = ScriptedExchange(quotes=[ZeroDivisionError("a bug"), quote("kraken")])
    async with running(exchange, seen):
        await until(lambda: seen.quotes)
    assert faults["Kraken quotes"] == before + 1
    assert "ZeroDivisionError" in caplog.text


async def test_a_fault_of_our_own_at_the_connection_leaves_the_exchange_open():
    seen = Seen()
    exchange = ScriptedExchange(connects=[ZeroDivisionError("a bug")], quotes=[quote("kraken")])
    async with running(exchange, seen):
        await until(lambda: seen.quotes)
        assert not exchange.has_ended


async def test_an_exchange_without_trades_is_asked_for_its_minutes_now_and_then(monkeypatch):
    monkeypatch.setattr(feeds, "MINUTES_S", 0.05)
    exchange = ScriptedExchange(quotes=[quote("kraken")])
    exchange.capabilities = replace(exchange.capabilities, trades=False)
    seen = Seen()
    async with running(exchange, seen):
        await until(lambda: seen.quotes)
        await until(lambda: sum(call[0] == "1m" for call in exchange.calls if call != "quotes") >= 4)
    assert "trades" not in exchange.calls


async def test_a_closed_market_is_closed_and_not_stale():
    exchange = ScriptedExchange(quotes=[quote("kraken")])
    exchange.is_market_closed = lambda _: True
    seen = Seen()
    async with running(exchange, seen) as feed:
        await until(lambda: seen.quotes)
        assert feed.health.state(now_ms() + 3_600_000).state is FeedState.CLOSED
