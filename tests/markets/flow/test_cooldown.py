"""How long events keep quiet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.flow.cooldown import Cooldowns
from markets.flow.groups import group_of
from markets.types import EventKind
from tests.markets.flow.samples import START

SYMBOLS = ("BTC-USDT", "SOL-USDT", "ARB-USDT", "NVDA")
asked = st.tuples(st.sampled_from(list(EventKind)), st.sampled_from(SYMBOLS), st.integers(0, 400_000))


@pytest.mark.parametrize(("symbol", "seconds"), [("BTC-USDT", 300), ("SOL-USDT", 450), ("ARB-USDT", 600)])
def test_the_pause_is_that_of_the_group(symbol: str, seconds: int) -> None:
    cooldowns = Cooldowns()
    assert cooldowns.may_tell(EventKind.MOVE, symbol, START)
    assert not cooldowns.may_tell(EventKind.MOVE, symbol, START + seconds * 1000 - 1)
    assert cooldowns.may_tell(EventKind.WHALE, symbol, START + 1)
    assert cooldowns.may_tell(EventKind.MOVE, symbol, START + seconds * 1000)


@given(st.lists(asked, max_size=80))
def test_two_of_a_kind_are_never_nearer_than_the_pause_and_none_is_held_back_longer(asked) -> None:
    cooldowns, now, told = Cooldowns(), START, {}
    for kind, symbol, step in asked:
        now += step
        pause_ms = group_of(symbol).cooldown_s * 1000
        before = told.get((kind, symbol))
        assert cooldowns.may_tell(kind, symbol, now) == (before is None or now - before >= pause_ms)
        if before is None or now - before >= pause_ms:
            told[kind, symbol] = now


def test_what_was_told_before_the_start_counts_and_the_older_of_two_does_not() -> None:
    cooldowns = Cooldowns()
    cooldowns.remember(EventKind.MOVE, "BTC-USDT", START)
    cooldowns.remember(EventKind.MOVE, "BTC-USDT", START - 400_000)
    assert not cooldowns.may_tell(EventKind.MOVE, "BTC-USDT", START + 299_999)


def test_a_clock_that_is_put_back_does_not_silence_events_until_it_was_before() -> None:
    cooldowns = Cooldowns()
    assert cooldowns.may_tell(EventKind.MOVE, "BTC-USDT", START + 86_400_000)
    assert cooldowns.may_tell(EventKind.MOVE, "BTC-USDT", START)
    assert not cooldowns.may_tell(EventKind.MOVE, "BTC-USDT", START + 1)
    assert not cooldowns.may_tell(EventKind.MOVE, "BTC-USDT", START - 200_000)
