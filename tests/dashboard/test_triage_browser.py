"""Triage in a real browser: filter, open, explain, judge, undo, many at once, by mouse, keyboard and touch."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from accounts.models import User
from alerts.models import AlertMark, AlertStatus, Counter, Event, EventChange
from tests.browsing import sign_in_page
from tests.dashboard.feed_pages import announce, hint, open_feed, rows
from tests.dashboard.stories import build_event, measure, move

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

# Whitenoise sends files by a plain iterator, which Django reads whole under ASGI and says so.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
PHONE = {"width": 390, "height": 844}
TEXT = "Nebula Labs confirms its token generation event."
ANALYSIS = {
    "text": TEXT,
    "contributions": [
        {"name": "Token generation event", "points": 70, "start": 25, "end": 47},
        {"name": "Confirmed", "points": 12, "start": 12, "end": 20},
    ],
}


@pytest.fixture
def reader(server: str, page: "Page", user: User) -> "Page":
    sign_in_page(page, server, user)
    return page


def statuses(user: User) -> list[str]:
    return sorted(AlertMark.objects.filter(user=user).exclude(status="").values_list("status", flat=True))


def said(page: "Page", text: str) -> "Locator":
    return page.locator("#toasts").get_by_text(text)


def test_triage_from_filter_to_archive(reader: "Page", server: str, user: User) -> None:
    announce("Quiet one", urgency="low")
    alert = announce("Loud one", urgency="high", analysis=ANALYSIS, confidence="0.820")
    announce("Loud two", urgency="high")
    open_feed(reader, server)
    reader.locator("#filters-urgency [value=high]").check()
    expect(rows(reader)).to_have_count(2)
    reader.get_by_role("link", name="Loud one").click()
    expect(reader.get_by_role("heading", name="Why it scored 82")).to_be_visible()
    expect(reader.locator(".ev mark").first).to_have_text("confirms2")
    reader.get_by_role("button", name="False positive", exact=True).click()
    expect(reader.locator(f"#alert-{alert.pk}")).to_be_hidden()
    expect(reader.locator("#feed-total")).to_have_text("1 alert, 1 filter")
    expect(reader.get_by_role("button", name="False positive", pressed=True)).to_be_visible()
    assert statuses(user) == [AlertStatus.FALSE_POSITIVE]
    reader.get_by_role("button", name="Undo").click()
    expect(reader.locator(f"#alert-{alert.pk}")).to_be_visible()
    expect(reader.get_by_role("button", name="False positive", exact=True, pressed=False)).to_be_visible()
    announce("Loud three", urgency="high")
    bar = reader.get_by_role("button", name="1 new alert")
    expect(bar).to_be_visible()
    expect(rows(reader)).to_have_count(2)
    bar.click()
    expect(rows(reader)).to_have_count(3)
    reader.get_by_label("Select all that are shown").check()
    expect(reader.get_by_text("3 selected")).to_be_visible()
    reader.get_by_role("button", name="Archive", exact=True).click()
    expect(reader.get_by_text("No alert matches 1 filter.")).to_be_visible()
    assert statuses(user) == [AlertStatus.ARCHIVED] * 3


def test_the_keyboard_alone_is_enough(reader: "Page", server: str, user: User) -> None:
    for title in ("Fourth", "Third", "Second", "First"):
        announce(title)
    open_feed(reader, server)
    press = reader.keyboard.press
    press("j")
    press("Enter")
    expect(reader.locator("#detail h2")).to_have_text("First")
    press("e")
    expect(rows(reader).filter(visible=True)).to_have_count(3)
    expect(reader.get_by_role("link", name="Second")).to_be_focused()
    press("u")
    expect(rows(reader).filter(visible=True)).to_have_count(4)
    press("Escape")
    press("x")
    press("Shift+J")
    expect(reader.get_by_text("2 selected")).to_be_visible()
    press("d")
    expect(rows(reader).filter(visible=True)).to_have_count(2)
    expect(said(reader, "2 alerts are recorded as false positive")).to_be_visible()
    press("u")
    expect(rows(reader).filter(visible=True)).to_have_count(4)
    assert statuses(user) == []
    press("Control+a")
    expect(reader.get_by_text("4 selected")).to_be_visible()
    press("Escape")
    expect(reader.get_by_text("4 selected")).to_be_hidden()
    reader.locator("#rows .at a").first.focus()
    press("z")
    expect(reader.get_by_role("button", name="For an hour", exact=True)).to_be_focused()
    press("ArrowDown")
    press("Enter")
    expect(said(reader, "The alert is snoozed until tomorrow.")).to_be_visible()
    expect(rows(reader).filter(visible=True)).to_have_count(3)
    assert AlertMark.objects.filter(user=user, snoozed_until__isnull=False).count() == 1


def test_the_dot_opens_what_can_be_done_with_the_alert(reader: "Page", server: str, user: User) -> None:
    for title in ("Fourth", "Third", "Second", "First"):
        announce(title)
    open_feed(reader, server)
    press, menu = reader.keyboard.press, reader.locator("#acts-menu")
    press("j")
    press("Enter")
    expect(reader.locator("#detail h2")).to_have_text("First")
    press("j")
    press(".")
    expect(menu.get_by_role("button", name="Acknowledge")).to_be_focused()
    press("Escape")
    expect(menu).to_be_hidden()
    expect(reader.get_by_role("link", name="Second")).to_be_focused()
    press(".")
    press("ArrowDown")
    expect(menu.get_by_role("button", name="Archive")).to_be_focused()
    press("Enter")
    expect(said(reader, "The alert is archived.")).to_be_visible()
    expect(reader.get_by_role("link", name="Third")).to_be_focused()
    press(".")
    press("d")
    expect(said(reader, "The alert is recorded as false positive")).to_be_visible()
    kept = dict(AlertMark.objects.exclude(status="").values_list("alert__title", "status"))
    assert kept == {"Second": AlertStatus.ARCHIVED, "Third": AlertStatus.FALSE_POSITIVE}


def test_the_dot_is_for_all_that_are_ticked_or_for_the_page_of_one(reader: "Page", server: str, user: User) -> None:
    alert, _ = announce("Second"), announce("First")
    open_feed(reader, server)
    press = reader.keyboard.press
    press("Control+a")
    press(".")
    reader.locator("#acts-menu").get_by_role("button", name="Snooze for a week").click()
    expect(said(reader, "2 alerts are snoozed for a week.")).to_be_visible()
    reader.goto(f"{server}/alerts/{alert.pk}/")
    press(".")
    expect(reader.locator("#acts-one").get_by_role("button", name="Acknowledge")).to_be_focused()
    press("e")
    expect(said(reader, "The alert is acknowledged.")).to_be_visible()
    press("?")
    expect(reader.locator("#shortcuts").get_by_text("What can be done with it")).to_be_visible()


def test_quick_presses_are_all_saved(reader: "Page", server: str, user: User) -> None:
    for number in range(6):
        announce(f"Alert {number}")
    open_feed(reader, server)
    reader.keyboard.press("j")
    for _ in range(4):
        reader.keyboard.press("e")
    expect(reader.locator("#feed-total")).to_have_text("2 alerts")
    assert statuses(user) == [AlertStatus.ARCHIVED] * 4


def test_keys_rest_while_somebody_writes_a_note(reader: "Page", server: str, user: User) -> None:
    alert = announce("First")
    reader.goto(f"{server}/alerts/{alert.pk}/")
    reader.get_by_label("Your note").fill("deeds")
    reader.get_by_label("Your note").press("e")
    reader.get_by_role("button", name="Save note").click()
    expect(said(reader, "The note is saved.")).to_be_visible()
    assert statuses(user) == []
    assert AlertMark.objects.get(user=user).note == "deedse"


def test_on_its_own_page_keys_act_on_the_alert(reader: "Page", server: str, user: User) -> None:
    alert = announce("First")
    reader.goto(f"{server}/alerts/{alert.pk}/")
    reader.keyboard.press("e")
    expect(reader.get_by_role("button", name="Back to active")).to_be_visible()
    assert statuses(user) == [AlertStatus.ARCHIVED]
    reader.keyboard.press("u")
    expect(reader.get_by_role("button", name="Acknowledge")).to_be_visible()
    assert statuses(user) == []


def test_what_one_tab_does_the_other_shows_after_it_refreshes(reader: "Page", server: str, user: User) -> None:
    announce("First")
    announce("Second")
    open_feed(reader, server)
    other = reader.context.new_page()
    open_feed(other, server)
    other.get_by_role("link", name="First").focus()
    other.keyboard.press("e")
    expect(rows(other).filter(visible=True)).to_have_count(1)
    reader.get_by_role("link", name="Second").focus()
    reader.keyboard.press("d")
    expect(reader.locator("#feed-total")).to_have_text("0 alerts")
    other.locator("#filters-status [value=archived]").check()
    other.locator("#filters-status [value=false_positive]").check()
    expect(rows(other)).to_have_text([re.compile("Second"), re.compile("First")])
    assert statuses(user) == [AlertStatus.ARCHIVED, AlertStatus.FALSE_POSITIVE]


def test_a_view_is_saved_and_opened(reader: "Page", server: str) -> None:
    announce("Loud", urgency="high")
    announce("Quiet", urgency="low")
    open_feed(reader, server, "?urgency=high")
    reader.get_by_role("button", name="Views").click()
    reader.get_by_label("Save these filters as").fill("Loud ones")
    reader.get_by_role("button", name="Save", exact=True).click()
    expect(said(reader, "Loud ones is saved.")).to_be_visible()
    reader.goto(f"{server}/alerts/")
    expect(rows(reader)).to_have_count(2)
    reader.get_by_role("button", name="Views").click()
    reader.get_by_role("link", name="Loud ones").click()
    expect(rows(reader)).to_have_count(1)
    expect(reader).to_have_url(re.compile(r"\?urgency=high$"))
    expect(reader.locator("#views-menu")).to_be_hidden()


def test_an_update_changes_the_row_in_place_and_offers_to_show_it(reader: "Page", server: str) -> None:
    alert = announce("First", event=build_event(status="announced"))
    announce("Second")
    open_feed(reader, server, f"?selected={alert.pk}")
    row = reader.locator(f"#alert-{alert.pk}")
    row.locator("[data-pick]").check()
    Event.objects.update(status="dated")
    counter = Counter.objects.get(stream="alerts")
    Counter.objects.update(value=counter.value + 1)
    change = move(alert.event, "announced", "dated")
    EventChange.objects.filter(pk=change.pk).update(seq=counter.value + 1)
    hint()
    expect(row.locator("[data-updated]")).to_be_visible()
    expect(row.locator(".meta")).to_contain_text("Dated")
    expect(rows(reader)).to_have_text([re.compile("Second"), re.compile("First")])
    expect(row.locator("[data-pick]")).to_be_checked()
    expect(row).to_have_attribute("aria-current", "true")
    reader.locator("[data-changed]").get_by_role("link", name="Show").click()
    expect(reader.locator("[data-changed]")).to_be_hidden()
    expect(reader.locator("#detail .steps [aria-current]")).to_contain_text("Dated")


def test_a_server_that_fails_leaves_the_row_and_says_so(reader: "Page", server: str, user: User) -> None:
    announce("First")
    open_feed(reader, server)
    reader.route("**/alerts/bulk/", lambda route: route.fulfill(status=503, body="down"))
    reader.get_by_role("link", name="First").focus()
    reader.keyboard.press("e")
    expect(said(reader, "That was not saved.")).to_be_visible()
    expect(rows(reader).filter(visible=True)).to_have_count(1)
    assert statuses(user) == []


def swipe(page: "Page", selector: str, by: int) -> None:
    page.locator(selector).evaluate(
        """(row, by) => {
          const box = row.getBoundingClientRect();
          const at = (x) => [new Touch({ identifier: 1, target: row, clientX: x, clientY: box.top + 20 })];
          const send = (type, x) => row.dispatchEvent(
            new TouchEvent(type, { bubbles: true, cancelable: true, touches: type === "touchend" ? [] : at(x) }));
          const middle = box.left + box.width / 2;
          send("touchstart", middle);
          for (const step of [0.2, 0.6, 1]) send("touchmove", middle + by * step);
          send("touchend", middle + by);
        }""",
        by,
    )


def test_on_a_phone_a_swipe_acknowledges_or_dismisses(browser: "Browser", server: str, user: User) -> None:
    first, second, third = announce("First"), announce("Second"), announce("Third")
    context = browser.new_context(viewport=PHONE, has_touch=True)
    page = context.new_page()
    sign_in_page(page, server, user)
    open_feed(page, server)
    swipe(page, f"#alert-{third.pk}", 40)
    swipe(page, f"#alert-{first.pk}", 120)
    expect(page.locator(f"#alert-{first.pk}")).to_be_hidden()
    swipe(page, f"#alert-{second.pk}", -120)
    expect(page.locator(f"#alert-{second.pk}")).to_be_hidden()
    expect(page.locator(f"#alert-{third.pk}")).to_be_visible()
    assert statuses(user) == [AlertStatus.ARCHIVED, AlertStatus.FALSE_POSITIVE]
    page.get_by_role("button", name="Select", exact=True).click()
    page.locator(f"#alert-{third.pk} [data-pick]").check()
    page.get_by_role("button", name="Acknowledge", exact=False).first.click()
    expect(page.locator(f"#alert-{third.pk}")).to_be_hidden()
    context.close()


def test_without_scripts_the_page_still_works(browser: "Browser", server: str, user: User) -> None:
    measure(announce("Plain"), {0: 100.0, 60: 101.0})
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in_page(page, server, user)
    page.goto(f"{server}/alerts/")
    page.locator("[data-pick]").check()
    page.get_by_role("button", name="Archive", exact=True).click()
    expect(said(page, "The alert is archived.")).to_be_visible()
    expect(page.get_by_role("link", name="Plain")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Plain")).to_be_visible()
    page.get_by_role("link", name="Plain").click()
    page.get_by_role("button", name="Useful").click()
    expect(page.get_by_role("button", name="Useful", pressed=True)).to_be_visible()
    context.close()
