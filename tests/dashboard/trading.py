"""Instruments with candles and live prices, for the tests of pages."""

import redis
from django.conf import settings

from markets.candles.store import store_chunks
from markets.models import Instrument
from markets.stream import bus
from markets.types import TIMEFRAME_MS, Price, Timeframe
from project.common.clock import now_ms
from tests.factories import InstrumentFactory
from tests.markets.candles.samples import candles
from tests.markets.values import price


def client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL)


def publish(*prices: Price) -> None:
    """Put prices on the bus as the stream does."""
    with client() as connection:
        connection.set(bus.MODE, "simulated")
        connection.hset(bus.PRICES, mapping={each.symbol: bus.dump(each) for each in prices})
        connection.publish(bus.channel(bus.PRICES), bus.dump(list(prices)))


def traded(base: str, change: float = 1.0, turnover: float = 1e6, **fields: object) -> Instrument:
    """Make an instrument with a live price."""
    instrument = InstrumentFactory(base=base, **fields)
    publish(price(instrument.symbol, 100.0, change_24h=change, turnover_24h=turnover, exchanges=("simulated",)))
    return instrument


def with_history(instrument: Instrument, timeframe: Timeframe, count: int, seed: int = 1) -> None:
    """Store closed candles up to the last whole period."""
    step = TIMEFRAME_MS[timeframe]
    start = (now_ms() // step - count) * step
    store_chunks(instrument.pk, "simulated", timeframe, candles(count, start, step, seed))
