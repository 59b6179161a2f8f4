"""Invented minutes of any length, stored as the application stores them and, for the peers, a row each."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import numpy as np

from tests.bench.postgres import postgres

EXCHANGE = "simulated"
DAY = 1440
MINUTE_MS = 60_000
PACKED = 200


@contextmanager
def database(kind: str) -> Iterator[None]:
    """Set Django up on a fresh database, ``sqlite`` or ``postgres``."""
    with TemporaryDirectory() as folder:
        usual = {"DATA_DIR": folder, "MARKET_DATA": "simulated", "DJANGO_SETTINGS_MODULE": "project.settings"}
        if kind == "sqlite":
            set_up(usual | {"DATABASE_URL": ""})
            yield
        else:
            with postgres() as url:
                set_up(usual | {"DATABASE_URL": url})
                yield


def set_up(values: dict[str, str]) -> None:
    os.environ |= values
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)


def walk(minutes: int, until_ms: int) -> np.ndarray:
    """Return a random walk of 1m candles that ends at ``until_ms``. Shape: (n, 6) float64, oldest first."""
    dice = np.random.default_rng(7)
    closes = 100 * np.exp(np.cumsum(dice.normal(0, 1e-4, minutes)))
    opens = np.concatenate(([100.0], closes[:-1]))
    stamps = until_ms - MINUTE_MS * np.arange(minutes, 0, -1.0)
    highs, lows = np.maximum(opens, closes) * 1.0001, np.minimum(opens, closes) * 0.9999
    return np.column_stack((stamps, opens, highs, lows, closes, dice.uniform(0.1, 9, minutes)))


def fill(symbol: str, days: int) -> int:
    """Make an instrument whose minutes, hours and days go back so far; return its primary key."""
    from markets.candles.resample import resample
    from markets.candles.store import Minute, store_chunks, store_minutes
    from markets.models import CandleChunk, Instrument
    from markets.types import Timeframe
    from project.common.clock import from_ms, now_ms

    pk = Instrument.objects.create(symbol=symbol, base=symbol[:3], quote="USDT", name=symbol, decimals=2).pk
    until_ms = now_ms() // MINUTE_MS * MINUTE_MS
    today_ms = until_ms - until_ms % (DAY * MINUTE_MS)
    rows = walk(days * DAY + (until_ms - today_ms) // MINUTE_MS, until_ms)
    closed = rows[rows[:, 0] < today_ms]
    CandleChunk.objects.bulk_create(
        (
            CandleChunk(
                instrument_id=pk,
                exchange=EXCHANGE,
                timeframe="1m",
                starts_at=from_ms(int(closed[at, 0])),
                data=closed[at : at + DAY].tobytes(),
            )
            for at in range(0, len(closed), DAY)
        ),
        batch_size=PACKED,
    )
    for timeframe in (Timeframe.H1, Timeframe.D1):
        store_chunks(pk, EXCHANGE, timeframe, resample(closed, timeframe))
    store_minutes(Minute(pk, EXCHANGE, int(row[0]), *row[1:]) for row in rows[len(closed) :].tolist())
    return pk


def fill_plain(symbol: str, minutes: int) -> int:
    """Make an instrument whose minutes are a row each, which is what the peers read; return its primary key."""
    from markets.models import Instrument
    from project.common.clock import now_ms

    pk = Instrument.objects.create(symbol=symbol, base=symbol[:3], quote="USDT", name=symbol, decimals=2).pk
    load(pk, walk(minutes, now_ms() // MINUTE_MS * MINUTE_MS).tolist())
    return pk


def load(pk: int, rows: Iterable[list[float]]) -> None:
    from markets.candles.store import Minute, store_minutes

    store_minutes(Minute(pk, EXCHANGE, int(row[0]), *row[1:]) for row in rows)
