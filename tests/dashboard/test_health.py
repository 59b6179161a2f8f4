"""The sentence on top of the sources page."""

from datetime import UTC, datetime, timedelta

from alerts.models import Source, SourceKind
from alerts.selectors import SourceRow
from dashboard.health import exchange_line, feed_line, summary
from markets.types import ExchangeState, FeedState

NOW = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)


def row(name: str, state: str, **values: object) -> SourceRow:
    return SourceRow(Source(name=name, url=f"https://{name.lower()}.example.com/rss", **values), 3, 1, state)


def exchange(name: str, state: FeedState, age_s: int = 0) -> ExchangeState:
    return ExchangeState(name.lower(), name, state, 20, NOW_MS - age_s * 1000)


def test_all_is_well_in_one_sentence():
    sentences = summary([row("Wire", "ok"), row("Post", "ok")], [exchange("Kraken", FeedState.LIVE)], NOW)
    assert sentences == ["3 of 3 sources healthy."]


def test_what_is_wrong_is_named_with_its_age():
    rows = [row("Wire", "ok"), row("Post", "failing", last_success_at=NOW - timedelta(hours=2)), row("Old", "off")]
    exchanges = [exchange("Binance", FeedState.DOWN, 600), exchange("Kraken", FeedState.STALE, 47)]
    assert summary(rows, exchanges, NOW) == [
        "1 of 4 sources healthy.",
        "Binance is down for 10m.",
        "Kraken has sent nothing for 47s.",
        "Post fails and was last read 2h ago.",
    ]


def test_many_failing_feeds_are_counted_rather_than_named():
    rows = [row(f"Feed{number}", "failing") for number in range(5)]
    assert summary(rows, [], NOW) == ["0 of 5 sources healthy.", "5 feeds fail."]


def test_a_feed_that_was_never_read_says_so():
    assert summary([row("Wire", "failing")], [], NOW)[1] == "Wire fails and has never been read."


def test_feeds_that_wait_are_neither_healthy_nor_failing():
    sentences = summary([row("Wire", "waiting")], [], NOW)
    assert sentences == ["No source has been heard yet.", "1 feed waits for the first poll."]
    waiting = [row("Wire", "ok"), row("A", "waiting"), row("B", "waiting")]
    assert summary(waiting, [], NOW) == ["1 of 1 sources healthy.", "2 feeds wait for the first poll."]


def test_a_line_has_a_shape_beside_its_word():
    lines = [feed_line(row("Wire", state)) for state in ("ok", "failing", "waiting", "off")]
    assert len({line.shape for line in lines}) == len({line.word for line in lines}) == 4
    states = [exchange_line(exchange("Kraken", state)) for state in FeedState]
    assert len({line.shape for line in states}) == len({line.word for line in states}) == 3


def test_only_a_feed_can_be_polled():
    assert feed_line(row("Wire", "ok")).can_poll
    sample = feed_line(SourceRow(Source(name="Samples", url="sample:", kind=SourceKind.SAMPLE), 1, 0, "ok"))
    assert not sample.can_poll
    assert sample.host == "Sample items"
