"""The security page and two-step sign-in in a browser: by keyboard alone, accessible in both themes and sizes."""

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from project.tour import SIZES, THEMES
from tests.accounts.programs import tokens_for
from tests.accounts.second_steps import add_app, code_now, confirmed, password_step
from tests.factories import PASSWORD, UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Page

SECURITY = reverse("security")
CODES = reverse("mfa_view_recovery_codes")


@pytest.fixture
def owner(server: str) -> User:
    return confirmed(UserFactory())


def sign_in(page: "Page", server: str, user: User) -> None:
    page.goto(server + reverse("account_login"))
    page.get_by_label("Username or e-mail").fill(user.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")


def assert_accessible(page: "Page") -> None:
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_sessions_end_by_keyboard_and_the_focus_stays_near(page: "Page", server: str, owner: User) -> None:
    password_step(Client(), owner)
    tokens_for(owner)
    sign_in(page, server, owner)
    page.wait_for_url(f"{server}/")
    page.goto(server + SECURITY)
    sessions = page.locator("#sessions")
    expect(sessions.locator("li")).to_have_count(3)
    sessions.get_by_role("button", name="End tide-bot/1.0").press("Enter")
    expect(sessions.locator("li")).to_have_count(2)
    expect(sessions.get_by_role("heading", name="Sessions")).to_be_focused()
    expect(page.locator("#toasts")).to_contain_text("That program is signed out.")
    page.keyboard.press("Tab")
    expect(sessions.get_by_role("button", name="End all others")).to_be_focused()
    page.keyboard.press("Enter")
    expect(sessions.locator("li")).to_have_count(1)
    expect(sessions).to_contain_text("This session")


def test_the_page_works_without_script(browser, server: str, owner: User) -> None:
    password_step(Client(), owner)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, server, owner)
    page.wait_for_url(f"{server}/")
    page.goto(server + SECURITY)
    page.get_by_role("button", name="End all others").click()
    expect(page.locator("#sessions li")).to_have_count(1)
    expect(page.get_by_text("Passkeys need JavaScript")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
def test_two_step_pages_are_accessible_and_fit(browser, server: str, owner: User, size: str, theme: str) -> None:
    add_app(owner)
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": "theme", "value": theme, "url": server}])
    page = context.new_page()
    sign_in(page, server, owner)
    expect(page.get_by_label("Code")).to_be_focused()
    assert_accessible(page)
    page.keyboard.type(code_now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    page.goto(server + reverse("mfa_generate_recovery_codes"))
    assert_accessible(page)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Make new codes").click()
    expect(page.locator("#codes li")).to_have_count(10)
    for address in (CODES, SECURITY, reverse("mfa_deactivate_totp"), reverse("mfa_reauthenticate")):
        page.goto(server + address)
        assert_accessible(page)
        assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
