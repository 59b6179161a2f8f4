"""The calendar by keyboard, and its address read by a program that knows nothing else."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from icalendar import Calendar
from playwright.sync_api import expect

from accounts.models import User
from project.common.clock import now
from tests.alerts.events.launching import launch, said
from tests.browsing import sign_in_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def reader(server: str, page: "Page", user: User) -> "Page":
    sign_in_page(page, server, user)
    day = now().date().replace(day=15)
    event = launch(day)
    said(event, day, rank=1)
    said(event, day + timedelta(days=9))
    return page


def test_views_and_days_are_reached_by_keyboard(reader: "Page", server: str) -> None:
    reader.goto(f"{server}/track-record/")
    reader.keyboard.press("g")
    reader.keyboard.press("l")
    reader.wait_for_url(f"{server}/launches/")
    reader.keyboard.press("2")
    reader.wait_for_url(re.compile("view=month"))
    title = reader.locator("#month-title").inner_text()
    reader.locator("[data-month-grid] [tabindex='0']").focus()
    first = reader.evaluate("document.activeElement.dataset.day")
    reader.keyboard.press("ArrowRight")
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("ArrowLeft")
    reader.keyboard.press("ArrowUp")
    assert reader.evaluate("document.activeElement.dataset.day") == first
    reader.keyboard.press("PageDown")
    expect(reader.locator("#month-title")).not_to_have_text(title)
    reader.keyboard.press("1")
    reader.wait_for_url(re.compile("view=agenda"))
    expect(reader.get_by_role("link", name="Agenda")).to_have_attribute("aria-current", "page")


def test_the_address_on_the_page_is_read_by_a_plain_client(reader: "Page", server: str) -> None:
    reader.goto(f"{server}/launches/")
    reader.get_by_role("button", name="Make an address").press("Enter")
    address = reader.get_by_label("The address").input_value()
    reader.goto(f"{server}/launches/")
    assert urlsplit(address).path not in reader.content()
    answer = httpx.get(f"{server}{urlsplit(address).path}", trust_env=False)
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 1
    reader.get_by_role("button", name="Revoke the address").click()
    expect(reader.get_by_role("button", name="Make an address")).to_be_visible()
    assert httpx.get(f"{server}{urlsplit(address).path}", trust_env=False).status_code == 404


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("address", ["/launches/?past=1", "/launches/?view=month", "/launches/?view=timeline"])
def test_nothing_stands_in_the_way_of_a_reader(reader: "Page", server: str, address: str, theme: str) -> None:
    reader.context.add_cookies([{"name": "theme", "value": theme, "url": server}])
    for size in ({"width": 1440, "height": 900}, PHONE):
        reader.set_viewport_size(size)  # type: ignore[arg-type]
        reader.goto(f"{server}{address}")
        found = Axe().run(reader)
        assert found.violations_count == 0, found.generate_report()
        assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_a_month_is_a_list(reader: "Page", server: str) -> None:
    reader.set_viewport_size(PHONE)  # type: ignore[arg-type]
    reader.goto(f"{server}/launches/?view=month")
    expect(reader.locator("[data-month-grid]")).to_be_hidden()
    expect(reader.locator(".launch-month-agenda .launch-line").first).to_be_visible()
