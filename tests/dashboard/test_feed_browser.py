"""The feed in a real browser: alerts that arrive, regions that swap, keys, and a server that fails."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.models import User
from dashboard.consumers import StreamConsumer
from tests.browsing import sign_in_page
from tests.dashboard.feed_pages import announce, hint, open_feed, rows
from tests.factories import UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Whitenoise sends files by a plain iterator, which Django reads whole under ASGI and says so.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def reader(server: str, page: "Page", user: User) -> "Page":
    """Return the page of a person who is signed in; addresses without a host are ours."""
    sign_in_page(page, server, user)
    return page


def test_an_alert_slides_in_on_top_and_counts_itself(reader: "Page", server: str) -> None:
    announce("First")
    open_feed(reader, server)
    expect(reader).to_have_title(re.compile(r"^\(1\) Alerts"))
    announce("Second")
    expect(rows(reader)).to_have_text([re.compile("Second"), re.compile("First")])
    expect(reader).to_have_title(re.compile(r"^\(2\) Alerts"))
    hint()
    announce("Third")
    expect(rows(reader)).to_have_count(3)
    expect(reader.locator("#feed-day")).to_have_text("3 in the last 24 hours")
    expect(reader.locator("#feed-total")).to_have_text("3 alerts")


def test_the_first_alert_ever_replaces_the_empty_feed(reader: "Page", server: str) -> None:
    open_feed(reader, server)
    expect(reader.get_by_text("No alert yet")).to_be_visible()
    announce("First")
    expect(rows(reader)).to_have_text([re.compile("First")])


def test_under_filters_new_alerts_wait_behind_a_bar(reader: "Page", server: str) -> None:
    announce("First", urgency="high")
    open_feed(reader, server, "?urgency=high")
    announce("Low one", urgency="low")
    announce("High one", urgency="high")
    bar = reader.get_by_role("button", name="2 new alerts")
    expect(bar).to_be_visible()
    expect(rows(reader)).to_have_count(1)
    bar.click()
    expect(rows(reader)).to_have_text([re.compile("High one"), re.compile("First")])
    expect(reader.locator("#newbar")).to_be_hidden()
    assert reader.url.endswith("?urgency=high")


def test_a_row_opens_in_the_pane_and_back_closes_it(reader: "Page", server: str) -> None:
    alert = announce("First")
    open_feed(reader, server)
    reader.get_by_role("link", name="First").click()
    expect(reader.locator("#detail h2")).to_have_text("First")
    expect(reader).to_have_url(re.compile(rf"\?selected={alert.pk}$"))
    row = reader.locator(f"#alert-{alert.pk}")
    expect(row).to_have_attribute("aria-current", "true")
    expect(row).to_have_class(re.compile(r"\bread\b"))
    expect(reader).to_have_title(re.compile("^Alerts"))
    announce("While reading")
    expect(reader.get_by_role("button", name="1 new alert")).to_be_visible()
    reader.go_back()
    expect(reader.get_by_text("Choose an alert")).to_be_visible()
    expect(rows(reader)).to_have_count(2)


def test_ticking_a_box_filters_counts_and_changes_the_address(reader: "Page", server: str) -> None:
    announce("Loud", urgency="high", kind="launch")
    announce("Quiet", urgency="low", kind="sale")
    open_feed(reader, server)
    reader.locator("#filters-urgency [value=high]").check()
    expect(rows(reader)).to_have_text([re.compile("Loud")])
    expect(reader).to_have_url(re.compile(r"\?urgency=high$"))
    expect(reader.locator("#filters-kind")).not_to_contain_text("Token sale")
    reader.get_by_role("link", name="Clear 1").click()
    expect(rows(reader)).to_have_count(2)
    expect(reader.locator("#filters-urgency [value=high]")).not_to_be_checked()


def test_search_and_range_work_by_keyboard_alone(reader: "Page", server: str) -> None:
    announce("Sale of boats", confidence="0.900")
    announce("Sale of sails", confidence="0.300")
    open_feed(reader, server)
    reader.keyboard.press("/")
    reader.keyboard.type("sale boats")
    expect(rows(reader)).to_have_text([re.compile("boats")])
    expect(reader).to_have_url(re.compile(r"\?q=sale\+boats$"))
    reader.locator("#feed-q").fill("")
    expect(rows(reader)).to_have_count(2)
    low = reader.get_by_label("Lowest confidence")
    low.focus()
    for _ in range(4):
        reader.keyboard.press("PageUp")
    expect(rows(reader)).to_have_text([re.compile("boats")])
    expect(reader).to_have_url(re.compile(r"\?confidence_min=40$"))
    expect(low).to_be_focused()
    expect(reader.locator("[data-range-low]")).to_have_text("40")
    reader.keyboard.press("End")
    expect(rows(reader)).to_have_count(0)


def test_keys_move_open_and_close(reader: "Page", server: str) -> None:
    announce("First")
    announce("Second")
    open_feed(reader, server)
    reader.keyboard.press("j")
    reader.keyboard.press("j")
    expect(reader.get_by_role("link", name="First")).to_be_focused()
    reader.keyboard.press("k")
    reader.keyboard.press("Enter")
    expect(reader.locator("#detail h2")).to_have_text("Second")
    reader.keyboard.press("Escape")
    expect(reader.get_by_text("Choose an alert")).to_be_visible()
    expect(reader.get_by_role("link", name="Second")).to_be_focused()
    reader.keyboard.press("f")
    expect(reader.locator("#filters input").first).to_be_focused()


def test_a_failing_server_leaves_the_list_and_offers_to_retry(reader: "Page", server: str) -> None:
    announce("Loud", urgency="high")
    announce("Quiet", urgency="low")
    open_feed(reader, server)
    reader.route("**/alerts/?*", lambda route: route.fulfill(status=503, body="down"))
    reader.locator("#filters-urgency [value=high]").check()
    failed = reader.locator("[data-failed]")
    expect(failed).to_contain_text("The list could not be refreshed. The server answered 503.")
    expect(rows(reader)).to_have_count(2)
    reader.unroute("**/alerts/?*")
    reader.get_by_role("button", name="Retry").click()
    expect(rows(reader)).to_have_text([re.compile("Loud")])
    expect(reader.locator("[data-failed]")).to_be_hidden()


def test_a_list_longer_than_a_page_loads_more_on_scrolling(reader: "Page", server: str) -> None:
    for number in range(60):
        announce(f"Alert {number}")
    open_feed(reader, server)
    expect(rows(reader)).to_have_count(50)
    reader.locator("#older").scroll_into_view_if_needed()
    expect(rows(reader)).to_have_count(60)
    announce("While scrolled")
    expect(reader.get_by_role("button", name="1 new alert")).to_be_visible()


def test_on_a_phone_a_row_is_a_page_and_filters_are_a_sheet(reader: "Page", server: str) -> None:
    alert = announce("Loud", urgency="high")
    announce("Quiet", urgency="low")
    reader.set_viewport_size(PHONE)
    open_feed(reader, server)
    expect(reader.locator("#filters")).to_be_hidden()
    reader.get_by_role("button", name="Filters").click()
    reader.locator("#filters-urgency [value=high]").check()
    reader.get_by_role("button", name="Show 1 alert").click()
    expect(reader.locator("#filters")).to_be_hidden()
    expect(reader.get_by_role("link", name="High remove this filter")).to_be_visible()
    reader.get_by_role("link", name="Loud").click()
    expect(reader).to_have_url(f"{server}/alerts/{alert.pk}/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Loud")


def test_a_file_of_alerts_arrives_whole(reader: "Page", server: str) -> None:
    for title in ("First", "Second"):
        announce(title)
    open_feed(reader, server)
    for form, end in (("csv", "First"), ("json", "]")):
        with reader.expect_download() as download:
            reader.evaluate("address => { location.href = address }", f"{server}/alerts/export/?format={form}")
        text = Path(download.value.path()).read_text()
        assert [title in text for title in ("First", "Second")] == [True, True]
        assert end in text.splitlines()[-1]


def test_on_the_narrowest_phone_nothing_of_an_alert_sticks_out(reader: "Page", server: str) -> None:
    reader.set_viewport_size({"width": 320, "height": 700})
    alert = announce("First", source_url="https://wire.example.com/first")
    reader.goto(f"{server}/alerts/{alert.pk}/")
    expect(reader.get_by_role("link", name="Open the original")).to_be_visible()
    widths = reader.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


def test_somebody_elses_alert_is_passed_over_without_asking_again(
    reader: "Page", server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StreamConsumer, "heartbeat_s", 0.3)
    sent: list[str] = []
    reader.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    open_feed(reader, server)
    private = announce("Private", user=UserFactory())
    expect(reader.locator(f"body[data-cursor='{private.seq}']")).to_be_attached()
    reader.wait_for_timeout(1000)
    assert sum("subscribe" in frame for frame in sent) == 1
    announce("For everybody")
    expect(rows(reader)).to_have_text([re.compile("For everybody")])
