import os
import signal
from io import StringIO

import numpy as np
import pytest
import time_machine
from asgiref.sync import SyncToAsync
from django.core.management import CommandError, call_command

from markets.candles.store import read_stored
from markets.types import Timeframe
from project.common.clock import from_ms
from tests.factories import InstrumentFactory
from tests.fakes.scripted import ScriptedExchange
from tests.markets.candles.samples import MINUTE_MS, MONDAY_MS, candles

pytestmark = pytest.mark.django_db(transaction=True)
LENGTH = 8 * 1440
HISTORY = candles(LENGTH)


@pytest.fixture
def exchange(monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    InstrumentFactory(pk=1, symbol="BTC-USDT", base="BTC")
    scripted = ScriptedExchange(history={Timeframe.M1: HISTORY})
    scripted.capabilities = type(scripted.capabilities)(max_candles=1440)
    monkeypatch.setattr("markets.management.commands.backfill.make_exchange", lambda _: scripted)
    with time_machine.travel(from_ms(MONDAY_MS + LENGTH * MINUTE_MS + 3 * MINUTE_MS), tick=False):
        yield scripted


def backfill(days=20):
    out = StringIO()
    call_command("backfill", "BTC-USDT", days=days, exchange="kraken", stdout=out)
    return out.getvalue()


def stored():
    return read_stored(1, "kraken", Timeframe.M1, 0)


def test_history_is_fetched_until_there_is_none_and_a_second_call_asks_for_nothing_new(exchange):
    said = backfill()
    assert "10 of 2" in said
    assert "Kraken has nothing before 2025-10-13." in said
    assert "Done. 11,520 minutes came." in said
    assert np.array_equal(stored(), HISTORY)
    assert len(read_stored(1, "kraken", Timeframe.D1, 0)) == 8
    exchange.calls.clear()
    assert "Done. 0 minutes came." in backfill(days=8)
    assert exchange.calls == ["connect"]


@pytest.fixture
def ctrl_c():
    """Make Ctrl-C interrupt: whoever is started in the background of a shell ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_keeps_what_came_and_the_next_call_goes_on_from_there(exchange):
    def interrupted():
        if len(exchange.calls) == 6:
            os.kill(os.getpid(), signal.SIGINT)
        return HISTORY

    exchange.history[Timeframe.M1] = interrupted
    said = backfill(days=8)
    assert "Stopped." in said
    # The day that was being written is written to its end.
    SyncToAsync.single_thread_executor.submit(int).result()
    kept = stored()
    assert 3 * 1440 <= len(kept) <= 6 * 1440
    assert np.array_equal(kept, HISTORY[-len(kept) :])
    assert exchange.has_ended
    exchange.calls.clear()
    exchange.history[Timeframe.M1] = HISTORY
    backfill(days=8)
    assert np.array_equal(stored(), HISTORY)
    assert len(exchange.calls) == 1 + 8 - len(kept) // 1440


def test_an_unknown_pair_and_one_that_is_not_listed_are_refused_in_a_sentence(exchange, monkeypatch):
    with pytest.raises(CommandError, match="NOPE"):
        call_command("backfill", "NOPE-USDT")

    async def nothing(symbols):
        return ()

    monkeypatch.setattr(exchange, "connect", nothing)
    with pytest.raises(CommandError, match="does not trade on Kraken"):
        backfill()
