"""Which prices move unusually."""

import math
from collections.abc import Callable

import pytest

from markets.flow.moves import SLOT_MS, Moves
from markets.types import FlowEvent
from tests.markets.flow.samples import START

MINUTE = 60_000


def walked(moves: Moves, path: Callable[[float], float], minutes: float, start_ms: int = START) -> list[FlowEvent]:
    found = []
    for step in range(round(minutes * MINUTE / SLOT_MS) + 1):
        event = moves.take("BTC-USDT", path(step * SLOT_MS / MINUTE), start_ms + step * SLOT_MS)
        found += [event] if event else []
    return found


@pytest.mark.parametrize(
    ("per_minute", "minutes", "title"),
    [
        (0.9, 1, "BTC-USDT rose 0.9% in 1 minute."),
        (-0.36, 5, "BTC-USDT fell 1.8% in 5 minutes."),
        (0.2, 15, "BTC-USDT rose 3.0% in 15 minutes."),
    ],
)
def test_a_move_is_told_with_the_time_it_took(per_minute: float, minutes: int, title: str) -> None:
    found = walked(Moves(), lambda at: 100 + per_minute * at, minutes)
    assert found[-1].title == title
    assert found[-1].side == ("up" if per_minute > 0 else "down")
    assert found[-1].ended_ms == found[-1].began_ms + minutes * MINUTE
    assert found[-1].details == {"minutes": minutes, "from": 100.0, "to": 100 + per_minute * minutes}


def test_a_still_price_and_small_moves_are_none() -> None:
    assert walked(Moves(), lambda at: 100 + 0.3 * math.sin(at), 40) == []


def test_a_gap_in_firm_prices_is_no_move() -> None:
    moves = Moves()
    assert walked(moves, lambda _: 100.0, 20) == []
    assert walked(moves, lambda _: 110.0, 20, START + 60 * MINUTE) == []


def test_what_was_told_is_not_told_again_as_part_of_a_longer_move() -> None:
    moves = Moves()
    first = next(iter(walked(moves, lambda at: 100 + 3 * at, 1)))
    moves.settle("BTC-USDT")
    assert first.change_pct == pytest.approx(3)
    assert walked(moves, lambda _: 103.0, 20, START + MINUTE + SLOT_MS) == []


def test_a_wild_coin_must_move_further_than_its_group() -> None:
    def wild(at: float) -> float:
        return 100 * (1.012 if round(at) % 2 else 1.0)

    moves = Moves()
    early = walked(moves, wild, 20)
    assert early
    walked(moves, wild, 60, START + 20 * MINUTE + SLOT_MS)
    assert walked(moves, wild, 30, START + 81 * MINUTE) == []


def test_a_clock_that_is_put_back_makes_no_move_and_hides_none() -> None:
    moves = Moves()
    assert walked(moves, lambda _: 90.0, 20, START + 1440 * MINUTE) == []
    assert walked(moves, lambda _: 100.0, 2) == []
    found = walked(moves, lambda at: 100 + 3 * at, 1, START + 2 * MINUTE + SLOT_MS)
    assert [event.began_ms >= START for event in found[:1]] == [True]
