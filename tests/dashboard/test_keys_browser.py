"""A key from its form to its end in a real browser, used by a program meanwhile."""

import re
from typing import TYPE_CHECKING

import httpx
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.keys import create_key
from accounts.models import ApiCall, User
from project.common.clock import now
from tests.browsing import sign_in_page
from tests.factories import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Whitenoise sends files by a plain iterator, which Django reads whole under ASGI and says so.
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def owner(server: str, page: "Page", user: User) -> "Page":
    sign_in_page(page, server, user)
    return page


def ask_who(server: str, key: str) -> httpx.Response:
    return httpx.get(f"{server}/api/v1/me", headers={"X-API-Key": key}, trust_env=False)


def focused(page: "Page") -> str:
    text: str = page.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()")
    return text


def test_a_key_is_made_copied_used_and_revoked_by_keyboard(owner: "Page", server: str, user: User) -> None:
    owner.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    owner.goto(f"{server}{reverse('notifications')}")
    owner.keyboard.press("g")
    owner.keyboard.press("k")
    owner.wait_for_url(f"{server}{reverse('keys')}")
    owner.keyboard.press("n")
    owner.wait_for_url(f"{server}{reverse('new_key')}")
    owner.get_by_label("Name").fill("desk-1")
    owner.keyboard.press("Enter")
    owner.get_by_label("Password", exact=True).fill(PASSWORD)
    owner.keyboard.press("Enter")

    field = owner.get_by_label("The key")
    expect(field).to_be_visible()
    key = field.input_value()
    assert focused(owner) == "Copy the key"
    owner.keyboard.press("Enter")
    expect(owner.locator("#announce")).to_have_text("The key is copied.")
    assert owner.evaluate("navigator.clipboard.readText()") == key
    field.focus()
    assert owner.evaluate("getSelection().toString()") == key
    answer = ask_who(server, key)
    assert (answer.status_code, answer.json()["username"]) == (200, user.username)

    owner.reload()
    expect(owner.get_by_role("row", name=re.compile("desk-1"))).to_have_count(1)
    assert key not in owner.content()
    owner.get_by_role("link", name="Revoke desk-1").focus()
    owner.keyboard.press("Enter")
    expect(owner.get_by_role("dialog", name="Revoke desk-1")).to_be_visible()
    assert focused(owner) == "Revoke key desk-1"
    owner.keyboard.press("Enter")
    expect(owner.locator("#announce")).to_have_text("desk-1 is revoked.", timeout=10_000)
    expect(owner.get_by_role("dialog")).to_have_count(0)
    expect(owner.get_by_role("row", name=re.compile("desk-1.*Revoked"))).to_have_count(1)
    assert focused(owner) == "Keys"
    assert ask_who(server, key).status_code == 401


def test_a_dialog_that_is_closed_changes_nothing_and_gives_the_focus_back(
    owner: "Page", server: str, user: User
) -> None:
    key, _ = create_key(user, "desk-1")
    owner.goto(f"{server}{reverse('keys')}")
    for close in ("Escape", "Cancel"):
        owner.get_by_role("link", name="Rotate desk-1").focus()
        owner.keyboard.press("Enter")
        expect(owner.get_by_role("dialog", name="Rotate desk-1")).to_be_visible()
        if close == "Cancel":
            owner.get_by_role("link", name="Cancel").click()
        else:
            owner.keyboard.press("Escape")
        expect(owner.get_by_role("dialog")).to_have_count(0)
        assert focused(owner) == "Rotate desk-1"
    key.refresh_from_db()
    assert key.revoked_at is None


def test_a_dialog_that_was_answered_stays_closed_when_the_table_comes_at_once(
    owner: "Page", server: str, user: User
) -> None:
    create_key(user, "desk-1")
    owner.goto(f"{server}{reverse('keys')}")
    owner.get_by_role("link", name="Revoke desk-1").click()
    dialog = owner.get_by_role("dialog", name="Revoke desk-1")
    expect(dialog).to_be_visible()
    # Both in one turn, before the browser has told of the closing.
    dialog.locator("form").evaluate(
        "form => { for (const name of ['htmx:after:request', 'htmx:after:swap'])"
        " form.dispatchEvent(new CustomEvent(name, { bubbles: true })) }"
    )
    expect(owner.get_by_role("dialog")).to_have_count(0)


def test_a_key_is_revoked_on_the_page_that_asks_too(owner: "Page", server: str, user: User) -> None:
    key, _ = create_key(user, "desk-1")
    owner.goto(f"{server}{reverse('revoke_key', args=[key.pk])}")
    owner.get_by_role("button", name="Revoke key desk-1").click()
    owner.wait_for_url(f"{server}{reverse('keys')}")
    expect(owner.locator("#toasts")).to_contain_text("desk-1 is revoked.")


def test_a_command_is_copied_where_the_clipboard_is_closed_to_scripts(owner: "Page", server: str) -> None:
    owner.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    owner.goto(f"{server}{reverse('keys')}")
    owner.get_by_role("button", name="Copy the command").click()
    expect(owner.locator("#announce")).to_have_text("The command is copied.")


def test_the_chart_is_drawn_and_turns_into_a_table(owner: "Page", server: str, user: User) -> None:
    ApiCall.objects.create(at=now(), user=user, method="GET", endpoint="/api/v1/me", status=200, duration_ms=3)
    owner.goto(f"{server}{reverse('keys')}")
    expect(owner.locator("#usage-chart .bars .point").first).to_be_attached()
    rows = owner.get_by_role("region", name="Calls by day as a table")
    expect(rows).to_be_hidden()
    table = owner.get_by_role("button", name="Table")
    table.click()
    expect(rows).to_be_visible()
    expect(table).to_have_attribute("aria-pressed", "true")
    table.click()
    expect(rows).to_be_hidden()


def test_days_are_asked_for_only_when_another_time_is_wanted(owner: "Page", server: str) -> None:
    owner.goto(f"{server}{reverse('new_key')}")
    expect(owner.get_by_label("Days", exact=True)).to_be_hidden()
    owner.get_by_label("Other").check()
    expect(owner.get_by_label("Days", exact=True)).to_be_visible()


def test_on_a_phone_the_current_section_is_in_view_and_nothing_is_cut(owner: "Page", server: str, user: User) -> None:
    create_key(user, "a key with a long name " * 3, networks=["2001:db8::/32"])
    owner.set_viewport_size(PHONE)
    for name in ("keys", "notifications"):
        owner.goto(f"{server}{reverse(name)}")
        current = owner.get_by_role("navigation", name="Account", exact=True).locator("[aria-current]")
        box = current.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        assert owner.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
