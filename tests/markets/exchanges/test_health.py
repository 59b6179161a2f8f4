import pytest

from markets.exchanges.health import FeedHealth
from markets.types import FeedState

START = 1_000_000


@pytest.fixture
def health():
    return FeedHealth("kraken", "Kraken")


def test_nothing_is_live_before_the_first_message(health):
    assert health.state(START).state is FeedState.DOWN


@pytest.mark.parametrize(
    ("silence_ms", "expected"),
    [(0, FeedState.LIVE), (4_500, FeedState.LIVE), (4_501, FeedState.STALE), (30_001, FeedState.DOWN)],
)
def test_silence_makes_a_feed_stale_and_then_down(health, silence_ms, expected):
    health.received(START - 40, START)
    assert health.state(START + silence_ms).state is expected


def test_a_lost_connection_is_stale_at_once_and_down_after_five_seconds(health):
    health.received(START, START)
    health.lost("Kraken closed the connection.")
    assert health.state(START + 10).state is FeedState.STALE
    assert health.state(START + 4_501).state is FeedState.DOWN
    assert health.state(START).message == "Kraken closed the connection."


def test_a_message_after_a_loss_makes_it_live_again(health):
    health.lost("Refused.")
    health.received(START, START)
    assert health.state(START).state is FeedState.LIVE
    assert health.state(START).message == ""


def test_latency_is_the_median_of_the_last_minute(health):
    for number, latency in enumerate((10, 900, 20)):
        health.received(START + number * 1_000 - latency, START + number * 1_000)
    assert health.state(START + 2_000).latency_ms == 20
    assert health.state(START + 90_000).latency_ms is None


def test_a_clock_ahead_of_ours_never_makes_latency_negative(health):
    health.received(START + 500, START)
    assert health.state(START).latency_ms == 0


def test_an_exchange_that_is_asked_may_be_silent_for_twice_as_long_as_between_two_questions():
    health = FeedHealth("yahoo", "Yahoo Finance", poll_s=10)
    health.received(START, START)
    assert health.state(START + 24_500).state is FeedState.LIVE
    assert health.state(START + 24_501).state is FeedState.STALE
    assert health.state(START + 50_001).state is FeedState.DOWN


def test_a_closed_market_is_closed_however_long_it_is_silent_and_its_delay_is_not_counted():
    health = FeedHealth("yahoo", "Yahoo Finance", is_closed=lambda _: True)
    assert health.state(START).state is FeedState.DOWN
    health.received(START - 50_000_000, START)
    assert health.state(START + 900_000).state is FeedState.CLOSED
    assert health.state(START + 1).latency_ms is None
    health.lost("Yahoo cannot be reached.")
    assert health.state(START + 1).state is FeedState.STALE


def test_the_rate_is_that_of_the_last_ten_whole_seconds(health):
    for number in range(40):
        health.received(START, START + number * 500)
    assert health.state(START + 20_000).rate == 2.0
    assert health.state(START + 60_000).rate == 0.0


def test_lost_connections_of_the_last_hour_are_counted_and_the_last_error_stays(health):
    health.lost("Refused.", START)
    assert health.state(START).reconnects == 0
    for number in range(2):
        health.received(START, START + number)
        health.lost(f"Broken {number}.", START + number * 1_000)
        health.lost("Refused again.", START + number * 1_000)
    health.received(START, START + 2_000)
    state = health.state(START + 2_000)
    assert (state.reconnects, state.message, state.last_error, state.last_error_ms) == (
        2,
        "",
        "Refused again.",
        START + 1_000,
    )
    assert health.state(START + 3_600_500).reconnects == 1
