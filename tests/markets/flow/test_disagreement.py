"""When exchanges count as apart."""

from markets.flow.disagreement import APART_BPS, HOLD_MS, Disagreements, gap_of
from markets.flow.latch import Latch
from markets.types import FlowEvent, Price, Standing, Verdict
from tests.markets.flow.samples import START
from tests.markets.values import price, venue

SECOND = 1_000


def apart(bps: float, now: int, verdict: Verdict = Verdict.USED, **fields: object) -> Price:
    spread_bps = fields.pop("spread_bps", 1.0)
    venues = (
        venue("binance", 100.0, at_ms=now, spread_bps=spread_bps),
        venue("kraken", 100.0 * (1 + bps / 10_000), verdict, at_ms=now, spread_bps=spread_bps),
        venue("okx", 100.0, at_ms=now, spread_bps=spread_bps),
    )
    return price(**{"venues": venues, "at_ms": now, **fields})


def watched(detector: Disagreements, bps: float, start: int, seconds: int, **fields: object) -> list[FlowEvent | None]:
    moments = range(start, start + seconds * SECOND, SECOND)
    return [detector.take(apart(bps, now, **fields), now) for now in moments]


def test_a_gap_that_lasts_is_an_event_from_when_it_began() -> None:
    found = watched(Disagreements(), 80, START, 30)
    assert found.index(next(filter(None, found))) == HOLD_MS // SECOND
    event = found[-1]
    assert event is not None
    assert (event.began_ms, event.ended_ms) == (START, None)
    assert event.title == "Exchanges are 0.80% apart on BTC-USDT."
    assert event.details["prices"]["kraken"] == 100.8


def test_a_short_gap_and_a_small_one_are_none() -> None:
    detector = Disagreements()
    assert not any(watched(detector, 80, START, 15))
    assert not any(watched(detector, APART_BPS - 1, START + 15 * SECOND, 60))


def test_it_ends_only_when_the_gap_is_half_closed_for_a_while() -> None:
    detector = Disagreements()
    assert watched(detector, 80, START, 30)[-1]
    assert all(watched(detector, 40, START + 30 * SECOND, 60))
    closing = watched(detector, 20, START + 90 * SECOND, 30)
    assert closing[HOLD_MS // SECOND - 1]
    assert closing[-1] is None


def test_it_is_told_at_its_widest() -> None:
    detector = Disagreements()
    watched(detector, 80, START, 30)
    watched(detector, 200, START + 30 * SECOND, 5)
    event = watched(detector, 60, START + 35 * SECOND, 5)[-1]
    assert event is not None
    assert event.title == "Exchanges are 2.00% apart on BTC-USDT."
    assert event.began_ms == START


def test_an_exchange_that_was_left_out_as_far_off_speaks_too() -> None:
    gap = gap_of(apart(900, START, Verdict.FAR), START)
    assert gap is not None
    assert round(gap.bps) == 900


def test_stale_lonely_and_lost_say_nothing() -> None:
    for verdict in (Verdict.STALE, Verdict.LOST, Verdict.CROSSED, Verdict.UNBELIEVABLE):
        gap = gap_of(apart(900, START, verdict), START)
        assert gap is not None
        assert gap.bps == 0
    for standing in (Standing.STALE, Standing.LONELY):
        assert gap_of(apart(900, START, standing=standing), START) is None
    assert gap_of(apart(900, START), START + 60 * SECOND) is None
    assert not any(watched(Disagreements(), 900, START, 60, standing=Standing.LONELY))


def test_wide_books_explain_a_gap() -> None:
    assert watched(Disagreements(), 80, START, 40, spread_bps=10.0)[-1]
    assert not any(watched(Disagreements(), 80, START, 40, spread_bps=60.0))


def test_a_latch_that_flickers_does_not_switch() -> None:
    latch = Latch(10)
    assert not any(latch.take(2.0 if now % 5 else 0.0, now) for now in range(100))
    assert [latch.take(1.0, now) for now in range(100, 111)][-1]
    assert all(latch.take(None if now % 5 else 0.5, now) for now in range(111, 200))
