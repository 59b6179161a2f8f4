"""Overview, markets and instrument in a real browser: what moves by itself, and what keys and clicks do."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.models import User
from dashboard.models import Watchlist
from markets.stream import bus
from markets.types import Timeframe
from project.common.clock import now_ms
from tests.browsing import sign_in_page
from tests.dashboard.trading import client as bus_client
from tests.dashboard.trading import publish, traded, with_history
from tests.factories import AlertFactory
from tests.markets.values import price, trade

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Whitenoise sends files by a plain iterator, which Django reads whole under ASGI and says so.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")


@pytest.fixture
def trader(server: str, page: "Page", user: User) -> "Page":
    """Return the page of a person who is signed in; SOL and NVDA are traded and have a history."""
    for base, fields in (("SOL", {}), ("NVDA", {"symbol": "NVDA", "asset_class": "stock"})):
        instrument = traded(base, **fields)
        for timeframe in (Timeframe.M1, Timeframe.H1, Timeframe.D1):
            with_history(instrument, timeframe, 120)
    sign_in_page(page, server, user)
    return page


def visit(page: "Page", address: str) -> None:
    page.goto(address)
    expect(page.locator("body[data-connection=live]")).to_be_attached()


def test_a_price_moves_by_itself_on_the_overview(trader: "Page", server: str) -> None:
    visit(trader, server)
    cell = trader.locator("#watchlist [data-k='SOL-USDT.last']")
    expect(cell).to_have_text("100.00")
    publish(price("SOL-USDT", 123.45, change_24h=1.0))
    expect(cell).to_have_text("123.45")
    expect(trader.locator("#performance .main-svg").first).to_be_visible()


def test_another_list_opens_without_reload_and_is_listened_to(trader: "Page", server: str) -> None:
    visit(trader, server)
    trader.click("#watchlist nav a:has-text('Stocks')")
    cell = trader.locator("#watchlist [data-k='NVDA.last']")
    expect(cell).to_be_visible()
    assert trader.url.endswith(f"?list={Watchlist.objects.get(name='Stocks').pk}")
    publish(price("NVDA", 321.0))
    expect(cell).to_have_text("321.00")
    trader.go_back()
    expect(trader.locator("#watchlist [data-symbol='SOL-USDT']")).to_be_visible()
    expect(trader.locator("#performance .main-svg").first).to_be_visible()


def test_a_star_answers_at_once_and_says_what_it_did(trader: "Page", server: str) -> None:
    visit(trader, f"{server}/markets/")
    star = trader.locator("tr[data-symbol='SOL-USDT'] [data-star]")
    expect(star).to_have_attribute("aria-pressed", "true")
    star.click()
    expect(star).to_have_attribute("aria-pressed", "false")
    expect(trader.locator("#toasts")).to_contain_text("SOL-USDT removed from Core.")


def test_filters_keep_the_focus_and_a_wrong_one_is_named(trader: "Page", server: str) -> None:
    visit(trader, f"{server}/markets/")
    trader.locator("#screen-q").press_sequentially("sol")
    expect(trader.locator("#market-table tbody tr")).to_have_count(1)
    assert trader.url.endswith("/markets/?q=sol")
    trader.fill("#screen-turnover", "lots")
    expect(trader.locator("#screen-errors")).to_contain_text("is not an amount")
    expect(trader.locator("#screen-turnover")).to_be_focused()
    trader.fill("#screen-turnover", "1k")
    expect(trader.locator("#screen-errors")).to_have_count(0)
    assert trader.url.endswith("/markets/?q=sol&min_turnover=1k")


def test_the_drawer_opens_by_key_and_the_heat_map_follows_the_prices(trader: "Page", server: str) -> None:
    visit(trader, f"{server}/markets/")
    trader.keyboard.press("j")
    trader.keyboard.press("Enter")
    expect(trader.locator("#market-drawer")).to_be_visible()
    symbol = trader.locator("#market-drawer").get_attribute("data-drawer")
    assert trader.url.endswith(f"/markets/?open={symbol}")
    trader.keyboard.press("Escape")
    expect(trader.locator("#market-drawer")).to_have_count(0)
    expect(trader.locator(f"[data-peek='{symbol}']")).to_be_focused()
    trader.keyboard.press("h")
    tile = trader.locator(".treemap.wide [data-tile='SOL-USDT']")
    expect(tile).to_have_class(re.compile("up-2"))
    publish(price("SOL-USDT", 90.0, change_24h=-7.25, turnover_24h=1e6))
    expect(tile).to_have_class(re.compile("down-5"))
    expect(tile).to_contain_text("\u22127.25%")


def test_keys_change_the_timeframe_and_back_brings_it_back(trader: "Page", server: str) -> None:
    visit(trader, f"{server}/markets/SOL-USDT/")
    current = trader.locator(".seg a[data-timeframe][aria-current]")
    expect(trader.locator("#chart .main-svg").first).to_be_visible()
    trader.keyboard.press("4")
    expect(current).to_have_text("1h")
    expect(trader.locator("#chart")).to_have_attribute("aria-label", re.compile("^SOL-USDT 1h candles from simulated"))
    assert "timeframe=1h" in trader.url
    trader.go_back()
    expect(current).to_have_text("15m")


def test_the_last_candle_the_title_and_the_tape_follow_the_market(trader: "Page", server: str) -> None:
    visit(trader, f"{server}/markets/SOL-USDT/?timeframe=1D")
    expect(trader.locator("#chart .main-svg").first).to_be_visible()
    publish(price("SOL-USDT", 111.25, change_24h=1.0))
    expect(trader).to_have_title("SOL-USDT 111.25 · Tidewatch")
    expect(trader.locator("#chart .annotation-text").first).to_have_text("111.25")
    fresh = trade("77", "SOL-USDT", exchange="kraken", price=111.5, size=2.5, side="sell", event_ms=now_ms())
    with bus_client() as connection:
        connection.publish(bus.channel(bus.TRADES), bus.dump([fresh]))
    expect(trader.locator("[data-tape-rows] .tr").first).to_contain_text("111.50")


def test_the_table_shows_what_the_chart_draws(trader: "Page", server: str) -> None:
    visit(trader, f"{server}/markets/SOL-USDT/?timeframe=1D&show=ema")
    expect(trader.locator("#chart .main-svg").first).to_be_visible()
    trader.click("[data-chart-table]")
    expect(trader.locator("[data-chart-rows] thead th")).to_have_text(
        ["Time, UTC", "Open", "High", "Low", "Close", "Volume", "EMA 20"]
    )
    assert trader.locator("[data-chart-rows] tbody tr").count() >= 120


def test_a_flag_opens_its_alert(trader: "Page", server: str) -> None:
    alert = AlertFactory(tokens_mentioned=["SOL"], kind="launch", published_at=None)
    visit(trader, f"{server}/markets/SOL-USDT/?timeframe=1D")
    trader.locator("#chart .annotation-text").get_by_text("T", exact=True).click()
    trader.wait_for_url(f"**/alerts/{alert.pk}/")


def test_a_phone_has_tabs_and_an_action_bar(trader: "Page", server: str) -> None:
    trader.set_viewport_size({"width": 390, "height": 844})
    visit(trader, f"{server}/markets/SOL-USDT/")
    trader.locator(".mtabs a", has_text="Trades").click()
    expect(trader.locator(".tape")).to_be_visible()
    trader.locator(".mtabs a", has_text="Statistics").click()
    expect(trader.locator(".tape")).to_be_hidden()
    expect(trader.locator(".stat-group").first).to_be_visible()
    expect(trader.locator(".m-act .star")).to_be_in_viewport()
    assert trader.evaluate("() => document.documentElement.scrollWidth") == 390
