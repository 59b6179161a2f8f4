"""Questions about stocks, from web threads over the bus to the stream's desk and Yahoo, and back."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from markets.candles.resample import no_rows
from markets.stocks import ask
from markets.stocks.answers import ASKED, Answer, Kind, Topic, dump_question, key_of, load_answer
from markets.stocks.ask import last_answer
from markets.stocks.desk import StockDesk
from markets.stocks.source import StockSource
from markets.stocks.types import Period, StockInfo
from markets.stream import bus as keys
from project.common.clock import now_ms

INFO = Topic("AAPL", Kind.INFO)
HISTORY = Topic("AAPL", Kind.HISTORY, Period.MO1)
HOUR_MS = 3_600_000


def age(bus, topic, by_ms):
    """Make the answer on the bus, and its last try, older."""
    key = key_of("live", topic)
    known = load_answer(bus.get(key))
    bus.set(key, keys.dump(replace(known, at_ms=known.at_ms - by_ms, tried_ms=known.tried_ms - by_ms)))


def test_a_question_is_answered_and_the_answer_kept(desk, yahoo):
    for _ in range(3):
        answer = last_answer(INFO)
        assert (answer.value["name"], answer.value["source"], answer.fault) == ("Apple Inc.", "yahoo", "")
    assert len(yahoo.asked("/v10/")) == 1


@pytest.mark.parametrize("topic", [INFO, HISTORY, Topic("AAPL", Kind.DIVIDENDS)])
def test_200_parallel_questions_make_one_call(desk, yahoo, topic):
    yahoo.slow_s = 0.3
    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(lambda _: last_answer(topic), range(200)))
    assert all(answer is not None and answer.value for answer in answers)
    assert yahoo.data_calls() == 1


def test_questions_of_several_processes_at_once_make_one_call(desk, yahoo):
    yahoo.slow_s = 0.3
    # Other processes share nothing but the bus, so each asks the desk for itself.
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask._ask_desk(INFO, key_of("live", INFO), None), range(8)))
    assert {answer.value["name"] for answer in answers} == {"Apple Inc."}
    assert len(yahoo.asked("/v10/")) == 1


def test_an_answer_that_is_too_old_is_asked_for_anew(desk, yahoo, bus):
    last_answer(INFO)
    age(bus, INFO, HOUR_MS - 60_000)
    last_answer(INFO)
    assert len(yahoo.asked("/v10/")) == 1
    age(bus, INFO, 120_000)
    assert now_ms() - last_answer(INFO).at_ms < 60_000
    assert len(yahoo.asked("/v10/")) == 2


def test_a_failure_keeps_the_last_value_and_its_time_and_is_not_repeated_at_once(desk, yahoo, bus):
    last_answer(INFO)
    age(bus, INFO, 2 * HOUR_MS)
    yahoo.faults = [500, 500]
    for _ in range(5):
        answer = last_answer(INFO)
        assert answer.value["name"] == "Apple Inc."
        assert now_ms() - answer.at_ms >= 2 * HOUR_MS
        assert "500" in answer.fault
    assert yahoo.data_calls() == 3  # the first, and one try with its repetition


def test_a_question_that_was_on_its_way_during_a_failure_is_not_asked_again_either(desk, yahoo):
    yahoo.faults = [500, 500]
    last_answer(INFO)
    assert "500" in ask._ask_desk(INFO, key_of("live", INFO), None).fault
    assert yahoo.data_calls() == 2


def test_a_question_whose_asker_has_left_is_not_asked(desk, yahoo, bus):
    bus.rpush(ASKED, dump_question(INFO, 1, now_ms() - 1))
    yahoo.slow_s = 0.3
    assert last_answer(HISTORY).value["rows"]
    assert yahoo.asked("/v10/") == []


def test_who_waits_reads_the_old_answer_once_and_the_next_one_once(desk, yahoo, bus, monkeypatch):
    last_answer(INFO)
    age(bus, INFO, 2 * HOUR_MS)
    yahoo.slow_s = 0.3
    read, get = [], keys.client().get
    monkeypatch.setattr(keys.client(), "get", lambda key: read.append(key) or get(key))
    assert now_ms() - last_answer(INFO).at_ms < HOUR_MS
    assert read.count(key_of("live", INFO)) == 2


def test_after_a_while_a_failure_is_tried_again(desk, yahoo, bus):
    yahoo.faults = [500, 500]
    assert last_answer(INFO).value is None
    age(bus, INFO, 31_000)
    assert last_answer(INFO).value["name"] == "Apple Inc."


def test_with_the_cache_off_each_call_asks_anew_and_parallel_ones_still_share(desk, yahoo, settings):
    settings.YFINANCE_CACHE_ENABLED = False
    last_answer(INFO)
    last_answer(INFO)
    assert len(yahoo.asked("/v10/")) == 2
    yahoo.slow_s = 0.3
    with ThreadPoolExecutor(50) as pool:
        list(pool.map(lambda _: last_answer(INFO), range(50)))
    assert len(yahoo.asked("/v10/")) == 3


def test_a_desk_that_is_gone_leaves_the_last_value(desk, yahoo, bus, monkeypatch):
    monkeypatch.setattr(ask, "SHORT_WAIT_S", 0.2)
    monkeypatch.setattr(ask, "WAIT_S", 0.2)
    last_answer(INFO)
    age(bus, INFO, 2 * HOUR_MS)
    desk()
    assert last_answer(INFO).value["name"] == "Apple Inc."
    assert last_answer(HISTORY) is None


def test_without_a_stream_nobody_waits(bus, monkeypatch):
    monkeypatch.setattr(ask, "WAIT_S", 1000)
    assert last_answer(INFO) is None


def test_without_a_bus_nobody_waits(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert last_answer(INFO) is None


def test_simulated_answers_are_never_taken_for_live_ones(bus, monkeypatch, settings):
    monkeypatch.setattr(ask, "WAIT_S", 0.1)
    bus.set(key_of("simulated", INFO), keys.dump(Answer({"name": "made up"}, now_ms(), now_ms(), "")))
    bus.set(keys.MODE, "live")
    assert last_answer(INFO) is None
    bus.set(keys.MODE, "simulated")
    assert last_answer(INFO).value == {"name": "made up"}


async def test_a_question_on_its_way_while_the_mode_changes_is_never_filed_under_the_other_mode(bus):
    modes = ["live"]

    class Bus:
        async def get(self, key):
            modes[0] = "simulated"

        async def set(self, key, value, ex):
            bus.set(key, value)

    desk = StockDesk(lambda: Company(modes[0]), lambda: modes[0])
    desk._running[INFO.name] = 1
    await desk._answer(Bus(), INFO)
    assert load_answer(bus.get(key_of("live", INFO))).value["source"] == "live"


class Company(StockSource):
    """A source that tells only who it is."""

    def __init__(self, mode):
        self.id = mode

    async def stock_info(self, symbol):
        return StockInfo(symbol, "", None, "USD", None, None, None, None, None)

    async def dividends(self, symbol):
        return []

    async def history(self, symbol, period):
        return no_rows()


def test_a_company_is_good_for_an_hour_days_for_five_minutes_and_minutes_for_one():
    lives = [topic.life_ms for topic in (INFO, Topic("AAPL", Kind.DIVIDENDS), HISTORY)]
    assert lives == [HOUR_MS, HOUR_MS, 300_000]
    assert {Topic("AAPL", Kind.HISTORY, period).life_ms for period in (Period.D1, Period.D5)} == {60_000}
