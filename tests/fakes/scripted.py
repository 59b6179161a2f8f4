"""An exchange inside the process that does what a test tells it, through the adapters' own contract."""

import asyncio

import numpy as np

from markets.exchanges.base import Capabilities, Exchange
from markets.types import Timeframe


class ScriptedExchange(Exchange):
    """``connects``, ``quotes_script`` and ``trades_script`` are played one after the other.

    A script's entry that is an exception is raised; a callable is called for the value. A stream whose script is over
    stays silent, as a quiet venue does. ``calls`` is the ledger of what was asked.
    """

    capabilities = Capabilities(max_candles=500, timeframes=(Timeframe.M1, Timeframe.H1, Timeframe.D1))

    def __init__(self, exchange_id="kraken", *, connects=(), quotes=(), trades=(), history=None):
        super().__init__()
        self.id = exchange_id
        self.name = exchange_id.title()
        self.connects = list(connects)
        self.quotes_script = list(quotes)
        self.trades_script = list(trades)
        self.history = history if history is not None else {}
        self.calls = []
        self.has_ended = False

    async def connect(self, symbols):
        self.calls.append("connect")
        self._play(self.connects.pop(0) if self.connects else None)
        return tuple(symbols)

    async def quotes(self, symbols):
        self.calls.append("quotes")
        while True:
            yield await self._next(self.quotes_script)

    async def trades(self, symbols):
        self.calls.append("trades")
        while True:
            yield await self._next(self.trades_script)

    async def candles(self, symbol, timeframe, since_ms, limit):
        self.calls.append((timeframe.value, since_ms))
        rows = self._play(self.history.get(timeframe, np.empty((0, 6))))
        return rows[rows[:, 0] >= since_ms][:limit]

    async def close(self):
        self.has_ended = True

    async def _next(self, script):
        while not script:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0)
        return self._play(script.pop(0))

    def _play(self, entry):
        value = entry() if callable(entry) else entry
        if isinstance(value, Exception):
            raise value
        return value
