"""The sentence on top of the sources page, and what a row says."""

from datetime import UTC, datetime, timedelta

from alerts.health import Slot, SourceHealth
from alerts.models import Source, SourceKind
from dashboard.health import SLOT_STEP, exchange_line, feed_line, mark, summary
from markets.types import ExchangeState, FeedState

NOW = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)


def row(name: str, state: str, slots: tuple[Slot, ...] = (), **values: object) -> SourceHealth:
    source = Source(**{"name": name, "url": f"https://{name.lower()}.example.com/rss", **values})
    return SourceHealth(source, state, slots, None, 3, 1)


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


def test_a_closed_market_is_healthy():
    assert summary([], [exchange("Yahoo Finance", FeedState.CLOSED, 900)], NOW) == ["1 of 1 sources healthy."]


def test_many_failing_feeds_are_counted_rather_than_named():
    rows = [row(f"Feed{number}", "failing") for number in range(5)]
    assert summary(rows, [], NOW) == ["0 of 5 sources healthy.", "5 feeds fail."]


def test_a_feed_that_was_never_read_says_so():
    assert summary([row("Wire", "failing")], [], NOW)[1] == "Wire fails and has never been read."


def test_feeds_that_wait_are_neither_healthy_nor_failing():
    sentences = summary([row("Wire", "waiting")], [], NOW)
    assert sentences == ["No source has been heard yet.", "1 feed waits to be read first."]
    waiting = [row("Wire", "ok"), row("A", "waiting"), row("B", "waiting")]
    assert summary(waiting, [], NOW) == ["1 of 1 sources healthy.", "2 feeds wait to be read first."]


def test_paused_sources_and_those_without_a_token_do_not_count():
    rows = [row("Wire", "ok"), row("A", "paused"), row("B", "off"), row("C", "token")]
    assert summary(rows, [], NOW) == ["1 of 1 sources healthy."]


def test_a_line_has_a_shape_beside_its_word():
    lines = [feed_line(row("Wire", state)) for state in ("ok", "failing", "waiting", "paused")]
    assert len({line.shape for line in lines}) == len({line.word for line in lines}) == 4
    states = [exchange_line(exchange("Kraken", state)) for state in FeedState]
    assert len({line.shape for line in states}) == len({line.word for line in states}) == 4


def test_only_what_has_an_address_can_be_read():
    assert feed_line(row("Wire", "ok")).can_poll
    sample = feed_line(row("Samples", "ok", url="sample:", kind=SourceKind.SAMPLE))
    assert not sample.can_poll
    assert sample.host == "Sample items"
    assert not feed_line(row("Orbitra", "token", url="https://x.com/orbitra", kind=SourceKind.X)).can_poll


def test_an_account_on_x_is_named_by_its_handle_and_a_search_by_its_words():
    assert feed_line(row("Orbitra", "token", url="https://x.com/orbitra", kind=SourceKind.X)).host == "@orbitra"
    search = row("Claims", "token", url="https://x.com/search?q=claim", kind=SourceKind.X, query="claim")
    assert feed_line(search).host == "claim"


def test_each_half_hour_has_a_look_and_a_title():
    slots = [Slot(NOW), Slot(NOW, 2, 0, 1), Slot(NOW, 2, 1, 3), Slot(NOW, 1, 1)]
    marks = [mark(number, slot) for number, slot in enumerate(slots)]
    assert [each.look for each in marks] == ["none", "ok", "part", "bad"]
    assert [each.x for each in marks] == [0, SLOT_STEP, 2 * SLOT_STEP, 3 * SLOT_STEP]
    assert [each.title for each in marks] == [
        "14:32 not read",
        "14:32 read 2 times, 1 item",
        "14:32 read 2 times, 1 failed, 3 items",
        "14:32 read 1 time, 1 failed, 0 items",
    ]


def test_the_bar_says_in_words_what_it_shows():
    assert feed_line(row("Wire", "ok", (Slot(NOW, 2, 1, 3), Slot(NOW, 1, 0, 0)))).bar == (
        "Last 24 hours: read 3 times, 1 failed, 3 items."
    )
    assert feed_line(row("Wire", "waiting", (Slot(NOW),))).bar == "Last 24 hours: not read."


def test_the_note_says_why():
    failing = row("Wire", "failing", failures_in_a_row=3, last_error="The server answered 503.")
    assert feed_line(failing).note == "The server answered 503. 3 failures in a row."
    why = "The address is gone for good (410)."
    gone = row("Wire", "paused", failures_in_a_row=3, last_error=why, paused_because=why, is_active=False)
    assert feed_line(gone).note == why
    assert "TWITTER_BEARER_TOKEN" in feed_line(row("X", "token", kind=SourceKind.X)).note
