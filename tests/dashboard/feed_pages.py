"""The feed in a browser, and alerts that arrive while somebody looks."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from django.db import transaction
from playwright.sync_api import expect

from alerts.hints import send_hint
from alerts.models import Alert, Counter
from tests.factories import AlertFactory

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def announce(title: str, **values: object) -> Alert:
    """Store an alert as the pipeline does: the next number, then a hint."""
    with transaction.atomic():
        counter, _ = Counter.objects.get_or_create(stream="alerts")
        counter.value += 1
        counter.save()
        alert = AlertFactory(title=title, seq=counter.value, **values)
    hint()
    return alert


def hint() -> None:
    """Send the hint from a thread of its own, for Playwright's loop runs in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(send_hint).result()


def open_feed(page: "Page", server: str, query: str = "") -> None:
    page.goto(f"{server}/alerts/{query}")
    expect(page.locator("body[data-connection=live]")).to_be_attached()


def rows(page: "Page") -> "Locator":
    return page.locator("#rows .at")
