"""One hub, two kinds of sockets: each hears values in its own words."""

import asyncio

from markets.stream import bus as keys
from markets.stream.dialects import PROGRAMS, mode_of
from markets.stream.hub import Hub, Member
from markets.stream.outbox import Outbox
from markets.types import FeedState
from tests.markets.stream.test_hub import Page, open_page, publish, subscribed, until
from tests.markets.values import price, state, trade


class Program(Page):
    def __init__(self):
        super().__init__()
        self.member = Member(Outbox(self.send, self.overflowed.set), PROGRAMS)


async def test_pages_and_programs_hear_the_same_prices_in_their_own_words(bus):
    hub, program = Hub(flush_s=0.02), Program()
    async with open_page(hub, "px:BTC-USDT", "tape:BTC-USDT") as page:
        hub.join(program.member)
        hub.want(program.member, ["px:BTC-USDT", "tape:BTC-USDT"])
        await subscribed(bus)
        publish(bus, price(last=7.5, change_24h=1.0))
        bus.publish(keys.channel(keys.TRADES), keys.dump([trade("9")]))
        await until(lambda: page.last() and page.of("trades") and program.of("price") and program.of("trade"))
        await hub.leave(program.member)
    (told,) = program.of("price")[-1]["data"]["prices"]
    seen = page.of("prices")[-1]["prices"]["BTC-USDT"]
    assert (told["symbol"], told["price"], told["change_24h"]) == ("BTC-USDT", 7.5, 1.0)
    assert told.keys() - {"symbol", "price", "timestamp"} == seen.keys() - {"last", "at_ms"}
    assert program.of("trade")[-1]["data"]["trades"][0]["id"] == page.of("trades")[-1]["trades"][0]["id"] == "9"
    assert not program.of("prices")
    assert not page.of("price")


async def test_programs_hear_of_exchanges_when_one_changes_and_pages_at_each_report(bus):
    hub, program = Hub(flush_s=0.02), Program()
    async with open_page(hub, "exchanges") as page:
        hub.join(program.member)
        hub.want(program.member, ["exchanges"])
        await subscribed(bus)
        for number in range(3):
            bus.publish(keys.channel(keys.EXCHANGES), keys.dump([state("kraken")]))
            await until(lambda number=number: len(page.of("exchanges")) > number)
        bus.publish(keys.channel(keys.EXCHANGES), keys.dump([state("kraken", FeedState.STALE)]))
        await until(lambda: len(program.of("status")) == 2)
        await asyncio.sleep(0.1)
        await hub.leave(program.member)
    assert [frame["data"]["exchanges"][0]["state"] for frame in program.of("status")] == ["live", "stale"]
    assert program.of("status")[0]["data"]["exchanges"][0].keys() == {
        *("exchange", "name", "state", "latency_ms", "message", "timestamp"),
    }


def test_simulated_prices_are_named():
    assert mode_of([]) == "off"
    assert mode_of([{"exchange": "kraken"}]) == "live"
    assert mode_of([{"exchange": "simulated"}]) == "simulated"
