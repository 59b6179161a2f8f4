"""The exchanges behind a price: lines, badge and what a page says of a price that cannot be relied on."""

import pytest
from django.test import Client

from accounts.models import User
from dashboard.venues import badge, is_old, venue_lines, venues_note
from markets.types import Confidence, Price, Standing, Verdict
from project.common.clock import now_ms
from tests.dashboard.trading import publish
from tests.factories import InstrumentFactory
from tests.markets.values import price, venue


def sol(**fields: object) -> Price:
    venues = (
        venue("htx", 191.0, Verdict.FAR, share=None),
        venue("binance", 188.41, share=0.3),
        venue("okx", 188.43, share=0.7, at_ms=now_ms() - 3_200),
        venue("kraken", None, Verdict.UNBELIEVABLE, share=None, spread_bps=None),
    )
    return price("SOL-USDT", 188.42, **{"venues": venues, "vwap": 188.424, "dispersion_bps": 1.06, **fields})


@pytest.fixture
def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    InstrumentFactory(base="SOL")
    return client


def page(client: Client, *, part: bool = False) -> str:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#instrument-venues"} if part else {}
    return str(client.get("/markets/SOL-USDT/", headers=headers).content.decode())


def test_those_that_count_stand_first_the_larger_before_the_smaller() -> None:
    lines = venue_lines(sol())
    assert [(line.name, line.share, line.dot) for line in lines] == [
        ("OKX", 70.0, ""),
        ("Binance", 30.0, ""),
        ("HTX", None, "w"),
        ("Kraken", None, "w"),
    ]
    assert lines[0].age == "3s"
    assert venue_lines(None) == []


@pytest.mark.parametrize(
    ("standing", "confidence", "word", "ticks"),
    [
        (Standing.FIRM, Confidence.HIGH, "High confidence", 3),
        (Standing.FIRM, Confidence.MEDIUM, "Medium confidence", 2),
        (Standing.DISPUTED, Confidence.LOW, "Disputed", 1),
        (Standing.LONELY, Confidence.LOW, "One exchange", 1),
        (Standing.STALE, Confidence.LOW, "Stale", 1),
    ],
)
def test_the_badge_says_how_sure_a_price_is(standing: Standing, confidence: Confidence, word: str, ticks: int) -> None:
    found = badge(sol(standing=standing, confidence=confidence))
    assert found is not None
    assert (found.word, sum(found.ticks), found.is_firm) == (word, ticks, standing is Standing.FIRM)
    assert ("Do not rely on it." in found.reason) is (standing is not Standing.FIRM)
    assert badge(None) is None


def test_the_page_lists_every_exchange_with_its_reason(signed_in: Client) -> None:
    publish(sol())
    shown = page(signed_in)
    assert 'Venues<span class="c" data-venue-count>4</span>' in shown
    for text in ("Far from the others", "No believable price", "70.0%", "188.41", "Medium confidence", "1.1</span> bp"):
        assert text in shown
    assert "nan" not in shown.lower().replace("finance", "").replace("binance", "")


def test_a_doubtful_price_is_marked_on_the_page_and_in_the_list(signed_in: Client) -> None:
    publish(sol(standing=Standing.LONELY, confidence=Confidence.LOW))
    assert "sure is-doubtful" in page(signed_in)
    stale = '<span class="px stale" data-k="SOL-USDT.last" data-fmt="price" data-dp="2" data-stale>'
    assert stale not in page(signed_in)
    publish(sol(at_ms=now_ms() - 16_000))
    assert stale in page(signed_in)
    assert stale in signed_in.get("/markets/").content.decode()


def test_the_venues_part_is_swapped_alone(signed_in: Client) -> None:
    publish(sol())
    part = page(signed_in, part=True)
    assert 'data-venue="okx"' in part
    assert "<h1" not in part


def test_without_a_price_the_part_says_why(signed_in: Client) -> None:
    assert venues_note("off") in page(signed_in, part=True)
    assert "since the stream began" in venues_note("live")


def test_a_stocks_price_from_the_last_session_is_not_called_stale() -> None:
    assert not is_old(price("NVDA", standing=Standing.STALE))
    assert is_old(price("SOL-USDT", standing=Standing.STALE))
    assert not is_old(None)
