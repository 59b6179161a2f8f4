"""``manage.py backfill BTC-USDT``: fetch long history of minutes by hand."""

import argparse
import asyncio
import fcntl

from channels.db import database_sync_to_async
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from markets.candles.holes import MINUTE_MS, days_with_holes, fill_day, minutes_by_day
from markets.candles.repair import LATE_MS
from markets.candles.selectors import preferred_exchanges
from markets.candles.store import DAY_MS
from markets.exchanges.base import Exchange, ExchangeError
from markets.exchanges.registry import make_exchange
from markets.selectors import get_instrument
from project.common.clock import from_ms, now_ms
from project.common.errors import TidewatchError

EMPTY_DAYS = 7
"""After so many days without a candle the exchange's history is taken to be over."""
DAY_CALLS = 100
TELL_DAYS = 10


class Command(BaseCommand):
    help = "Fetch the minutes of a pair from an exchange's history, the newest day first. Ctrl-C keeps what came."
    total = 0

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("symbol", help="a pair such as BTC-USDT")
        parser.add_argument("--exchange", help="where to ask; the first of EXCHANGES unless given")
        parser.add_argument("--days", type=int, default=365, help="how far back, 365 unless given")

    def handle(self, *args: object, **options: object) -> None:
        path = settings.DATA_DIR / "run" / "backfill.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise CommandError("Another backfill runs. Wait until it ends.") from None
            try:
                instrument = get_instrument(str(options["symbol"]))
                exchange = make_exchange(str(options["exchange"] or preferred_exchanges()[0]))
                days = int(str(options["days"]))
                asyncio.run(self._run(exchange, instrument.symbol, instrument.pk, days))
            except (TidewatchError, ExchangeError) as error:
                raise CommandError(f"{error.message} {self.total:,} minutes came and are kept.") from error
            except KeyboardInterrupt:
                self.stdout.write(
                    f"Stopped. {self.total:,} minutes came and are kept; the same call goes on from here."
                )
            else:
                self.stdout.write(f"Done. {self.total:,} minutes came.")

    async def _run(self, exchange: Exchange, symbol: str, pk: int, days: int) -> None:
        try:
            if not await exchange.connect([symbol]):
                raise CommandError(f"{symbol} does not trade on {exchange.name}.")
            await self._fill(exchange, symbol, pk, days)
        finally:
            await exchange.close()

    async def _fill(self, exchange: Exchange, symbol: str, pk: int, days: int) -> None:
        until_ms = (now_ms() - LATE_MS) // MINUTE_MS * MINUTE_MS
        since_ms = until_ms - until_ms % DAY_MS - days * DAY_MS
        counts = await database_sync_to_async(minutes_by_day)(pk, exchange.id, since_ms, until_ms)
        wanted = days_with_holes(counts, since_ms, until_ms)
        empty = 0
        for number, day_ms in enumerate(wanted, 1):
            end_ms = min(day_ms + DAY_MS, until_ms)
            filled = await fill_day(exchange, symbol, pk, day_ms, end_ms, DAY_CALLS)
            self.total += filled.minutes
            empty = 0 if filled.minutes or counts[day_ms] else empty + 1
            if number % TELL_DAYS == 0 or number == len(wanted):
                words = f"{from_ms(day_ms):%Y-%m-%d}: {number} of {len(wanted)} days, {self.total:,} minutes."
                self.stdout.write(words)
            if empty == EMPTY_DAYS:
                self.stdout.write(f"{exchange.name} has nothing before {from_ms(day_ms + empty * DAY_MS):%Y-%m-%d}.")
                return
