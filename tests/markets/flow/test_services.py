"""What is written of the flow, on the real database."""

from datetime import timedelta

import pytest

from markets.flow.clusters import Window, event_of
from markets.flow.services import Batch, end_lasting, is_storable, store_flow, told_lately
from markets.models import LiquidationOrder, MarketEvent, WhaleTrade
from markets.types import EventKind, FlowEvent
from project.common.clock import from_ms
from tests.factories import InstrumentFactory
from tests.markets.flow.samples import START, liquidated, whale

pytestmark = pytest.mark.django_db


@pytest.fixture
def ids():
    return {symbol: InstrumentFactory(symbol=symbol).pk for symbol in ("BTC-USDT", "ETH-USDT")}


def disagreement(ended_ms=None, began_ms=START):
    return FlowEvent(EventKind.DISAGREEMENT, "BTC-USDT", began_ms, ended_ms, "Exchanges are apart.", change_pct=0.8)


def test_the_same_id_is_stored_once_an_exchange_and_instrument(ids) -> None:
    whales = [whale("1"), whale("1"), whale("1", exchange="okx"), whale("1", symbol="ETH-USDT")]
    first = store_flow(Batch(whales, [liquidated("1")], []), ids)
    assert (len(first.whales), len(first.liquidations)) == (3, 1)
    again = store_flow(Batch([*whales, whale("2")], [liquidated("1"), liquidated("2")], []), ids)
    assert [each.trade_id for each in (*again.whales, *again.liquidations)] == ["2", "2"]
    assert (WhaleTrade.objects.count(), LiquidationOrder.objects.count()) == (4, 2)


def test_a_row_has_what_the_print_had(ids) -> None:
    store_flow(Batch([whale("w", 300_000.0, side="sell")], [liquidated("l", 400_000.0, side="short")], []), ids)
    stored = WhaleTrade.objects.get()
    assert (stored.instrument_id, stored.side, stored.usd_value, stored.size) == (
        ids["BTC-USDT"],
        "sell",
        300_000,
        3_000,
    )
    assert (stored.traded_at, stored.percentile, stored.is_simulated) == (from_ms(START), 99.9, False)
    assert LiquidationOrder.objects.get().side == "short"


def test_simulated_rows_are_marked_and_unknown_instruments_left_out(ids) -> None:
    event = event_of(EventKind.WHALE, Window("GONE-USDT", START, 3, {"buy": 1.0}))
    whales = [whale("1", exchange="simulated"), whale("2", symbol="GONE-USDT")]
    stored = store_flow(Batch(whales, [], [(event, False)]), ids)
    assert (len(stored.whales), len(stored.events)) == (1, 0)
    assert WhaleTrade.objects.get().is_simulated


def test_an_event_that_ends_stays_the_same_row(ids) -> None:
    store_flow(Batch([], [], [(disagreement(), False), (disagreement(), True)]), ids)
    store_flow(Batch([], [], [(disagreement(ended_ms=START + 5_000), False)]), ids)
    ended = dict(MarketEvent.objects.values_list("is_simulated", "ended_at"))
    assert ended == {False: from_ms(START + 5_000), True: None}


def test_what_a_stream_left_open_is_ended_by_the_next(ids) -> None:
    store_flow(Batch([], [], [(disagreement(), False), (disagreement(START + 1, START - 1_000), False)]), ids)
    assert end_lasting(from_ms(START + 9_000)) == 1
    assert end_lasting(from_ms(START + 9_999)) == 0
    assert MarketEvent.objects.get(began_at=from_ms(START)).ended_at == from_ms(START + 9_000)


def test_what_was_told_lately_is_known_by_kind_and_symbol_in_its_own_market(ids) -> None:
    storms = [event_of(EventKind.WHALE, Window("ETH-USDT", START + step, 3, {"buy": 1.0})) for step in (0, 60_000)]
    store_flow(Batch([], [], [*((storm, False) for storm in storms), (disagreement(), True)]), ids)
    moment = from_ms(START) + timedelta(seconds=300)
    assert told_lately(moment, simulated=False) == [(EventKind.WHALE, "ETH-USDT", from_ms(START + 60_000))]
    assert told_lately(moment, simulated=True) == [(EventKind.DISAGREEMENT, "BTC-USDT", from_ms(START))]
    assert told_lately(moment + timedelta(hours=1), simulated=False) == []


@pytest.mark.parametrize(
    ("trade_id", "expected"), [("8231-7", True), ("x" * 81, False), ("a\x00b", False)], ids=["usual", "long", "NUL"]
)
def test_an_id_that_a_database_would_refuse_is_known_beforehand(trade_id: str, expected: bool) -> None:
    assert is_storable(whale(trade_id)) == expected


def test_the_pause_after_a_move_begins_when_it_was_told_and_not_when_it_began(ids) -> None:
    move = FlowEvent(EventKind.MOVE, "BTC-USDT", START - 900_000, START, "BTC-USDT rose.", "up", change_pct=3.0)
    store_flow(Batch([], [], [(move, False)]), ids)
    moment = from_ms(START) + timedelta(seconds=299)
    assert told_lately(moment, simulated=False) == [(EventKind.MOVE, "BTC-USDT", from_ms(START))]
    assert told_lately(moment + timedelta(seconds=302), simulated=False) == []
