"""Every page of the product as a person meets it: what the pictures show and what the browser tests walk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

SIZES = {"1440x900": (1440, 900), "390x844": (390, 844)}
THEMES = ("dark", "light")
CONFIRM = "/accounts/reauthenticate/"


@dataclass(frozen=True, slots=True)
class Stop:
    """One page: its name in file names, its address, and whether it is the signed-out visitor who sees it.

    ``{alert}`` in an address stands for the newest alert's.
    """

    name: str
    path: str
    visitor: bool = False
    status: int = 200


STOPS = (
    Stop("landing", "/", visitor=True),
    Stop("sign-in", "/accounts/login/", visitor=True),
    Stop("sign-up", "/accounts/signup/", visitor=True),
    Stop("password-reset", "/accounts/password/reset/", visitor=True),
    Stop("overview", "/"),
    Stop("markets", "/markets/"),
    Stop("heat-map", "/markets/?view=heatmap"),
    Stop("instrument", "/markets/BTC-USDT/"),
    Stop("instrument-flow", "/markets/BTC-USDT/?tab=flow"),
    Stop("market-events", "/markets/flow/"),
    Stop("alerts", "/alerts/"),
    Stop("alert", "/alerts/{alert}/"),
    Stop("launches", "/launches/"),
    Stop("launches-month", "/launches/?view=month"),
    Stop("launches-timeline", "/launches/?view=timeline"),
    Stop("track-record", "/track-record/"),
    Stop("companies", "/companies/"),
    Stop("company", "/companies/1/"),
    Stop("company-new", "/companies/new/"),
    Stop("companies-import", "/companies/import/"),
    Stop("sources", "/sources/"),
    Stop("source", "/sources/1/"),
    Stop("source-new", "/sources/new/"),
    Stop("preferences", "/account/"),
    Stop("profile", "/account/profile/"),
    Stop("notifications", "/account/notifications/"),
    Stop("keys", "/account/keys/"),
    Stop("keys-new", "/account/keys/new/"),
    Stop("plan", "/account/plan/"),
    Stop("your-data", "/account/data/"),
    Stop("security", "/account/security/"),
    Stop("two-step-set-up", "/accounts/2fa/totp/activate/"),
    Stop("passkey-add", "/accounts/2fa/webauthn/add/"),
    Stop("confirm", "/accounts/reauthenticate/?next=/account/security/"),
    Stop("password-change", "/accounts/password/change/"),
    Stop("email-addresses", "/accounts/email/"),
    Stop("scorer", "/ops/scorer/"),
    Stop("patterns", "/ops/ui/"),
    Stop("administration", "/admin/"),
    Stop("administration-users", "/admin/accounts/user/"),
    Stop("docs", "/docs/"),
    Stop("docs-page", "/docs/start/"),
    Stop("not-found", "/no-such-page/", status=404),
)


def newest_alert(context: "BrowserContext") -> str:
    """Return the number of the first alert in the feed. Raises playwright's TimeoutError when there is none."""
    page = context.new_page()
    page.goto("/alerts/")
    link = page.locator("[data-seq] a[href^='/alerts/']").first.get_attribute("href") or ""
    page.close()
    return link.strip("/").rpartition("/")[2]


@contextmanager
def visit(browser: "Browser", url: str, size: str, theme: str, session: str = "") -> "Iterator[BrowserContext]":
    """Open a browser context of that size and theme, signed in when ``session`` holds a session key."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=url)
    context.add_cookies([{"name": "theme", "value": theme, "url": url}])
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    try:
        yield context
    finally:
        context.close()


def sign_in(browser: "Browser", url: str, username: str, password: str) -> str:
    """Sign in through the form and return the session key.

    Raises RuntimeError when the form does not let the user in.
    """
    with visit(browser, url, "1440x900", "dark") as context:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.fill("[name=login]", username)
        page.fill("[name=password]", password)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(f"{url}/")
        keys = [cookie["value"] for cookie in context.cookies() if cookie["name"] == "sessionid"]
    if not keys:
        raise RuntimeError(f"Could not sign in as {username}.")
    return keys[0]


def confirm(page: "Page", stop: Stop, password: str) -> None:
    """Type the password once more if a page that was asked for wants it first."""
    if CONFIRM in page.url and not stop.path.startswith(CONFIRM):
        page.fill("[name=password]", password)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(lambda url: CONFIRM not in url)


def settle(page: "Page") -> None:
    """Wait until fonts are there and charts are drawn, as far as the page has any."""
    page.wait_for_load_state("load")
    page.evaluate("() => document.fonts.ready")
    page.locator(".chart-note:visible", has_text="Loading").first.wait_for(state="hidden")
    for chart in page.locator(".plot:visible").all():
        chart.locator(".main-svg").first.wait_for()
