"""The venues of an instrument in a real browser: lines and badge move by themselves."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.models import User
from markets.stream import bus
from markets.types import Confidence, FeedState, Standing, Verdict
from tests.browsing import sign_in_page
from tests.dashboard.trading import client, publish, traded
from tests.markets.values import price, state, venue

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Whitenoise sends files by a plain iterator, which Django reads whole under ASGI and says so.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")


@pytest.fixture
def sol(server: str, page: "Page", user: User) -> "Page":
    """Return SOL's page of a person who is signed in, with one exchange behind its price."""
    traded("SOL")
    publish(price("SOL-USDT", 100.0, venues=(venue("okx", 100.0, share=1.0),)))
    sign_in_page(page, server, user)
    page.goto(f"{server}/markets/SOL-USDT/")
    expect(page.locator("body[data-connection=live]")).to_be_attached()
    return page


def test_a_line_and_the_badge_change_by_themselves(sol: "Page") -> None:
    sol.keyboard.press("v")
    row = sol.locator("[data-venue=okx]")
    expect(row).to_contain_text("Used")
    expect(sol.locator(".sure")).to_contain_text("Medium confidence")
    far = venue("okx", 140.25, Verdict.FAR, share=None)
    publish(price("SOL-USDT", 101.0, standing=Standing.DISPUTED, confidence=Confidence.LOW, venues=(far,)))
    expect(row).to_contain_text("140.25")
    expect(row).to_contain_text("Far from the others")
    expect(row.locator("[data-venue-share]")).to_have_text("\N{EN DASH}")
    expect(sol.locator(".sure.is-doubtful")).to_contain_text("Disputed")
    expect(sol.locator("[data-sure-reason]")).to_contain_text("No majority")
    expect(sol.locator(".sure i.on")).to_have_count(1)


def test_an_exchange_that_joins_gets_a_line(sol: "Page") -> None:
    sol.click(".sure")
    both = (venue("htx", 100.1, share=0.4), venue("okx", 100.0, share=0.6))
    publish(price("SOL-USDT", 100.05, exchanges=("htx", "okx"), venues=both))
    expect(sol.locator("[data-venue=htx]")).to_contain_text("HTX")
    expect(sol.locator("[data-venue-count]")).to_have_text("2")


def test_a_price_that_nobody_tells_any_more_is_marked_at_once(sol: "Page") -> None:
    cell = sol.locator(".ins-h [data-k='SOL-USDT.last']")
    lost = venue("okx", 100.0, Verdict.LOST, share=None)
    publish(price("SOL-USDT", 100.0, standing=Standing.STALE, confidence=Confidence.LOW, venues=(lost,)))
    expect(sol.locator(".sure.is-doubtful")).to_contain_text("Stale")
    expect(cell).to_have_class("px stale")


def test_a_market_that_closes_is_marked(sol: "Page") -> None:
    mark = sol.locator("[data-market-closed]")
    expect(mark).to_be_hidden()
    resting = state("okx", FeedState.CLOSED)
    with client() as connection:
        connection.hset(bus.EXCHANGES, "okx", bus.dump(resting))
        connection.publish(bus.channel(bus.EXCHANGES), bus.dump([resting]))
    expect(mark).to_contain_text("market closed")


def test_a_phone_shows_the_reason_under_the_line(sol: "Page") -> None:
    sol.set_viewport_size({"width": 390, "height": 844})
    far = venue("okx", 140.25, Verdict.FAR, share=None)
    publish(price("SOL-USDT", 101.0, venues=(far,)))
    sol.click(".sure")
    reason = sol.locator("[data-venue=okx] [data-venue-state]")
    expect(reason).to_be_in_viewport()
    box = reason.bounding_box()
    bars = sol.locator(".m-act").bounding_box()
    assert box is not None
    assert bars is not None
    assert box["y"] + box["height"] <= bars["y"]
    assert sol.evaluate("document.documentElement.scrollWidth") == 390
    assert sol.evaluate("document.querySelector('#instrument-venues').scrollWidth") <= 390
