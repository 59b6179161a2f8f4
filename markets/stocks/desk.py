"""Answers what web processes ask about stocks: in the stream process, where the one client of Yahoo is."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from redis.asyncio import Redis

from markets.exchanges.base import ExchangeError, Interrupted
from markets.stocks.answers import (
    ASKED,
    KEPT_S,
    Answer,
    Kind,
    Topic,
    answered_key_of,
    key_of,
    load_answer,
    load_question,
)
from markets.stocks.source import StockSource
from markets.stocks.types import Period
from markets.stream import bus
from markets.stream.supervise import Backoff
from project.common.clock import now_ms

log = logging.getLogger(__name__)

WORKERS = 3
WAIT_S = 10
"""How long one question is waited for before the connection is tried again."""

ANSWERED_S = 60
"""Longer than anybody waits."""

NOTHING = Answer(None, 0, 0, "")


class StockDesk:
    """Takes questions from the bus; who asks what is just being fetched gets the same answer.

    ``source`` returns the present source of stocks, ``mode`` whether prices are live or simulated.
    """

    def __init__(self, source: Callable[[], StockSource | None], mode: Callable[[], str]) -> None:
        self._source = source
        self._mode = mode
        self._running: dict[str, int] = {}

    async def run(self) -> None:
        backoff = Backoff(first_s=0.2, longest_s=2)
        async with bus.async_client(is_listener=True) as client:
            while True:
                try:
                    # Whoever asked before this process began has stopped waiting.
                    await client.delete(ASKED)
                    backoff.reset()
                    await self._serve(client)
                except* bus.BUS_ERRORS:
                    await asyncio.sleep(backoff.next_s())

    async def _serve(self, client: Redis) -> None:
        self._running.clear()
        async with asyncio.TaskGroup() as group:
            for _ in range(WORKERS):
                group.create_task(self._work(client))

    async def _work(self, client: Redis) -> None:
        while True:
            asked = await client.blpop([ASKED], timeout=WAIT_S)
            if asked is None:
                continue
            topic, number, until_ms = load_question(asked[1])
            # While a source is slow, questions wait here for longer than those who asked them.
            if until_ms < now_ms():
                continue
            if topic.name in self._running:
                self._running[topic.name] = max(self._running[topic.name], number)
                continue
            self._running[topic.name] = number
            await self._answer(client, topic)

    async def _answer(self, client: Redis, topic: Topic) -> None:
        # Both at once: the mode may change at any wait, and what one tells must not stand under the other.
        key, source = key_of(self._mode(), topic), self._source()
        known = load_answer(await client.get(key)) or NOTHING
        answer = known if known.is_enough(topic, now_ms()) else await _ask(source, topic, known)
        # Whoever asks from here on, while this is being written, is answered anew.
        number = self._running.pop(topic.name)
        await client.set(key, bus.dump(answer), ex=KEPT_S)
        await client.set(answered_key_of(key), number, ex=ANSWERED_S)


async def _ask(source: StockSource | None, topic: Topic, known: Answer) -> Answer:
    """Return what the source says now, or what was known together with the fault."""
    try:
        value = await _fetch(source, topic)
    except ExchangeError as error:
        log.info("No %s of %s: %s", topic.kind, topic.symbol, error.message)
        return replace(known, tried_ms=now_ms(), fault=error.message)
    return Answer(value=value, at_ms=now_ms(), tried_ms=now_ms(), fault="")


async def _fetch(source: StockSource | None, topic: Topic) -> Any:
    if source is None:
        raise Interrupted("No source of stocks is connected.")
    match topic.kind:
        case Kind.INFO:
            return {**asdict(await source.stock_info(topic.symbol)), "source": source.id}
        case Kind.DIVIDENDS:
            paid = await source.dividends(topic.symbol)
            return {"dividends": [[each.at_ms, each.amount] for each in paid], "source": source.id}
        case Kind.HISTORY:
            rows = await source.history(topic.symbol, topic.period or Period.MO1)
            return {"rows": rows.tolist(), "source": source.id}
