"""``manage.py stream``: prices from the exchanges to the bus and the database, until it is told to stop."""

import asyncio
import signal

from django.conf import settings
from django.core.management.base import BaseCommand

from markets.exchanges.registry import load_adapters
from markets.stream.runner import Runner


class Command(BaseCommand):
    help = "Run the market streams. MARKET_DATA says whether they are live, simulated, or whichever is there."

    def handle(self, *args: object, **options: object) -> None:
        if settings.MARKET_DATA != "simulated":
            # Before the signals are ours: a stop ends this at once, and could not while the loop waits for an import.
            load_adapters()
        asyncio.run(run_until_stopped())


async def run_until_stopped() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await Runner().run(stop)
