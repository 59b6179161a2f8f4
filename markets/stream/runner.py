"""The stream process: chooses live or simulated exchanges, keeps them running, and ends them."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Mapping, Sequence

from channels.db import database_sync_to_async
from django.conf import settings

from markets.exchanges.base import Exchange
from markets.exchanges.registry import SIMULATED, live_exchanges, make_exchange
from markets.flow.recorder import FlowRecorder
from markets.multi.warm import keep_warm
from markets.selectors import active_instruments
from markets.stocks.desk import StockDesk
from markets.stocks.source import StockSource
from markets.stream.board import Board
from markets.stream.feed import ExchangeFeed
from markets.stream.publisher import Publisher
from markets.stream.recorder import Recorder
from markets.stream.report import report
from markets.stream.shelf import BookShelf
from markets.stream.supervise import end_tasks, supervise
from markets.types import ExchangeState, Liquidation, Quote, Trade
from project.common.clock import now_ms

log = logging.getLogger(__name__)

TRY_S = 8.0
"""How long ``auto`` waits for the first live quote before it simulates."""

RETRY_S = 180.0
"""How often ``auto`` looks again while it simulates."""

STOP_S = 1.5


class Session:
    """The feeds of one mode. Until it is accepted it keeps its quotes to itself."""

    def __init__(self, mode: str, exchanges: Sequence[Exchange], symbols: Sequence[str], runner: "Runner") -> None:
        self.mode = mode
        self.has_answered = asyncio.Event()
        self._runner = runner
        self._is_accepted = False
        self._early: dict[tuple[str, str], Quote] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self.shelf = BookShelf()
        self.feeds = [
            ExchangeFeed(
                exchange,
                symbols,
                self._take_quote,
                self._take_trade,
                runner.board.forget,
                self.shelf,
                on_liquidation=self._take_liquidation,
            )
            for exchange in exchanges
        ]

    def start(self, instrument_ids: Mapping[str, int]) -> None:
        for feed in self.feeds:

            async def run(feed: ExchangeFeed = feed) -> None:
                await feed.run(instrument_ids)

            self._tasks.append(asyncio.create_task(supervise(feed.exchange.name, run)))

    def accept(self) -> None:
        self._is_accepted = True
        for quote in self._early.values():
            self._runner.board.take_quote(quote)
        self._early.clear()
        self._runner.publisher.shelf = self.shelf

    async def stop(self) -> None:
        """End every feed, within a limit: an exchange that does not close must not hold up the rest."""
        self._is_accepted = False
        await end_tasks(self._tasks, STOP_S)

    def states(self) -> list[ExchangeState]:
        now = now_ms()
        counts = self._runner.board.counts()
        return [report(feed, counts, now) for feed in self.feeds]

    def _take_quote(self, quote: Quote) -> None:
        self.has_answered.set()
        if self._is_accepted:
            self._runner.board.take_quote(quote)
        else:
            self._early[quote.exchange, quote.symbol] = quote

    def _take_trade(self, trade: Trade) -> None:
        if self._is_accepted:
            self._runner.board.take_trade(trade)
            self._runner.recorder.take_trade(trade)
            self._runner.flow.take_trade(trade)

    def _take_liquidation(self, liquidation: Liquidation) -> None:
        if self._is_accepted:
            self._runner.flow.take_liquidation(liquidation)


class Runner:
    """Everything that the stream process does between start and stop."""

    def __init__(
        self,
        make: Callable[[str], Exchange] = make_exchange,
        *,
        market_data: str | None = None,
        try_s: float = TRY_S,
        retry_s: float = RETRY_S,
    ) -> None:
        self.make = make
        self.market_data = market_data or settings.MARKET_DATA
        self.try_s = try_s
        self.retry_s = retry_s
        self.board = Board()
        self.session: Session | None = None
        self._open_sessions: list[Session] = []
        self.instrument_ids: dict[str, int] = {}
        self.recorder = Recorder(self.board, self.instrument_ids)
        self.flow = FlowRecorder(self.instrument_ids, self.board.prices)
        self.publisher = Publisher(self.board, BookShelf(), self._states)
        self.desk = StockDesk(self._stock_source, lambda: self.publisher.mode)

    async def run(self, stop: asyncio.Event) -> None:
        """Run until ``stop`` is set; then store what is left and close every connection."""
        instruments = await database_sync_to_async(active_instruments)()
        self.instrument_ids.update({instrument.symbol: instrument.pk for instrument in instruments})
        jobs = {
            "publisher": self.publisher.run,
            "recorder": self.recorder.run,
            "flow": self.flow.keep_looking,
            "flow writing": self.flow.keep_writing,
            "market": self._market,
            "stocks": self.desk.run,
            "shared answers": keep_warm,
        }
        tasks = [asyncio.create_task(supervise(name, job, longest_s=10)) for name, job in jobs.items()]
        try:
            await stop.wait()
        finally:
            await asyncio.gather(end_tasks(tasks, STOP_S), self._close_all())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.recorder.write(), STOP_S)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.flow.close(), STOP_S)

    async def _market(self) -> None:
        await self._close_all()
        if self.market_data == "simulated":
            self._begin(self._open(SIMULATED, [SIMULATED]))
        elif self.market_data == "live":
            self._begin(self._open("live", live_exchanges()))
        else:
            await self._live_or_simulated()
        await asyncio.Event().wait()

    async def _live_or_simulated(self) -> None:
        if await self._try_live():
            return
        log.warning("No exchange answers; prices are simulated until one does.")
        simulated = self._open(SIMULATED, [SIMULATED])
        self._begin(simulated)
        while True:
            await asyncio.sleep(self.retry_s * random.uniform(0.8, 1.2))  # noqa: S311  jitter is no secret
            if await self._try_live():
                log.warning("An exchange answers; prices are live from now on.")
                return

    async def _try_live(self) -> bool:
        """Begin live prices when an exchange sends a quote in time; otherwise leave everything as it is."""
        live = self._open("live", live_exchanges())
        try:
            await asyncio.wait_for(live.has_answered.wait(), self.try_s)
        except TimeoutError:
            await self._close(live)
            return False
        if self.session is not None:
            await self._close(self.session)
        self._begin(live)
        return True

    def _open(self, mode: str, names: Sequence[str]) -> Session:
        session = Session(mode, [self.make(name) for name in names], [*self.instrument_ids], self)
        self._open_sessions.append(session)
        session.start(self.instrument_ids)
        return session

    async def _close(self, session: Session) -> None:
        self._open_sessions.remove(session)
        await session.stop()

    async def _close_all(self) -> None:
        await asyncio.gather(*(self._close(session) for session in tuple(self._open_sessions)))

    def _begin(self, session: Session) -> None:
        self.session = session
        self.board.clear()
        self.flow.switch(session.mode)
        self.publisher.switch(session.mode)
        session.accept()
        log.info("Prices are %s.", session.mode)

    def _stock_source(self) -> StockSource | None:
        exchanges = [feed.exchange for feed in self.session.feeds] if self.session is not None else []
        return next((exchange for exchange in exchanges if isinstance(exchange, StockSource)), None)

    def _states(self) -> list[ExchangeState]:
        return self.session.states() if self.session is not None else []
