"""States that must last."""

from markets.flow.latch import Latch
from tests.markets.flow.samples import START


def test_a_clock_that_is_put_back_begins_to_count_anew() -> None:
    latch = Latch(60_000)
    latch.take(1.5, START + 86_400_000)
    assert not latch.take(1.5, START)
    assert latch.take(1.5, START + 60_000)
    assert latch.since_ms == START
