"""Read 5 years of 1m candles: charts at every timeframe, and a year as hours with indicators and JSON.

``python -m tests.bench.bench_candles [sqlite|postgres]`` makes a database of its own. Times are those of this process
and the database server on their processors, so that other work on the machine is not counted; the better of some runs.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from tests.bench.candle_rows import DAY, EXCHANGE, MINUTE_MS, database, fill, fill_plain

YEAR = 365
SIZES = {"AAA-USDT": 30, "BBB-USDT": YEAR, "CCC-USDT": 5 * YEAR}
PLACES = {"the newest": 0, "3 years back": 3 * YEAR}
GOAL_MS = {"sqlite": 25, "postgres": 50}


def main(kinds: list[str]) -> None:
    if len(kinds) > 1:
        for kind in kinds:
            subprocess.run([sys.executable, "-m", "tests.bench.bench_candles", kind], check=True)
        return
    with database(kinds[0]):
        for symbol, days in SIZES.items():
            fill(symbol, days)
        plain = fill_plain("DDD-USDT", YEAR * DAY)
        print(kinds[0])
        spent = meter()
        show_charts(spent)
        show_year(spent, plain, GOAL_MS[kinds[0]])


def meter() -> Callable[..., float]:
    """Return a function that runs another a few times and returns the milliseconds of both processes at best."""
    from django.db import connection

    server: Path | None = None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT pg_backend_pid()")
            server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def used_ms() -> float:
        elsewhere = int(server.read_text().split()[0]) / 1e6 if server else 0.0
        return time.process_time() * 1e3 + elsewhere

    def spent(work: Callable[[], object], rounds: int = 7) -> float:
        best = float("inf")
        for _ in range(rounds):
            before = used_ms()
            work()
            best = min(best, used_ms() - before)
        return best

    return spent


def show_charts(spent: Callable[..., float]) -> None:
    from markets.candles.selectors import latest_candles
    from markets.models import Instrument
    from markets.types import Timeframe
    from project.common.clock import now_ms

    known = [Instrument.objects.get(symbol=symbol) for symbol in SIZES]
    print(f"  300 candles, ms {'1 month':>26} {'1 year':>9} {'5 years':>9} {'slope':>9}")
    for place, days in PLACES.items():
        before_ms = now_ms() - days * DAY * MINUTE_MS if days else None
        for timeframe in Timeframe:
            having = known[-1:] if days else known
            figures = [
                spent(lambda each=each, at=timeframe: latest_candles(each, at, 300, before_ms))  # noqa: B023
                for each in having
            ]
            slope = f"{figures[-1] / figures[0]:8.2f} x" if len(figures) > 1 else ""
            print(f"    {timeframe:<4} {place:<14}", *(f"{'':>9}",) * (len(known) - len(having)), end="")
            print(*(f"{value:9.2f}" for value in figures), slope)


def show_year(spent: Callable[..., float], plain: int, goal_ms: int) -> None:
    from markets.candles.resample import resample
    from markets.candles.selectors import latest_candles
    from markets.candles.store import read_stored
    from markets.models import Instrument
    from markets.types import Timeframe
    from project.common.clock import now_ms

    held = Instrument.objects.get(symbol="CCC-USDT")
    since_ms = now_ms() // MINUTE_MS * MINUTE_MS - YEAR * DAY * MINUTE_MS
    ways: dict[str, Callable[[], bytes]] = {
        "hours that are kept": lambda: answer(latest_candles(held, Timeframe.H1, YEAR * 24).rows),
        "hours made of minutes": lambda: answer(
            resample(read_stored(held.pk, EXCHANGE, Timeframe.M1, since_ms), Timeframe.H1)
        ),
        "peer, values_list and pandas": lambda: with_pandas(plain),
        "peer, ORM objects": lambda: with_objects(plain),
    }
    rounds = {name: [] for name in ways}  # type: dict[str, list[float]]
    for _ in range(3):
        for name, way in ways.items():
            rounds[name].append(spent(way, rounds=1 if name.startswith("peer") else 7))
    best = {name: min(figures) for name, figures in rounds.items()}
    print(f"  a year of minutes → hours → SMA, EMA, RSI, MACD → JSON; the goal is {goal_ms} ms")
    for name, value in best.items():
        print(f"    {name:<30} {value:9.1f} ms {value / best['hours that are kept']:9.1f} x ours")


def answer(hours: np.ndarray) -> bytes:
    from markets.quant.indicators import ema, macd, rsi, sma

    closes = hours[:, 4]
    drawn = (*hours.T, sma(closes, 20), ema(closes, 50), rsi(closes, 14), *macd(closes))
    return orjson.dumps([np.ascontiguousarray(each) for each in drawn], option=orjson.OPT_SERIALIZE_NUMPY)


def with_pandas(plain: int) -> bytes:
    import pandas  # type: ignore[import-untyped]

    from markets.models import Candle

    fields = ("opened_at", "open", "high", "low", "close", "volume")
    rows = Candle.objects.filter(instrument=plain).order_by("opened_at").values_list(*fields)
    frame = pandas.DataFrame(list(rows), columns=fields).set_index("opened_at")
    ways: Any = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
    hours = frame.resample("1h").agg(ways).dropna()
    stamps = hours.index.as_unit("ms").asi8.astype(float)
    return answer(np.column_stack((stamps, hours.to_numpy())))


def with_objects(plain: int) -> bytes:
    from markets.models import Candle

    hours: list[list[float]] = []
    for candle in Candle.objects.filter(instrument=plain).order_by("opened_at"):
        start = candle.opened_at.timestamp() // 3600 * 3600e3
        if not hours or hours[-1][0] != start:
            hours.append([start, candle.open, candle.high, candle.low, candle.close, candle.volume])
            continue
        hour = hours[-1]
        hour[2], hour[3] = max(hour[2], candle.high), min(hour[3], candle.low)
        hour[4], hour[5] = candle.close, hour[5] + candle.volume
    return answer(np.array(hours))


if __name__ == "__main__":
    main(sys.argv[1:] or list(GOAL_MS))
