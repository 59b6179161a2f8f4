"""A desk that answers from a loopback Yahoo, over the real bus, as the stream process runs it."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import redis

from markets.exchanges.yahoo import Yahoo
from markets.stocks.desk import StockDesk
from markets.stream import bus as keys
from markets.stream.supervise import end_tasks
from tests.fakes.yahoo import FakeYahoo, chart

SUMMARY = {
    "assetProfile": {"sector": "Technology"},
    "price": {"longName": "Apple Inc.", "currency": "USD", "marketCap": 4_000_000_000_000},
    "summaryDetail": {"trailingPE": 35.9, "dividendYield": 0.0039, "fiftyTwoWeekHigh": 288.6, "fiftyTwoWeekLow": 169.2},
}
DAY = 86_400
FIRST_DAY = 1_795_100_400  # 19 November 2026, 15:00 UTC


@pytest.fixture
def yahoo() -> Iterator[FakeYahoo]:
    with FakeYahoo() as fake:
        fake.summaries["AAPL"] = SUMMARY
        paid = {str(FIRST_DAY): {"date": FIRST_DAY, "amount": 0.26}}
        days = [FIRST_DAY + DAY * number for number in range(3)]
        fake.charts["AAPL"] = chart(days, [266.0, 267.0, 268.0], events={"dividends": paid})
        yield fake


@pytest.fixture
def desk(yahoo: FakeYahoo, bus: redis.Redis) -> Iterator[Callable[[], None]]:
    """Run a desk in a loop of its own; the test thread asks it as a web process does. Calling it stops the desk."""
    bus.set(keys.MODE, "live")
    loop = asyncio.new_event_loop()
    source = Yahoo(yahoo.urls)
    running = loop.create_task(StockDesk(lambda: source, lambda: "live").run())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def stop() -> None:
        if thread.is_alive():
            asyncio.run_coroutine_threadsafe(end_tasks([running]), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()

    while not any(client["cmd"] == "blpop" for client in bus.client_list()):
        assert thread.is_alive()
        time.sleep(0.01)
    yield stop
    stop()
