"""What comes anew while a person looks: the focus, the place and the height of the page stay as they were."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.models import User
from project.common.clock import now_ms
from tests.browsing import sign_in_page
from tests.dashboard.test_book import put
from tests.dashboard.trading import publish, traded
from tests.factories import AlertFactory
from tests.markets.books.values import book
from tests.markets.values import price, venue

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Whitenoise sends files by a plain iterator, which Django reads whole under ASGI and says so.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")


@pytest.fixture
def reader(server: str, page: "Page", user: User) -> "Page":
    """Return the page of a person who is signed in; SOL is traded, has a book and thirty critical alerts."""
    traded("SOL")
    put(book("okx"))
    AlertFactory.create_batch(30, tokens_mentioned=["SOL"], urgency="critical")
    sign_in_page(page, server, user)
    return page


def test_the_keyboard_stays_on_what_it_pressed(reader: "Page", server: str) -> None:
    reader.goto(f"{server}/markets/")
    for name, answer in (
        ("th:nth-child(5) a", "**/markets/?sort=*"),
        (".seg a >> nth=1", "**/markets/?*view=heatmap*"),
        (".seg a >> nth=0", "**/markets/?*view=table*"),
        ("[data-star]", "**/star/"),
    ):
        pressed = reader.locator(f"#market-table {name}").first
        pressed.focus()
        with reader.expect_response(answer):
            reader.keyboard.press("Enter")
        expect(reader.locator("#market-table").locator(name).first).to_be_focused()


def test_a_pane_that_comes_anew_keeps_the_focus_and_its_place(reader: "Page", server: str) -> None:
    reader.goto(f"{server}/markets/SOL-USDT/")
    expect(reader.locator("body[data-connection=live]")).to_be_attached()
    link = reader.locator("#instrument-alerts tbody a").nth(15)
    link.focus()
    place = reader.evaluate("document.getElementById('instrument-alerts').scrollTop")
    assert place > 0
    with reader.expect_response("**/markets/SOL-USDT/"):
        reader.evaluate("document.body.dispatchEvent(new CustomEvent('tw:resync'))")
    reader.wait_for_timeout(100)
    expect(link).to_be_focused()
    assert reader.evaluate("document.getElementById('instrument-alerts').scrollTop") == place


def test_the_instrument_fits_its_window_however_much_it_holds(reader: "Page", server: str) -> None:
    publish(price("SOL-USDT", 0.00001234, venues=(venue("okx"),)))
    for tab in ("alerts", "venues", "statistics"):
        reader.goto(f"{server}/markets/SOL-USDT/?tab={tab}")
        expect(reader.locator("body[data-connection=live]")).to_be_attached()
        assert reader.evaluate("document.documentElement.scrollHeight") == 900
    # The widest words that the book's heading can have.
    reader.evaluate("document.querySelector('[name=step] option:checked').textContent = '0.00000001'")
    reader.evaluate("document.querySelector('[data-book-count]').textContent = 'Coinbase'")
    assert reader.locator(".ob-panel").evaluate("(one) => one.scrollWidth - one.clientWidth") <= 0


def test_a_price_that_nobody_renews_is_not_called_sure(reader: "Page", server: str) -> None:
    for path, name in (("SOL-USDT/", "[data-sure]"), ("?open=SOL-USDT", "[data-sure-of]")):
        publish(price("SOL-USDT", 100.0, at_ms=now_ms() - 60_000))
        reader.goto(f"{server}/markets/{path}")
        badge = reader.locator(name).first
        expect(badge).to_have_class(re.compile("is-doubtful"))
        expect(reader.locator("body[data-connection=live]")).to_be_attached()
        # The stream stopped while it called the price firm.
        publish(price("SOL-USDT", 101.0, at_ms=now_ms() - 60_000))
        expect(reader.locator("[data-k='SOL-USDT.last']").first).to_have_text("101.00")
        expect(badge).to_have_class(re.compile("is-doubtful"))


def test_small_numbers_of_an_indicator_are_written_out(reader: "Page", server: str) -> None:
    reader.goto(f"{server}/markets/SOL-USDT/")
    axis = reader.evaluate("""async () => {
      const { paneAxes } = await import("/static/js/chart-panes.js");
      const each = { key: "macd", pane: true, levels: [0], lines: [{ role: "main", values: [-0.0005, 0.0005] }] };
      return paneAxes({ t: [1, 2], indicators: [each] }, [0, 3]).yaxis3;
    }""")
    assert axis["exponentformat"] == "none"
