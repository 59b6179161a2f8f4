"""Works the answers that are asked for most out again before they are too old: who asks finds one there."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from channels.db import database_sync_to_async
from django.conf import settings

from markets.models import Instrument
from markets.multi import selectors
from markets.multi.cache import refresh
from markets.multi.counts import ASKED
from markets.multi.kinds import LIFE_S, Kind
from markets.selectors import active_instruments
from markets.stream import bus
from markets.stream.reads import ask
from project.common.errors import Unavailable

EVERY_S = LIFE_S / 2
"""An answer that was kept in one round is still there in the next."""

MOST = 30
FADING = 0.98
LEAST = 0.5
"""A call counts for half of a new one after three minutes, and then a symbol that was asked for once is left."""

MAKERS: Mapping[Kind, Callable[[Instrument], Any]] = {
    Kind.TICKER: selectors.make_ticker,
    Kind.BOOK: selectors.make_order_book,
    Kind.AGGREGATED: selectors.make_everything,
}


async def keep_warm() -> None:
    while True:
        await asyncio.sleep(EVERY_S)
        await database_sync_to_async(warm)()


def warm() -> None:
    """Work out once what is asked for most; what cannot be answered just now is left to whoever asks."""
    wanted = _wanted() if settings.GPT_API_CACHE_ENABLED else []
    instruments = {each.symbol: each for each in active_instruments()} if wanted else {}
    for kind, symbol in wanted:
        if instrument := instruments.get(symbol):
            _warm(kind, instrument)


def _warm(kind: Kind, instrument: Instrument) -> None:
    try:
        refresh(kind, instrument.symbol, lambda: MAKERS[kind](instrument))
    except Unavailable:
        return


def _wanted() -> list[tuple[Kind, str]]:
    """Let every call count a little less, and return what was asked for most."""
    pipeline = bus.client().pipeline(transaction=False)
    pipeline.zunionstore(ASKED, {ASKED: FADING})
    pipeline.zremrangebyscore(ASKED, 0, LEAST)
    pipeline.zrevrange(ASKED, 0, MOST - 1)
    raw: list[bytes] = ask(lambda: pipeline.execute()[-1], [])
    named = (each.decode().split(" ", 1) for each in raw)
    return [(Kind(kind), symbol) for kind, symbol in named]
