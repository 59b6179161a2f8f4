"""Who is cut off calls again after pauses that grow, that are uneven, and that are what the exchange asked for."""

import pytest

from markets.exchanges.base import BackOff, ExchangeError, Interrupted, Rejected
from markets.stream.retry import keep_trying


class Enough(Exception):
    """Ends a test."""


async def pauses_after(error: ExchangeError, count: int) -> list[float]:
    pauses: list[float] = []

    async def fail() -> None:
        raise error

    async def pause(message: str, pause_s: float) -> None:
        assert message == "Lost."
        pauses.append(pause_s)
        if len(pauses) == count:
            raise Enough

    with pytest.raises(Enough):
        await keep_trying(fail, pause)
    return pauses


async def test_the_first_tries_of_those_who_were_cut_off_together_are_apart() -> None:
    first = [(await pauses_after(Interrupted("Lost."), 1))[0] for _ in range(50)]
    assert all(1 <= pause <= 2 for pause in first)
    assert max(first) - min(first) > 0.5


async def test_pauses_grow_to_a_minute() -> None:
    pauses = await pauses_after(Interrupted("Lost."), 12)
    assert all(30 <= pause <= 61 for pause in pauses[7:])


@pytest.mark.parametrize(("error", "pause_s"), [(BackOff("Lost.", retry_after_s=77), 77), (Rejected("Lost."), 600)])
async def test_a_pause_is_never_shorter_than_the_exchange_asks(error: ExchangeError, pause_s: float) -> None:
    assert await pauses_after(error, 3) == [pause_s] * 3


async def test_what_is_done_once_is_not_repeated() -> None:
    calls = []

    async def call() -> None:
        calls.append(1)

    async def pause(message: str, pause_s: float) -> None:
        raise Enough

    await keep_trying(call, pause, is_once=True)
    assert len(calls) == 1
