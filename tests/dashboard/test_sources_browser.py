"""Sources in a browser: one added after a test, paused and resumed, and a round watched to its end."""

import re
import threading
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import expect

from accounts.models import User
from alerts.health import record_slot
from alerts.models import MonitoringSession, Source
from alerts.monitoring import READERS, run_sessions
from project.common.clock import now
from project.tour import SIZES, THEMES
from tests.browsing import sign_in_page
from tests.factories import AlertFactory, SourceFactory, UserFactory
from tests.fakes.feeds import Answer, FeedServer, item, rss

if TYPE_CHECKING:
    from playwright.sync_api import Page

# A busy machine is no failure.
WAIT_MS = 30_000
pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")


@pytest.fixture
def staff(server: str) -> User:
    return UserFactory(username="warden", is_staff=True, is_superuser=True)


@pytest.fixture
def operator(server: str, page: "Page", staff: User) -> "Page":
    sign_in_page(page, server, staff)
    return page


def test_a_source_is_tried_found_and_added(operator: "Page", server: str, feeds: FeedServer) -> None:
    feeds.serve_feed("/rss", item("Orbitra token launch is live"), item("Rain in the harbour", guid="2"))
    page = b"<!doctype html><html><head><link rel='alternate' type='application/rss+xml' href='/rss'></head></html>"
    feeds.serve("/", Answer(page))
    operator.goto(f"{server}/sources/")
    operator.locator(".page-h").get_by_role("link", name="Add a source").click()
    expect(operator.get_by_label("Search on X")).to_be_hidden()
    operator.get_by_label("Kind").select_option("x")
    expect(operator.get_by_label("Search on X")).to_be_visible()
    operator.get_by_label("Kind").select_option("feed")
    operator.get_by_label("Address").fill(feeds.url("/"))
    operator.get_by_role("button", name="Test").press("Enter")
    preview = operator.locator("#source-preview")
    expect(preview).to_contain_text("web page, not a feed", timeout=WAIT_MS)
    preview.get_by_role("button", name="Use the feed").click()
    expect(preview).to_contain_text("2 items can be read.", timeout=WAIT_MS)
    expect(preview).to_contain_text("Orbitra token launch is live")
    assert not Source.objects.exists()
    operator.get_by_label("Name").fill("Harbour wire")
    operator.get_by_role("button", name="Save").press("Enter")
    expect(operator.get_by_role("heading", level=1)).to_have_text("Harbour wire")
    expect(operator.locator("#toasts")).to_contain_text("Harbour wire is added.")
    assert Source.objects.get().url == feeds.url("/rss")


def test_a_source_is_paused_and_resumed_in_its_row(operator: "Page", server: str) -> None:
    source = SourceFactory(name="Tide news", last_success_at=now())
    operator.goto(f"{server}/sources/")
    row = operator.locator(f"#source-{source.pk}")
    row.get_by_role("button", name="Pause Tide news").press("Enter")
    expect(row).to_contain_text("Paused by hand.")
    expect(operator.locator("#toasts")).to_contain_text("Tide news is paused.")
    row.get_by_role("button", name="Resume Tide news").press("Enter")
    expect(row.get_by_role("button", name="Pause Tide news")).to_be_visible()
    source.refresh_from_db()
    assert source.is_active


def test_a_round_is_watched_to_its_end(operator: "Page", server: str, feeds: FeedServer) -> None:
    gate = threading.Event()
    for number in range(READERS + 1):
        body = rss(item(f"Story {number}", guid=str(number)))
        before = (lambda: gate.wait(20)) if number == READERS else None
        SourceFactory(url=feeds.serve(f"/{number}", Answer(body, before=before)))
    operator.goto(f"{server}/sources/")
    rounds = operator.locator("#rounds")
    rounds.get_by_role("button", name="Run all now").press("Enter")
    expect(rounds).to_contain_text("Waiting for the worker")
    worker = threading.Thread(target=work)
    worker.start()
    expect(rounds).to_contain_text(f"{READERS} of {READERS + 1} sources", timeout=WAIT_MS)
    expect(rounds.get_by_role("img", name="Progress of the round")).to_be_visible()
    gate.set()
    expect(operator.locator("#toasts")).to_contain_text(
        f"The round is finished. {READERS + 1} new items, 0 alerts.", timeout=WAIT_MS
    )
    expect(rounds.get_by_role("button", name="Run all now")).to_be_visible()
    expect(rounds).to_contain_text("by hand")
    worker.join()


def work() -> None:
    try:
        run_sessions()
    finally:
        connection.close()


def test_a_round_is_cancelled(operator: "Page", server: str) -> None:
    SourceFactory()
    operator.goto(f"{server}/sources/")
    rounds = operator.locator("#rounds")
    rounds.get_by_role("button", name="Run all now").click()
    rounds.get_by_role("button", name="Cancel the round").press("Enter")
    expect(rounds).to_contain_text("Cancelled")
    assert MonitoringSession.objects.get().state == "cancelled"


def test_the_title_counts_what_fails(operator: "Page", server: str) -> None:
    SourceFactory(failures_in_a_row=2)
    operator.goto(f"{server}/sources/")
    expect(operator).to_have_title(re.compile(r"^\(1 down\) Sources"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", THEMES)
def test_the_pages_are_accessible_and_fit(browser, server: str, staff: User, size: str, theme: str) -> None:
    source = SourceFactory(name="A wire with a rather long name", failures_in_a_row=3, last_error="No answer. " * 9)
    AlertFactory(item__source=source, item__title="Orbitra names the date of its token generation event " * 3)
    record_slot(source, ok=True, items=3, at=now())
    record_slot(source, ok=False, items=0, at=now())
    SourceFactory(is_active=False)
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_cookies([{"name": "theme", "value": theme, "url": server}])
    page = context.new_page()
    sign_in_page(page, server, staff)
    for path in ("", f"{source.pk}/", "new/", f"{source.pk}/delete/"):
        page.goto(f"{server}/sources/{path}")
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    context.close()
