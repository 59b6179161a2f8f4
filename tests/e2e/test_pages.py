"""Every page in a real browser: accessible in both themes and two sizes, and quiet under the strict policy."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from project.tour import SIZES, STOPS, THEMES, Stop, confirm, newest_alert, settle, sign_in, visit
from tests.stack import PASSWORD, Stack

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

FRAMES_FIT = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def session(browser: "Browser", live_stack: Stack) -> str:
    return sign_in(browser, live_stack.url, "admin", PASSWORD)


# Every size and every theme once: what a theme breaks it breaks at any size, and the other way round.
@pytest.fixture(params=list(zip(SIZES, THEMES, strict=True)), ids="-".join, scope="module")
def look(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param


@pytest.fixture
def context(
    browser: "Browser", live_stack: Stack, session: str, look: tuple[str, str], stop: Stop
) -> "Iterator[BrowserContext]":
    with visit(browser, live_stack.url, *look, session="" if stop.visitor else session) as opened:
        yield opened


def faults_of(page: "Page", stop: Stop) -> list[str]:
    """Collect script errors and console errors; the console's note of an expected status is none."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    return faults


@pytest.mark.parametrize("stop", STOPS, ids=lambda stop: stop.name)
def test_a_page_is_accessible_fits_and_breaks_no_policy(context: "BrowserContext", stop: Stop) -> None:
    page = context.new_page()
    faults = faults_of(page, stop)
    response = page.goto(stop.path.format(alert=newest_alert(context)) if "{alert}" in stop.path else stop.path)
    assert response
    assert response.status == stop.status
    confirm(page, stop, PASSWORD)
    assert page.url.endswith(stop.path) or "{" in stop.path
    settle(page)
    assert page.locator("h1").count() == 1
    assert page.evaluate(FRAMES_FIT), "The page is wider than the screen."
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    expected = [fault for fault in faults if f"status of {stop.status}" in fault]
    assert faults == expected
