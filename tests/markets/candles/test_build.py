from hypothesis import given
from hypothesis import strategies as st

from markets.candles.build import CandleBuilder
from markets.types import Trade
from tests.markets.candles.samples import MINUTE_MS, MONDAY_MS

prints = st.lists(
    st.tuples(st.integers(0, 4 * MINUTE_MS), st.floats(1, 1000), st.floats(0.001, 10)), min_size=1, max_size=60
).map(lambda rows: [trade(f"t{index}", *row) for index, row in enumerate(rows)])


def trade(trade_id: str, offset_ms: int = 0, price: float = 100, size: float = 1) -> Trade:
    return Trade("kraken", "BTC-USDT", trade_id, price, size, "buy", MONDAY_MS + offset_ms)


def built(trades):
    builder = CandleBuilder()
    for each in trades:
        builder.take(each)
    return {
        key[2]: (row.open, row.high, row.low, row.close, round(row.volume, 6)) for key, row in builder.changed().items()
    }


@given(prints, st.randoms())
def test_duplicates_and_late_trades_build_the_candles_of_an_orderly_tape(trades, random):
    stamps = [each.event_ms for each in trades]
    if len(set(stamps)) < len(stamps):
        trades = [each for index, each in enumerate(trades) if each.event_ms not in stamps[:index]]
    orderly = sorted(trades, key=lambda each: each.event_ms)
    messy = trades + random.sample(trades, len(trades))
    random.shuffle(messy)
    assert built(messy) == built(orderly)


def test_open_and_close_follow_the_time_of_the_trades_and_not_their_arrival():
    candle = built([trade("b", 2_000, 20), trade("a", 1_000, 10), trade("c", 3_000, 30)])[MONDAY_MS]
    assert candle == (10, 30, 10, 30, 3)


def test_only_what_changed_since_the_last_call_is_handed_out():
    builder = CandleBuilder()
    builder.take(trade("a"))
    first = builder.changed()
    assert list(first) == [("kraken", "BTC-USDT", MONDAY_MS)]
    assert builder.changed() == {}
    builder.give_back(first)
    assert list(builder.changed()) == list(first)


def test_minutes_are_forgotten_once_they_are_stored_and_long_over():
    builder = CandleBuilder()
    builder.take(trade("a"))
    builder.forget(MONDAY_MS + 60 * MINUTE_MS)
    assert builder.minutes, "what is not stored yet must stay"
    assert not any(minute.trade_ids for minute in builder.minutes.values()), "its trades need not"
    builder.changed()
    builder.forget(MONDAY_MS + MINUTE_MS)
    assert builder.minutes, "a late trade may still come"
    builder.forget(MONDAY_MS + 60 * MINUTE_MS)
    assert not builder.minutes
