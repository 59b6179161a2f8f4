"""The administration in a real browser: accessible in both themes and sizes, and quiet under the strict policy."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

from accounts.billing.catalog import load_catalog
from accounts.billing.services import grant_plan
from accounts.keys import create_key
from accounts.models import ApiKey, Tier, User
from accounts.tokens import start_family
from project.common.clock import now
from project.tour import SIZES, THEMES, visit
from tests.accounts.programs import visit as request_from
from tests.factories import AlertFactory, InstrumentFactory, UserFactory

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# Each theme and each size once; the tour shows the start page and the list of accounts in all four.
LOOKS = list(zip(SIZES, THEMES, strict=True))
# axe copies imported style sheets into the page, which the policy forbids, unless it is told not to.
AXE = {"preload": False}
FITS = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture
def mara(server: str) -> User:
    load_catalog()
    AlertFactory()
    InstrumentFactory()
    mara = UserFactory(username="mara")
    grant_plan(mara, Tier.objects.get(slug="pro"), ends_at=now() + timedelta(days=9))
    create_key(mara, "desk")
    start_family(mara, request_from())
    return mara


@pytest.fixture
def session(admin_user: User) -> str:
    client = Client()
    client.force_login(admin_user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def addresses(mara: User) -> list[str]:
    user, tier = f"/admin/accounts/user/{mara.pk}", Tier.objects.get(slug="starter")
    return [
        "/admin/",
        "/admin/accounts/",
        "/admin/accounts/user/",
        "/admin/accounts/user/?q=mara&plan=pro",
        "/admin/accounts/user/add/",
        f"{user}/change/",
        f"{user}/password/",
        f"{user}/history/",
        "/admin/accounts/auditentry/",
        f"/admin/accounts/apikey/{ApiKey.objects.get().pk}/change/",
        f"/admin/accounts/tier/{tier.pk}/change/",
        f"/admin/accounts/tier/{tier.pk}/delete/",
        "/admin/auth/group/add/",
        "/admin/markets/instrument/",
        "/admin/alerts/alert/",
        "/admin/dashboard/watchlist/add/",
        "/admin/django_q/schedule/",
    ]


def listen(page: "Page") -> list[str]:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 400 else None)
    return faults


def examine(page: "Page", faults: list[str]) -> None:
    page.evaluate("() => document.fonts.ready")
    assert page.locator("h1").count() == 1, page.url
    assert page.evaluate(FITS), f"{page.url} is wider than the screen."
    results = Axe().run(page, options=AXE)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"
    assert faults == [], page.url


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_every_kind_of_page_is_accessible_and_breaks_no_policy(
    browser: "Browser", server: str, session: str, mara: User, look: tuple[str, str]
) -> None:
    with visit(browser, server, *look, session=session) as context:
        page = context.new_page()
        faults = listen(page)
        for address in addresses(mara):
            page.goto(address)
            examine(page, faults)


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_an_act_is_asked_for_confirmed_and_reported(
    browser: "Browser", server: str, session: str, mara: User, look: tuple[str, str]
) -> None:
    with visit(browser, server, *look, session=session) as context:
        page = context.new_page()
        faults = listen(page)
        page.goto("/admin/accounts/user/")
        page.get_by_role("row", name="mara").get_by_role("checkbox").check()
        page.get_by_label("Action:").select_option("Grant a plan")
        page.get_by_role("button", name="Go").click()
        examine(page, faults)
        page.get_by_label("Plan:").select_option("Enterprise")
        page.get_by_label("Until:").fill("2099-01-01T12:00")
        page.get_by_role("button", name="Grant a plan").click()
        assert page.get_by_role("status").inner_text() == "Grant a plan: done for 1 user."
        examine(page, faults)
        page.goto(f"/admin/accounts/user/{mara.pk}/change/")
        page.get_by_role("button", name="Revoke API keys").click()
        page.get_by_role("button", name="Revoke API keys").click()
        page.get_by_role("status").wait_for()
    assert ApiKey.objects.get().revoked_at


def theme_of(page: "Page") -> str | None:
    return page.locator("html").get_attribute("data-theme")


def test_the_theme_is_the_one_of_the_terminal_and_changes_with_it(
    browser: "Browser", server: str, session: str, mara: User
) -> None:
    with visit(browser, server, "1440x900", "dark", session=session) as context:
        page = context.new_page()
        page.goto("/admin/")
        assert theme_of(page) == "dark"
        with page.expect_response("**/account/theme/"):
            page.get_by_role("button", name="Switch colour theme").click()
        assert theme_of(page) == "light"
        page.get_by_role("link", name="Terminal").click()
        page.wait_for_url(f"{server}/")
        assert theme_of(page) == "light"


def sign_in_page(context: "BrowserContext") -> "Page":
    page = context.new_page()
    page.goto("/admin/accounts/user/")
    return page


def test_a_visitor_is_led_to_our_sign_in_and_back(browser: "Browser", server: str, admin_user: User) -> None:
    with visit(browser, server, "1440x900", "dark") as context:
        page = sign_in_page(context)
        faults = listen(page)
        assert page.url == f"{server}/accounts/login/?next=%2Fadmin%2Faccounts%2Fuser%2F"
        page.fill("[name=login]", "admin")
        page.fill("[name=password]", "a tide table for sailors")
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{server}/admin/accounts/user/")
        examine(page, faults)
