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
    [(0, FeedState.LIVE), (5_000, FeedState.LIVE), (5_001, FeedState.STALE), (30_001, FeedState.DOWN)],
)
def test_silence_makes_a_feed_stale_and_then_down(health, silence_ms, expected):
    health.received(START - 40, START)
    assert health.state(START + silence_ms).state is expected


def test_a_lost_connection_is_stale_at_once_and_down_after_five_seconds(health):
    health.received(START, START)
    health.lost("Kraken closed the connection.")
    assert health.state(START + 10).state is FeedState.STALE
    assert health.state(START + 5_001).state is FeedState.DOWN
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
