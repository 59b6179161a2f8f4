"""The adapter of the simulated market under a clock that the test moves."""

import asyncio

import numpy as np
import pytest

from markets.exchanges.base import Rejected
from markets.exchanges.simulated import SimulatedExchange
from markets.exchanges.simulated_tape import trades
from markets.types import Liquidation, Quote, Timeframe, Trade
from tests.markets.exchanges.taking import take

START = 1_795_300_000_000
MINUTE = 60_000


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self, at_ms: int = START) -> None:
        self.at_ms = at_ms

    def __call__(self) -> int:
        return self.at_ms

    async def sleep(self, seconds: float) -> None:
        self.at_ms += max(round(seconds * 1000), 1)
        await asyncio.sleep(0)


def simulated(clock: Clock) -> SimulatedExchange:
    return SimulatedExchange(clock=clock, sleep=clock.sleep)


async def test_the_first_quote_continues_the_last_candle() -> None:
    exchange = simulated(Clock(START // MINUTE * MINUTE))
    rows = await exchange.candles("BTC-USDT", Timeframe.M1, START - 10 * MINUTE, 50)
    (quote,) = await take(exchange.quotes(["BTC-USDT"]), 1)
    assert quote.last == rows[-1, 4]


async def test_candles_end_with_the_last_closed_one() -> None:
    exchange = simulated(Clock(START + 30_000))
    for timeframe, step in ((Timeframe.M1, MINUTE), (Timeframe.H1, 60 * MINUTE)):
        rows = await exchange.candles("BTC-USDT", timeframe, START - 20 * step, 100)
        assert rows[-1, 0] + step <= START + 30_000 < rows[-1, 0] + 2 * step


async def test_quotes_of_a_minute_make_its_candle() -> None:
    clock = Clock(START // MINUTE * MINUTE + MINUTE - 1)
    exchange = simulated(clock)
    open_ms = clock.at_ms + 1
    quotes: list[Quote] = []
    async for quote in exchange.quotes(["BTC-USDT"]):
        if quote.event_ms >= open_ms + MINUTE:
            break
        quotes.append(quote)
    lasts = [quote.last for quote in quotes]
    (row,) = await exchange.candles("BTC-USDT", Timeframe.M1, open_ms, 1)
    assert [max(lasts), min(lasts), lasts[-1]] == row[2:5].tolist()


async def test_a_process_that_starts_again_fills_the_gap_and_goes_on() -> None:
    before, after = simulated(Clock(START)), simulated(Clock(START + 90 * MINUTE))
    stored = await before.candles("ETH-USDT", Timeframe.M1, START - 60 * MINUTE, 500)
    gap = await after.candles("ETH-USDT", Timeframe.M1, int(stored[-1, 0]) + MINUTE, 500)
    assert gap[0, 1] == stored[-1, 4]
    assert (np.diff(np.concatenate([stored, gap])[:, 0]) == MINUTE).all()
    assert len(gap) == 90


async def test_two_years_of_hours_come_in_one_piece() -> None:
    exchange = simulated(Clock())
    hours = 2 * 365 * 24
    rows = await exchange.candles("BTC-USDT", Timeframe.H1, START - hours * 3_600_000, 20_000)
    assert len(rows) in {hours, hours - 1}


async def test_days_are_made_of_their_hours() -> None:
    exchange = simulated(Clock())
    day = (START // 86_400_000 - 3) * 86_400_000
    (row,) = await exchange.candles("SOL-USDT", Timeframe.D1, day, 1)
    hours = await exchange.candles("SOL-USDT", Timeframe.H1, day, 24)
    assert row[:5].tolist() == [day, hours[0, 1], hours[:, 2].max(), hours[:, 3].min(), hours[-1, 4]]


async def test_the_pace_is_that_of_a_busy_screen() -> None:
    clock = Clock()
    exchange = simulated(clock)
    listed = await exchange.connect(["BTC-USDT", "ETH-USDT", "SOL-USDT", "DOGE-USDT", "BTC-USD", "NVDA"])
    bitcoin = [quote for quote in await take(exchange.quotes(listed), 300) if quote.symbol == "BTC-USDT"]
    seconds = (bitcoin[-1].event_ms - bitcoin[0].event_ms) / 1000
    assert 1.5 < len(bitcoin) / seconds < 2.5
    clock.at_ms = START
    trades: list[Trade] = await take(exchange.trades(listed), 300)
    assert 1.5 < 300 / ((trades[-1].event_ms - trades[0].event_ms) / 1000) < 12


async def test_events_come_in_order_and_not_before_their_time() -> None:
    clock = Clock()
    exchange = simulated(clock)
    last = 0
    count = 0
    async for trade in exchange.trades(["BTC-USDT", "ETH-USDT"]):
        assert last <= trade.event_ms <= clock.at_ms
        last, count = trade.event_ms, count + 1
        if count == 400:
            break


async def test_liquidations_are_prints_of_the_tape_the_same_for_the_same_seed_and_at_times_a_cascade() -> None:
    exchange = simulated(Clock())
    listed = ["BTC-USDT", "SOL-USDT", "BTC-USD", "NVDA"]
    forced: list[Liquidation] = await take(exchange.liquidations(listed), 60)
    assert forced == await take(simulated(Clock()).liquidations(listed), 60)
    assert {each.symbol for each in forced} == {"BTC-USDT", "SOL-USDT"}
    assert len({(each.symbol, each.trade_id) for each in forced}) == len(forced)
    together = max(sum(abs(other.event_ms - each.event_ms) < 4_000 for other in forced) for each in forced)
    alone = min(sum(abs(other.event_ms - each.event_ms) < 30_000 for other in forced) for each in forced)
    assert together >= 8
    assert alone <= 2
    first = forced[0]
    prints = trades(exchange.market, first.symbol, int(first.trade_id) // 1000)
    (same,) = [each for each in prints if each.trade_id == first.trade_id]
    assert (same.price, same.size, same.event_ms) == (first.price, first.size, first.event_ms)
    assert (same.side, first.side) in {("buy", "short"), ("sell", "long")}


async def test_after_a_sleep_of_the_machine_the_old_events_are_left_out() -> None:
    clock = Clock()
    exchange = simulated(clock)
    count = 0
    async for quote in exchange.quotes(["BTC-USDT"]):
        count += 1
        assert clock.at_ms - quote.event_ms < 5_000
        if count == 5:
            clock.at_ms += 10 * MINUTE
        if count == 300:
            break


async def test_a_clock_before_the_market_opened_is_rejected() -> None:
    with pytest.raises(Rejected, match="clock"):
        await simulated(Clock(1_600_000_000_000)).connect(["BTC-USDT"])
