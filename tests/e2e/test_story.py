"""The whole line through the real processes: sign up, live prices, an item in a feed, its alert on the page."""

import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.fakes.feeds import FeedServer, item
from tests.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LAUNCH = "Scroll sets token generation event on 28 November"
LAUNCH_TEXT = "Scroll confirms its token generation event on 28 November 2026. The $SCR claim page opens at 16:00 UTC."
SECOND = "Berachain confirms token generation event on 30 November"
SECOND_TEXT = (
    "Berachain confirms that its BERA token generation event is on 30 November 2026. Claims open the same day."
)
ADD_SOURCE = "from alerts.models import Source; Source.objects.get_or_create(name='Loopback news', url='{url}')"


@pytest.fixture
def feed(live_stack: Stack) -> Iterator[FeedServer]:
    with FeedServer() as server:
        server.serve_feed("/rss", item("Markets open quiet", "Nothing is announced today.", guid="quiet"))
        live_stack.manage("shell", "-c", ADD_SOURCE.format(url=server.url("/rss")))
        yield server


def sign_up(page: "Page", stack: Stack) -> None:
    page.goto(f"{stack.url}/accounts/signup/")
    page.fill("[name=email]", "ines@example.com")
    page.fill("[name=username]", "ines")
    page.fill("[name=password1]", "nine boats at anchor")
    page.locator("[name=password1]").press("Enter")
    page.get_by_role("heading", name="Overview", exact=True).wait_for()


def row(page: "Page", title: str) -> "Locator":
    """The alert's link in the feed; the toast has another."""
    return page.locator(".rows").get_by_role("link", name=title)


def poll(stack: Stack, feed: FeedServer) -> None:
    stack.manage("poll", "--once", "--source", feed.url("/rss"))


def test_a_new_user_sees_prices_move_and_a_launch_arrive_and_misses_nothing(
    page: "Page", live_stack: Stack, feed: FeedServer
) -> None:
    from playwright.sync_api import expect

    sign_up(page, live_stack)
    price = page.locator('main [data-k="BTC-USDT.last"]').first
    shown = price.inner_text()
    expect(price).not_to_have_text(shown, timeout=20_000)

    page.goto(f"{live_stack.url}/alerts/")
    expect(page.get_by_role("status").filter(has_text="Live").first).to_be_visible(timeout=15_000)
    quiet = item("Markets open quiet", "Nothing is announced today.", guid="quiet")
    launch = item(LAUNCH, LAUNCH_TEXT, guid="scroll")
    feed.serve_feed("/rss", quiet, launch)
    poll(live_stack, feed)
    arrived = row(page, LAUNCH)
    expect(arrived).to_be_visible(timeout=5_000)
    expect(row(page, "Markets open quiet")).to_have_count(0)
    arrived.click()
    expect(page.get_by_text("Why it scored")).to_be_visible()
    expect(page.locator(".wf > *").first).to_be_visible()
    page.goto(f"{live_stack.url}/alerts/")

    expect(page.get_by_role("status").filter(has_text="Live").first).to_be_visible(timeout=15_000)
    os.kill(live_stack.process_of("daphne"), signal.SIGKILL)
    feed.serve_feed("/rss", quiet, launch, item(SECOND, SECOND_TEXT, guid="bera"))
    poll(live_stack, feed)
    live_stack.wait_for_status("/live", 200)
    expect(row(page, SECOND)).to_have_count(1, timeout=40_000)
    expect(row(page, LAUNCH)).to_have_count(1)
