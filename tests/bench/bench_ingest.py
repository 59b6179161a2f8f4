"""Store 1m candles: the stream's rows and history's chunks against bulk_create, in rows a second.

``python -m tests.bench.bench_ingest [sqlite|postgres]`` makes a database of its own. Times are those of this process
and the database server on their processors, as in the bench that reads candles.
"""

import subprocess
import sys
from collections.abc import Callable

from tests.bench.bench_candles import meter
from tests.bench.candle_rows import DAY, EXCHANGE, database, load, walk

COUNTS = (7 * DAY, 70 * DAY)
UNTIL_MS = 1_760_313_600_000
GOAL = 5


def main(kinds: list[str]) -> None:
    if len(kinds) > 1:
        for kind in kinds:
            subprocess.run([sys.executable, "-m", "tests.bench.bench_ingest", kind], check=True)
        return
    with database(kinds[0]):
        print(kinds[0])
        for count in COUNTS:
            show(count)


def show(count: int) -> None:
    from markets.candles.store import store_chunks
    from markets.models import Candle, CandleChunk, Instrument
    from markets.types import Timeframe

    pk = Instrument.objects.get_or_create(symbol="BTC-USDT", base="BTC", quote="USDT", name="Bitcoin", decimals=2)[0].pk
    rows = walk(count, UNTIL_MS)
    plain = rows.tolist()
    ways: dict[str, Callable[[], object]] = {
        "bulk_create": lambda: in_bulk(pk, plain),
        "rows of the stream": lambda: load(pk, plain),
        "chunks of history": lambda: store_chunks(pk, EXCHANGE, Timeframe.M1, rows),
    }
    spent, best = meter(), dict.fromkeys(ways, float("inf"))
    for _ in range(2):
        for name, way in ways.items():
            Candle.objects.all().delete()
            CandleChunk.objects.all().delete()
            best[name] = min(best[name], spent(way, rounds=1))
    for name, value in best.items():
        ratio = best["bulk_create"] / value
        print(f"  {count:>8,} candles, {name:<20} {count / value * 1e3:>12,.0f} rows/s {ratio:7.1f} x bulk_create")


def in_bulk(pk: int, rows: list[list[float]]) -> None:
    from markets.models import Candle
    from project.common.clock import from_ms

    names = ("open", "high", "low", "close", "volume")
    Candle.objects.bulk_create(
        [
            Candle(
                instrument_id=pk,
                exchange=EXCHANGE,
                opened_at=from_ms(int(at)),
                **dict(zip(names, values, strict=True)),
            )
            for at, *values in rows
        ],
        batch_size=5_000,
    )


if __name__ == "__main__":
    main(sys.argv[1:] or ["sqlite", "postgres"])
