"""The chart's menus in a real browser: indicators with their numbers, what is compared, and going back."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.models import User
from dashboard.models import Drawing
from markets.types import Timeframe
from project.common.clock import now
from tests.browsing import sign_in_page
from tests.dashboard.trading import traded, with_history
from tests.factories import AlertFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Whitenoise sends files by a plain iterator, which Django reads whole under ASGI and says so.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")


@pytest.fixture
def chart(server: str, page: "Page", user: User) -> "Page":
    """Return SOL's page of a person who is signed in, with EMA and RSI on its hourly chart."""
    for seed, base in enumerate(("SOL", "ETH")):
        with_history(traded(base), Timeframe.H1, 200, seed)
    for minutes in range(0, 50, 10):
        AlertFactory(tokens_mentioned=["SOL"], kind="other", published_at=now() - timedelta(hours=6, minutes=minutes))
    sign_in_page(page, server, user)
    page.goto(f"{server}/markets/SOL-USDT/?timeframe=1h&show=ema,rsi,alerts")
    expect(page.locator("#chart .main-svg").first).to_be_visible()
    return page


def test_indicators_are_added_changed_remembered_and_removed_from_the_menu(chart: "Page", server: str) -> None:
    chart.keyboard.press("i")
    field = chart.locator("[data-find-indicator]")
    expect(field).to_be_focused()
    field.press_sequentially("boll")
    chart.locator("[data-add]:visible").click()
    chips = chart.locator("[data-chips] button")
    expect(chips).to_have_text(["EMA 20", "RSI 14", "Bollinger 20 2"])
    assert chart.url.endswith("show=ema-20,rsi-14,bollinger-20-2,alerts")
    length = chart.locator("[data-shown] li").first.locator("input")
    length.fill("1")
    length.press("Enter")
    expect(chart.locator("[data-menu-wrong]")).to_have_text("EMA: length has to be a whole number from 2 to 400.")
    expect(length).to_have_attribute("aria-invalid", "true")
    length.fill("9")
    length.press("Enter")
    expect(chips.first).to_have_text("EMA 9")
    expect(chart.locator("[data-menu-wrong]")).to_be_hidden()
    expect(chart.locator("[data-legend]")).to_contain_text(re.compile(r"EMA 9 \d"))
    chart.keyboard.press("Escape")
    chips.nth(1).click()
    expect(chart.locator(".pane-l")).to_have_count(0)
    chart.go_back()
    expect(chart.locator(".pane-l")).to_have_text(re.compile(r"RSI 14 \d"))
    chart.goto(f"{server}/markets/ETH-USDT/?timeframe=1h")
    expect(chips).to_have_text(["EMA 9", "Bollinger 20 2"])


def test_another_instrument_is_compared_in_percent_of_what_is_in_view(chart: "Page") -> None:
    chart.click("[popovertarget=compare-menu]")
    chart.locator("#compare-menu input").press_sequentially("eth")
    expect(chart.locator("[data-compare]")).to_have_count(1)
    chart.locator("[data-compare]").click()
    expect(chart.locator("[data-chips] button").last).to_have_text("ETH")
    assert "compare=ETH-USDT" in chart.url
    label = chart.locator("#chart .annotation-text", has_text=re.compile("ETH .*%$"))
    whole = label.text_content() or ""
    expect(chart.locator("#chart .ytick text").first).to_have_text(re.compile("%$"))
    chart.keyboard.press("Escape")
    chart.locator("body").click(position={"x": 2, "y": 2})
    chart.keyboard.press("+")
    expect(label).not_to_have_text(whole)
    chart.keyboard.press("0")
    expect(label).to_have_text(whole)
    legend = chart.locator("[data-legend] span").nth(1)
    for _ in range(3):
        chart.keyboard.press("ArrowLeft")
    expect(legend).not_to_have_text("100.00")
    chart.locator("[data-chips] button").last.click()
    expect(label).to_have_count(0)
    assert "compare" not in chart.url


def test_flags_that_would_collide_become_one_which_counts(chart: "Page") -> None:
    expect(chart.locator("#chart .annotation-text").get_by_text("N 5", exact=True)).to_be_visible()
    chart.locator("[data-flags]").click()
    expect(chart.locator("#chart .annotation-text")).to_have_count(1)
    assert chart.url.endswith("show=ema-20,rsi-14")


def marks(chart: "Page") -> list[list[float]]:
    """Return the ends of the lines that a person has drawn, as pixels of the chart."""
    script = """() => [...document.querySelectorAll("#chart .shapelayer path")]
      .filter((path) => path.style.strokeDasharray === "" && path.style.strokeWidth === "1.25px")
      .map((path) => path.getAttribute("d").match(/-?[\\d.]+/g).map(Number))"""
    return list(chart.evaluate(script))


def resting_marks(chart: "Page") -> list[list[float]]:
    """Return the marks of a chart that has found its size."""
    before: list[list[float]] = []
    while (now := marks(chart)) != before:
        before = now
        chart.wait_for_timeout(300)
    return now


def test_lines_are_drawn_kept_selected_removed_and_put_back(chart: "Page", user: User) -> None:
    box = chart.locator("#chart").bounding_box()
    assert box is not None
    begin, end = (box["x"] + 200, box["y"] + 80), (box["x"] + 500, box["y"] + 120)
    with chart.expect_response("**/drawings.json"):
        chart.keyboard.press("l")
        chart.mouse.click(*begin)
    chart.keyboard.press("t")
    chart.mouse.click(*begin)
    chart.mouse.move(*end)
    expect(chart.locator("[data-draw-layer] [data-part=trend]")).to_have_attribute("x2", "500")
    with chart.expect_response("**/drawings.json"):
        chart.mouse.click(*end)
    # Prices are rounded as the instrument's are.
    assert marks(chart)[1] == pytest.approx([200, 80, 500, 120], abs=1)
    assert [row.kind for row in Drawing.objects.visible_to(user)] == ["line", "trend"]
    chart.keyboard.press("t")
    chart.keyboard.press("Escape")
    expect(chart.locator("[data-draw-layer]")).to_be_hidden()

    with chart.expect_response("**/drawings.json"):
        for key in ("l", "ArrowUp", "Shift+ArrowDown", "Enter"):
            chart.keyboard.press(key)
    chart.reload()
    expect(chart.locator("[data-drawn] li")).to_have_count(3)
    drawn = chart.locator("#chart .shapelayer path[style*='1.25px']")
    expect(drawn).to_have_count(3)
    left, top, right, bottom = resting_marks(chart)[1]
    chart.mouse.click(box["x"] + (left + right) / 2, box["y"] + (top + bottom) / 2)
    expect(chart.locator("[data-drawn] [aria-pressed=true]")).to_have_text(re.compile("^Trend"))
    with chart.expect_response("**/remove.json"):
        chart.keyboard.press("Delete")
    expect(chart.locator("[data-drawn] li")).to_have_count(2)
    with chart.expect_response("**/drawings.json"):
        chart.locator("[data-undo]").click()
    assert [row.kind for row in Drawing.objects.visible_to(user)] == ["line", "line", "trend"]

    chart.route("**/remove.json", lambda route: route.abort())
    chart.click("[popovertarget=draw-menu]")
    chart.click("[data-remove-all]")
    expect(chart.locator("[data-draw-wrong]")).to_have_text("It could not be removed. The server could not be reached.")
    expect(chart.locator("[data-drawn] li")).to_have_count(3)
