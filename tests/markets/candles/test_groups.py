"""Candles of many instruments in a fixed number of queries."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.candles.groups import many_candles
from markets.candles.store import store_chunks
from markets.types import TIMEFRAME_MS, Timeframe
from project.common.clock import now_ms
from tests.factories import InstrumentFactory
from tests.markets.candles.samples import candles

pytestmark = pytest.mark.django_db


def store(base: str, timeframe: Timeframe, count: int, exchange: str = "simulated"):
    instrument = InstrumentFactory(base=base)
    step = TIMEFRAME_MS[timeframe]
    rows = candles(count, (now_ms() // step - count) * step, step)
    store_chunks(instrument.pk, exchange, timeframe, rows)
    return instrument, rows


def test_only_the_newest_are_returned_across_chunks() -> None:
    _, rows = store("SOL", Timeframe.H1, 24 * 70)
    (series,) = many_candles(["SOL-USDT"], Timeframe.H1, 24).values()
    assert (series.exchange, series.timeframe) == ("simulated", Timeframe.H1)
    assert series.rows.tolist() == rows[-24:].tolist()


def test_the_open_day_is_made_of_its_hours() -> None:
    store("SOL", Timeframe.D1, 100)
    _, hours = store("SOL", Timeframe.H1, 48)
    (series,) = many_candles(["SOL-USDT"], Timeframe.D1, 91).values()
    day = TIMEFRAME_MS[Timeframe.D1]
    newest_day = hours[-1, 0] // day * day
    assert series.rows[-1, 0] == newest_day
    assert (series.rows[1:, 0] - series.rows[:-1, 0] == day).all()
    if newest_day == now_ms() // day * day:
        assert series.rows[-1, 4] == hours[-1, 4]


def test_an_exchange_that_may_not_be_shown_is_left_out() -> None:
    store("SOL", Timeframe.H1, 5, exchange="nowhere")
    assert many_candles(["SOL-USDT", "NOPE"], Timeframe.H1, 24) == {}


def test_the_number_of_queries_does_not_grow() -> None:
    for number in range(6):
        store(f"Q{number}", Timeframe.D1, 10)
    with CaptureQueriesContext(connection) as captured:
        found = many_candles([f"Q{number}-USDT" for number in range(6)], Timeframe.D1, 91)
    assert len(found) == 6
    assert len(captured) == 2


def test_yesterday_is_there_before_its_minutes_are_put_away() -> None:
    day, hour = TIMEFRAME_MS[Timeframe.D1], TIMEFRAME_MS[Timeframe.H1]
    midnight = now_ms() // day * day
    with time_machine.travel((midnight + 1.5 * hour) / 1000, tick=False):
        instrument = InstrumentFactory(base="SOL")
        hours = candles(49, midnight - 2 * day, hour)
        store_chunks(instrument.pk, "simulated", Timeframe.D1, candles(30, midnight - 31 * day, day))
        store_chunks(instrument.pk, "simulated", Timeframe.H1, hours)
        (series,) = many_candles(["SOL-USDT"], Timeframe.D1, 91).values()
    assert series.rows[-3:, 0].tolist() == [midnight - 2 * day, midnight - day, midnight]
    assert series.rows[-2, 1] == hours[24, 1]
