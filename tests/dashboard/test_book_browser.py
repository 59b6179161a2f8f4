"""The order book in a real browser: it moves by itself and nothing else does."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.models import User
from tests.browsing import sign_in_page
from tests.dashboard.test_book import GAP, put
from tests.dashboard.trading import traded
from tests.markets.books.values import book

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Whitenoise sends files by a plain iterator, which Django reads whole under ASGI and says so.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")


@pytest.fixture
def sol(server: str, page: "Page", user: User) -> "Page":
    """Return SOL's page of a person who is signed in, with one exchange's book."""
    traded("SOL")
    put(book("okx"))
    sign_in_page(page, server, user)
    page.goto(f"{server}/markets/SOL-USDT/")
    expect(page.locator("body[data-connection=live]")).to_be_attached()
    return page


def test_the_book_moves_by_itself_and_its_rows_stay_where_they_are(sol: "Page") -> None:
    best = sol.locator("[data-book-side=bids] .ob").first
    expect(best).to_contain_text("99.50")
    where = best.bounding_box()
    put(book("htx", 100.2, levels=40), book("kraken", reason=GAP))
    expect(best).to_contain_text("99.70")
    expect(sol.locator("[data-book-count]")).to_have_text("2 of 3")
    expect(sol.locator("[data-book-best]")).to_have_text("bid HTX, ask OKX")
    assert best.bounding_box() == where

    sol.keyboard.press("b")
    expect(sol.locator("[data-book-rows]")).to_be_focused()
    sol.click("[data-book-pick] summary")
    sol.click("[data-book-venue=kraken]")
    expect(sol.locator("[data-book-note]")).to_contain_text(f"Kraken: {GAP}.")
    sol.keyboard.press("Escape")
    expect(sol.locator("[data-book-pick] summary")).to_be_focused()
    sol.select_option("[name=step]", "1")
    put(book("kraken", 100.2))
    expect(best).to_have_text("993.003.00")
    assert sol.url.endswith("?step=1&exchange=kraken")

    sol.fill("[name=size]", "2")
    sol.keyboard.press("Enter")
    slippage = sol.locator("#instrument-slippage")
    expect(slippage).to_contain_text("100.95")
    put(book("kraken", 102.2))
    expect(slippage).to_contain_text("102.95")


def test_a_phone_has_the_book_as_a_tab(sol: "Page") -> None:
    sol.set_viewport_size({"width": 390, "height": 844})
    rows = sol.locator("[data-book-rows]")
    expect(rows).to_be_visible()
    sol.click(".mtabs [data-tab=trades]")
    expect(rows).to_be_hidden()
    sol.keyboard.press("b")
    expect(rows).to_be_visible()
    assert sol.evaluate("document.documentElement.scrollWidth") == 390
