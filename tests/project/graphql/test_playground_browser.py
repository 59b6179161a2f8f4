"""The playground in a real browser: a question, the schema, a subscription, all by the session of the page."""

from typing import TYPE_CHECKING

from markets.stream import bus as keys
from tests.browsing import sign_in_page
from tests.factories import InstrumentFactory, UserFactory
from tests.markets.values import price

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_questions_and_subscriptions_are_answered_on_the_page(server, page: "Page", bus, settings):
    settings.DEBUG = True
    sign_in_page(page, server, UserFactory())
    for base in ("BTC", "ETH"):
        InstrumentFactory(base=base)
    bus.hset(keys.PRICES, "BTC-USDT", keys.dump(price(last=64010.5)))
    page.goto(f"{server}/graphql")
    answer = page.locator("[data-answer]")
    page.get_by_role("button", name="Run", exact=True).click()
    answer.filter(has_text="64010.5").wait_for()
    page.get_by_role("button", name="Schema").click()
    answer.filter(has_text="WhaleFilter {").wait_for()
    page.fill("[name=name]", "PriceUpdates")
    page.get_by_role("button", name="Run", exact=True).click()
    answer.filter(has_text='"priceUpdates":{"symbol":"BTC","price":64010.5').wait_for()
