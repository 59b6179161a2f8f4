"""The companies of the simulated market."""

import pytest

from markets.exchanges.base import Rejected
from markets.exchanges.simulated import SimulatedExchange
from markets.stocks.types import Period, begin_of, timeframe_of
from markets.types import TIMEFRAME_MS, Timeframe
from project.common.clock import from_ms
from tests.markets.exchanges.test_yahoo import Clock

NOW_S = 1_795_104_000  # 19 November 2026, 16:00 UTC


@pytest.fixture
def exchange():
    return SimulatedExchange(clock=Clock(NOW_S))


async def test_a_company_fits_its_price_and_is_the_same_every_time(exchange):
    info = await exchange.stock_info("AAPL")
    last = (await exchange.history("AAPL", Period.D1))[-1, 4]
    assert info.low_52w <= last <= info.high_52w
    assert (info.sector, info.currency) == ("Technology", "USD")
    assert info.dividend_yield == pytest.approx(0.26 * 4 / last * 100, rel=0.05)
    assert info == await SimulatedExchange(clock=Clock(NOW_S)).stock_info("AAPL")


async def test_a_company_that_pays_nothing_has_no_yield(exchange):
    assert (await exchange.stock_info("TSLA")).dividend_yield is None
    assert await exchange.dividends("TSLA") == []


async def test_dividends_are_paid_four_times_a_year_and_none_in_the_future(exchange):
    paid = await exchange.dividends("MSFT")
    assert len(paid) == 16
    assert [each.at_ms for each in paid] == sorted(each.at_ms for each in paid)
    assert paid[-1].at_ms < NOW_S * 1000


@pytest.mark.parametrize("period", Period)
async def test_every_period_begins_where_it_should_and_ends_now(exchange, period):
    rows = await exchange.history("NVDA", period)
    step = TIMEFRAME_MS[timeframe_of(period)]
    begins = max(begin_of(period, from_ms(NOW_S * 1000)).timestamp() * 1000, 1_672_531_200_000)
    assert begins <= rows[0, 0] < begins + step
    # At a full hour, what is shorter than a day has just ended.
    assert rows[-1, 0] + step >= NOW_S * 1000
    assert set(rows[1:, 0] - rows[:-1, 0]) == {step}


async def test_days_of_a_period_are_the_candles_of_the_exchange(exchange):
    rows = await exchange.history("NVDA", Period.MO1)
    candles = await exchange.candles("NVDA", Timeframe.D1, int(rows[0, 0]), 500)
    assert (rows[:-1] == candles).all()


async def test_an_unknown_company_is_rejected(exchange):
    with pytest.raises(Rejected):
        await exchange.stock_info("NOPE")
