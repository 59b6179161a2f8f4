"""Passkeys in Chromium, whose virtual authenticator answers as a phone or a security key would."""

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from tests.accounts.second_steps import confirmed
from tests.factories import PASSWORD, UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

LOGIN = reverse("account_login")
ADD = reverse("mfa_add_webauthn")
BY_PASSKEY = "Sign in with a passkey"


@pytest.fixture
def here(server: str) -> str:
    """The server under a name: no browser makes a passkey for a numeric address."""
    return server.replace("127.0.0.1", "localhost")


@pytest.fixture
def owner(server: str) -> User:
    return confirmed(UserFactory())


@pytest.fixture
def device(page: "Page") -> "CDPSession":
    return attach(page, is_verifying=True)


def attach(page: "Page", *, is_verifying: bool) -> "CDPSession":
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal" if is_verifying else "usb",
        "hasResidentKey": is_verifying,
        "hasUserVerification": is_verifying,
        "isUserVerified": is_verifying,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def sign_in_by_password(page: "Page", here: str, user: User) -> None:
    page.goto(here + LOGIN)
    page.get_by_label("Username or e-mail").fill(user.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def open_add_page(page: "Page", here: str, user: User) -> None:
    sign_in_by_password(page, here, user)
    page.wait_for_url(f"{here}/")
    page.goto(here + ADD)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Add a passkey")).to_be_visible()


def sign_out(page: "Page") -> None:
    page.context.clear_cookies()


def test_a_passkey_is_made_and_signs_in(page: "Page", here: str, owner: User, device: "CDPSession") -> None:
    open_add_page(page, here, owner)
    page.get_by_label("Name").fill("Test device")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(here + reverse("security"))
    expect(page.locator("#two-step")).to_contain_text("Test device Without password")
    sign_out(page)
    page.goto(f"{here}{LOGIN}?next=/markets/")
    page.get_by_role("button", name=BY_PASSKEY).click()
    page.wait_for_url(f"{here}/markets/")


def test_the_landing_page_takes_a_passkey_too(page: "Page", here: str, owner: User, device: "CDPSession") -> None:
    open_add_page(page, here, owner)
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)
    page.goto(here)
    page.get_by_role("button", name=BY_PASSKEY).click()
    expect(page.get_by_role("heading", name="Overview", level=1)).to_be_visible()


def test_a_key_without_a_pin_is_the_second_step(page: "Page", here: str, owner: User) -> None:
    attach(page, is_verifying=False)
    open_add_page(page, here, owner)
    page.get_by_label("Sign in with it alone").uncheck()
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)
    sign_in_by_password(page, here, owner)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{here}/")


def test_the_same_device_is_told_that_it_has_one(page: "Page", here: str, owner: User, device: "CDPSession") -> None:
    open_add_page(page, here, owner)
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(here + ADD)
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("This device holds a passkey for this account already.")


def test_a_device_without_the_passkey_is_answered_in_words(
    page: "Page", here: str, owner: User, device: "CDPSession"
) -> None:
    page.goto(here + LOGIN)
    device.send("WebAuthn.disable")
    page.evaluate("() => { navigator.credentials.get = async () => { throw new DOMException('', 'NotAllowedError') } }")
    page.get_by_role("button", name=BY_PASSKEY).click()
    expect(page.get_by_role("alert")).to_contain_text("The browser stopped it, or it took too long. Try again.")
    expect(page.get_by_role("button", name=BY_PASSKEY)).to_be_enabled()


def test_at_a_numeric_address_the_page_says_why_not(page: "Page", server: str) -> None:
    page.goto(server + LOGIN)
    expect(page.get_by_text("Passkeys need an address with https, or localhost")).to_be_visible()
    expect(page.get_by_role("button", name=BY_PASSKEY)).to_be_hidden()
