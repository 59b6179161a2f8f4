"""Stocks from a loopback Yahoo, through the real yfinance."""

import asyncio
from datetime import UTC, datetime

import pytest

from markets.exchanges.base import BackOff, Interrupted, Rejected
from markets.exchanges.consensus import consensus
from markets.exchanges.yahoo import Yahoo
from markets.stocks.types import Dividend, Period
from markets.types import Standing, Timeframe
from tests.fakes.yahoo import CRUMB, FakeYahoo, chart
from tests.markets.exchanges.taking import take
from tests.markets.values import quote

OPEN = int(datetime(2026, 11, 19, 15, 0, tzinfo=UTC).timestamp())  # a Thursday, 10:00 in New York
CLOSED = int(datetime(2026, 11, 21, 15, 0, tzinfo=UTC).timestamp())
OPENING = OPEN - 1800
DAY = 86_400


class Clock:
    def __init__(self, at_s):
        self.ms = at_s * 1000

    def __call__(self):
        return self.ms


@pytest.fixture
def yahoo():
    with FakeYahoo() as fake:
        fake.list_stock("AAPL", 268.1)
        fake.list_stock("MSFT", 492.0)
        yield fake


def adapter(yahoo, at_s=OPEN, **pauses) -> Yahoo:
    return Yahoo(yahoo.urls, clock=Clock(at_s), **{"poll_s": 0.02, "closed_poll_s": 0.3, "repeat_s": 0.02, **pauses})


async def connected(yahoo, at_s=OPEN, **pauses) -> Yahoo:
    made = adapter(yahoo, at_s, **pauses)
    await made.connect(["AAPL", "MSFT"])
    return made


async def test_connect_lists_the_stocks_that_yahoo_knows_in_the_order_asked(yahoo):
    assert await adapter(yahoo).connect(["MSFT", "BTC-USDT", "NOPE", "AAPL"]) == ("MSFT", "AAPL")
    assert yahoo.asked("/v7/finance/quote")[0]["symbols"] == "MSFT,NOPE,AAPL"


async def test_a_stock_whose_quote_is_odd_just_now_is_listed(yahoo):
    yahoo.list_stock("AAPL", 0)
    assert await adapter(yahoo).connect(["AAPL"]) == ("AAPL",)


async def test_pairs_of_coins_are_not_asked_for(yahoo):
    assert await adapter(yahoo).connect(["BTC-USDT", "ETH-USD"]) == ()
    assert yahoo.ledger == []


async def test_one_call_brings_the_quotes_of_all_symbols(yahoo):
    exchange = await connected(yahoo)
    quotes = await take(exchange.quotes(["AAPL", "MSFT"]), 6)
    assert [quote.symbol for quote in quotes] == ["AAPL", "MSFT"] * 3
    assert [call["symbols"] for call in yahoo.asked("/v7/finance/quote")] == ["AAPL,MSFT"] * 4
    first = quotes[0]
    assert (first.exchange, first.last) == ("yahoo", 268.1)
    assert (first.bid, first.ask) == pytest.approx((268.09, 268.11))
    assert first.open_24h == pytest.approx(268.1 / 1.01)
    assert first.volume_24h == 51_000_000
    assert first.turnover_24h == pytest.approx(51_000_000 * 268.1)


async def test_the_cookie_and_the_crumb_are_fetched_once(yahoo):
    exchange = await connected(yahoo)
    await take(exchange.quotes(["AAPL"]), 4)
    assert len(yahoo.asked("/v1/test/getcrumb")) == 1
    assert {call["crumb"] for call in yahoo.asked("/v7/")} == {CRUMB}


async def test_a_crumb_that_has_run_out_is_renewed(yahoo):
    exchange = await connected(yahoo)
    exchange.client._data._crumb = "old"
    assert (await take(exchange.quotes(["AAPL"]), 1))[0].last == 268.1
    assert len(yahoo.asked("/v1/test/getcrumb")) == 2


async def test_a_closed_market_is_asked_rarely_and_its_quotes_are_repeated(yahoo):
    exchange = await connected(yahoo, CLOSED, closed_poll_s=60)
    quotes = await take(exchange.quotes(["AAPL", "MSFT"]), 8)
    assert yahoo.data_calls() == 2  # connect, and one for the eight
    assert {quote.last for quote in quotes} == {268.1, 492.0}
    assert {quote.bid for quote in quotes} == {None}
    assert {quote.received_ms for quote in quotes} == {CLOSED * 1000}


async def test_the_opening_ends_the_long_pause(yahoo):
    exchange = await connected(yahoo, OPENING - 1, closed_poll_s=60, repeat_s=0.02)
    stream = exchange.quotes(["AAPL"])
    await anext(stream)
    exchange._clock.ms = OPEN * 1000
    calls = yahoo.data_calls()
    async with asyncio.timeout(5):
        while yahoo.data_calls() == calls:
            await anext(stream)
    await stream.aclose()


async def test_an_unbelievable_quote_is_dropped_and_counted(yahoo):
    exchange = await connected(yahoo)
    yahoo.list_stock("AAPL", -1.0)
    assert (await take(exchange.quotes(["AAPL", "MSFT"]), 1))[0].symbol == "MSFT"
    assert exchange.dropped["price"] == 1


@pytest.mark.parametrize("book", [{"bid": 0, "ask": 0}, {"bid": 269, "ask": 268}, {"bid": None, "ask": 268.2}])
async def test_a_book_that_cannot_be_is_left_out(yahoo, book):
    exchange = await connected(yahoo)
    yahoo.list_stock("AAPL", 268.1, **book)
    found = (await take(exchange.quotes(["AAPL"]), 1))[0]
    assert (found.last, found.bid, found.ask) == (268.1, None, None)


async def test_too_many_requests_make_a_pause_in_which_nothing_is_asked(yahoo):
    exchange = await connected(yahoo)
    yahoo.faults = [429, 429]
    with pytest.raises(BackOff) as caught:
        await take(exchange.quotes(["AAPL"]), 1)
    assert caught.value.retry_after_s >= 60
    calls = len(yahoo.ledger)
    for call in (exchange.stock_info("AAPL"), exchange.candles("AAPL", Timeframe.D1, 0, 9), exchange.dividends("AAPL")):
        with pytest.raises(BackOff):
            await call
    assert len(yahoo.ledger) == calls


async def test_each_refusal_in_a_row_makes_the_pause_longer(yahoo):
    exchange = await connected(yahoo)
    pauses = []
    for _ in range(4):
        yahoo.faults = [429, 429]
        with pytest.raises(BackOff) as caught:
            await exchange.stock_info("AAPL")
        pauses.append(caught.value.retry_after_s)
        exchange.client._peace_until = 0.0
    assert pauses[0] < pauses[2] < pauses[3]


@pytest.mark.parametrize("status", [401, 403, 999])
async def test_a_block_is_a_refusal(yahoo, status):
    exchange = await connected(yahoo)
    yahoo.faults = [status, status]
    with pytest.raises(BackOff, match=str(status)):
        await take(exchange.quotes(["AAPL"]), 1)


@pytest.mark.parametrize("body", [b"Will be right back", b"{}", b'{"quoteResponse": {"result": [{}]}}', b"[]"])
async def test_an_answer_that_cannot_be_read_is_an_interruption(yahoo, body):
    exchange = await connected(yahoo)
    yahoo.body = body
    with pytest.raises(Interrupted):
        await take(exchange.quotes(["AAPL"]), 1)


async def test_a_fault_of_yahoo_is_an_interruption_and_the_next_call_works(yahoo):
    exchange = await connected(yahoo)
    yahoo.faults = [500, 502]
    with pytest.raises(Interrupted, match="502"):
        await take(exchange.quotes(["AAPL"]), 1)
    assert await take(exchange.quotes(["AAPL"]), 1)


async def test_nobody_listening_is_an_interruption():
    with FakeYahoo() as gone:
        urls = gone.urls
    with pytest.raises(Interrupted):
        await Yahoo(urls).connect(["AAPL"])


async def test_what_is_not_listed_is_rejected(yahoo):
    exchange = await connected(yahoo)
    with pytest.raises(Rejected):
        await take(exchange.quotes(["NOPE"]), 1)
    with pytest.raises(Rejected):
        await exchange.candles("NOPE", Timeframe.D1, 0, 9)
    with pytest.raises(Rejected):
        await exchange.candles("AAPL", Timeframe.W1, 0, 9)
    with pytest.raises(Rejected):
        await take(exchange.trades(["AAPL"]), 1)


async def test_minutes_stand_on_their_grid_without_gaps_that_yahoo_fills_with_nothing(yahoo):
    exchange = await connected(yahoo)
    times = [OPENING + 60 * minute for minute in range(5)] + [OPENING + 60 * 4 + 17]
    yahoo.charts["AAPL"] = chart(times, [268.0, None, 268.5, 268.25, 268.1, 268.2])
    rows = await exchange.candles("AAPL", Timeframe.M1, OPENING * 1000, 500)
    assert (rows[:, 0] / 1000).astype(int).tolist() == [times[0], times[2], times[3], times[4]]
    assert rows[0].tolist()[1:] == [268.0, 268.5, 267.5, 268.0, 1000.0]
    asked = yahoo.asked("/v8/finance/chart/AAPL")[0]
    assert (asked["interval"], int(asked["period1"])) == ("1m", OPENING)


async def test_hours_begin_at_the_full_hour_though_yahoos_do_not(yahoo):
    exchange = await connected(yahoo, OPEN + 2 * 3600)
    quarters = [OPENING + 900 * number for number in range(6)]
    yahoo.charts["AAPL"] = chart(quarters, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    rows = await exchange.candles("AAPL", Timeframe.H1, (OPENING - 1800) * 1000, 500)
    assert rows.tolist() == [
        [(OPENING - 1800) * 1000, 1.0, 2.5, 0.5, 2.0, 2000.0],
        [(OPENING + 1800) * 1000, 3.0, 6.5, 2.5, 6.0, 4000.0],
    ]
    assert yahoo.asked("/v8/")[0]["interval"] == "15m"


async def test_days_stand_at_midnight_utc_of_their_own_date(yahoo):
    exchange = await connected(yahoo)
    yahoo.charts["AAPL"] = chart([OPENING - DAY, OPENING], [266.0, 268.0])
    rows = await exchange.candles("AAPL", Timeframe.D1, (OPEN - 9 * DAY) * 1000, 500)
    midnight = OPEN // DAY * DAY
    assert (rows[:, 0] / 1000).tolist() == [midnight - DAY, midnight]


async def test_more_candles_than_asked_for_are_cut(yahoo):
    exchange = await connected(yahoo)
    yahoo.charts["AAPL"] = chart([OPENING + 60 * minute for minute in range(20)], [268.0] * 20)
    assert len(await exchange.candles("AAPL", Timeframe.M1, OPENING * 1000, 7)) == 7


async def test_a_night_is_not_asked_for(yahoo):
    exchange = await connected(yahoo, CLOSED)
    rows = await exchange.candles("AAPL", Timeframe.M1, (CLOSED - 3600) * 1000, 60)
    assert rows.shape == (0, 6)
    assert yahoo.asked("/v8/") == []


async def test_a_chart_without_candles_is_empty(yahoo):
    exchange = await connected(yahoo)
    yahoo.charts["AAPL"] = {"meta": {}, "indicators": {"quote": [{}]}}
    assert (await exchange.candles("AAPL", Timeframe.M1, OPENING * 1000, 60)).shape == (0, 6)


async def test_a_company_is_read_whether_or_not_numbers_are_wrapped(yahoo):
    yahoo.summaries["AAPL"] = {
        "assetProfile": {"sector": "Technology"},
        "price": {"longName": "Apple Inc.", "currency": "USD", "marketCap": {"raw": 4e12, "fmt": "4T"}},
        "summaryDetail": {
            "trailingPE": 35.9,
            "dividendYield": 0.0039,
            "fiftyTwoWeekHigh": 288.6,
            "fiftyTwoWeekLow": 169,
        },
    }
    info = await adapter(yahoo).stock_info("AAPL")
    assert (info.name, info.sector, info.currency, info.market_cap) == ("Apple Inc.", "Technology", "USD", 4e12)
    assert (info.pe_ratio, info.dividend_yield, info.high_52w, info.low_52w) == (35.9, 0.39, 288.6, 169)
    assert len(yahoo.asked("/v10/")) == 1


async def test_a_company_without_figures_has_none(yahoo):
    yahoo.summaries["AAPL"] = {"price": {"shortName": "Apple"}}
    info = await adapter(yahoo).stock_info("AAPL")
    assert (info.name, info.sector, info.market_cap, info.pe_ratio, info.dividend_yield) == ("Apple", *[None] * 4)


async def test_a_company_that_yahoo_does_not_know_is_rejected_with_its_reason(yahoo):
    with pytest.raises(Rejected, match="delisted"):
        await adapter(yahoo).stock_info("NOPE")


async def test_dividends_are_sorted_and_stand_on_their_day(yahoo):
    paid = {str(at): {"date": at, "amount": amount} for at, amount in ((OPENING, 0.26), (OPENING - 91 * DAY, 0.25))}
    yahoo.charts["AAPL"] = chart([OPENING], [268.0], events={"dividends": paid})
    midnight = OPEN // DAY * DAY * 1000
    expected = [Dividend(midnight - 91 * DAY * 1000, 0.25), Dividend(midnight, 0.26)]
    assert await adapter(yahoo).dividends("AAPL") == expected
    assert yahoo.asked("/v8/")[0]["events"] == "div"


async def test_a_stock_that_pays_nothing_has_no_dividends(yahoo):
    yahoo.charts["AAPL"] = chart([OPENING], [268.0])
    assert await adapter(yahoo).dividends("AAPL") == []


@pytest.mark.parametrize("period", Period)
async def test_every_period_is_asked_in_yahoos_words(yahoo, period):
    yahoo.charts["AAPL"] = chart([OPENING], [268.0])
    rows = await adapter(yahoo).history("AAPL", period)
    asked = yahoo.asked("/v8/finance/chart/AAPL")[0]
    assert asked["interval"] == {Period.D1: "5m", Period.D5: "60m"}.get(period, "1d")
    assert asked.get("range") == (None if period is Period.MAX else str(period))
    has_days = asked["interval"] == "1d"
    assert rows[:, 0].tolist() == [(OPEN // DAY * DAY if has_days else OPENING) * 1000]


async def test_close_ends_the_stream_and_leaves_no_task(yahoo):
    before = asyncio.all_tasks()
    exchange = await connected(yahoo, CLOSED, closed_poll_s=60, repeat_s=60)
    stream = exchange.quotes(["AAPL"])
    await anext(stream)
    ending = asyncio.create_task(anext(stream, None))
    await asyncio.sleep(0.05)
    await exchange.close()
    async with asyncio.timeout(5):
        assert await ending is None
    assert asyncio.all_tasks() == before


async def test_a_price_of_yahoo_alone_is_firm():
    found = consensus([quote("yahoo", 268.1, symbol="AAPL", at_ms=OPEN * 1000)], OPEN * 1000)
    assert found is not None
    assert (found.last, found.standing) == (268.1, Standing.FIRM)
