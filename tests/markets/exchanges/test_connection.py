"""Whatever a client raises leaves as one of our errors."""

import ccxt
import pytest
from aiohttp import ClientConnectionResetError

from markets.exchanges.base import BackOff, ExchangeError, Interrupted, Rejected
from markets.exchanges.connection import Connection


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (ClientConnectionResetError("Cannot write to closing transport"), Interrupted),
        (ccxt.NetworkError("no route"), Interrupted),
        (ccxt.RateLimitExceeded("slow down"), BackOff),
        (ccxt.BadSymbol("what is that"), Rejected),
        (KeyError("lastPrice"), Interrupted),
        (BackOff("Peace.", retry_after_s=3), BackOff),
    ],
)
async def test_a_failed_call_says_what_to_do(raised: Exception, expected: type[ExchangeError]) -> None:
    async def call() -> None:
        raise raised

    with pytest.raises(expected):
        await Connection(None, "Kraken").answer(call())


async def test_a_fault_of_our_own_is_not_taken_for_theirs() -> None:
    async def call() -> None:
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        await Connection(None, "Kraken").answer(call())
