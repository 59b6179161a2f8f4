"""The track record with its charts, in both themes and on a phone."""

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from accounts.models import User
from tests.alerts.test_calibration import announced
from tests.alerts.test_track_record import many
from tests.browsing import sign_in_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")


@pytest.fixture
def reader(server: str, page: "Page", user: User, settings: Settings) -> "Page":
    settings.MARKET_DATA = "live"
    sign_in_page(page, server, user)
    many(25)
    for confidence, status in (("0.900", "live"), ("0.920", "done"), ("0.950", "false"), ("0.600", "false")):
        announced(confidence, status)
    return page


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_charts_are_drawn_and_nothing_stands_in_the_way(reader: "Page", server: str, theme: str) -> None:
    reader.context.add_cookies([{"name": "theme", "value": theme, "url": server}])
    for width, height in ((1440, 900), (390, 844)):
        reader.set_viewport_size({"width": width, "height": height})
        reader.goto(f"{server}/track-record/")
        for name in ("record-hits", "record-reliability"):
            expect(reader.locator(f"#{name} .main-svg").first).to_be_visible()
        found = Axe().run(reader)
        assert found.violations_count == 0, found.generate_report()
        assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_range_group_and_order_are_links_that_keep_each_other(reader: "Page", server: str) -> None:
    reader.goto(f"{server}/track-record/?days=30")
    reader.get_by_role("link", name="Kind").click()
    reader.get_by_role("link", name="1h", exact=True).click()
    reader.get_by_role("link", name="Median").click()
    for part in ("days=30", "group=kind", "after=1h", "sort=-median"):
        assert part in reader.url
