"""Buying, changing and cancelling a plan as a person does, under the real policy."""

from typing import TYPE_CHECKING

import pytest
from pytest_django.fixtures import Settings

from accounts.models import Subscription, Tier, User
from tests.accounts.paying import customer, stripe, tiers, world
from tests.browsing import sign_in_page
from tests.factories import PASSWORD, UserFactory
from tests.fakes.stripe import StripeServer
from tests.fakes.stripe_world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["customer", "stripe", "tiers", "world"]


@pytest.fixture
def buyer(server: str, page: "Page", stripe: StripeServer, settings: Settings, tiers: dict[str, Tier]) -> User:
    """Somebody who is signed in on a page whose forms may lead to our Stripe, as with STRIPE_BASE_URL set."""
    settings.PUBLIC_URL = server
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    directives = {**policy, "form-action": [*policy["form-action"], stripe.origin]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    user = UserFactory()
    sign_in_page(page, server, user)
    return user


def test_a_plan_is_bought_changed_and_cancelled(
    server: str, page: "Page", buyer: User, stripe: StripeServer, world: World
) -> None:
    page.goto(f"{server}/account/plan/")
    page.get_by_role("link", name="Choose Starter").click()
    page.get_by_role("button", name="Pay $29.00 at Stripe").click()
    page.wait_for_url(f"{stripe.origin}/pay/**")
    page.get_by_role("button", name="Pay").click()
    page.wait_for_url(f"{server}/account/plan/")
    assert "Starter is your plan now." in page.inner_text("body")

    page.get_by_role("link", name="Choose Pro").click()
    page.get_by_role("button", name="Change to Pro for $43.21 now").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{server}/account/plan/")
    assert "Pro is your plan now." in page.inner_text("body")

    page.get_by_role("link", name="Cancel Pro").click()
    dialog = page.get_by_role("dialog", name="Cancel Pro")
    assert "Pro stays until" in dialog.inner_text()
    dialog.get_by_role("button", name="Keep Pro").click()
    assert not dialog.is_visible()
    page.get_by_role("link", name="Cancel Pro").click()
    dialog.get_by_role("button", name="Cancel Pro").click()
    page.wait_for_load_state("load")
    assert "Cancelled" in page.inner_text("dl.kpis")
    assert Subscription.objects.get(user=buyer).cancels_at_end


def test_card_and_invoices_open_at_stripe(
    server: str, page: "Page", buyer: User, stripe: StripeServer, world: World, tiers: dict[str, Tier]
) -> None:
    name = world.customer()
    world.subscribe(name, "price_pro")
    values = {"stripe_customer_id": name, "stripe_subscription_id": "sub_1", "provider": "stripe"}
    Subscription.objects.create(user=buyer, tier=tiers["pro"], **values)
    page.goto(f"{server}/account/plan/")
    page.get_by_role("button", name="Card and invoices at Stripe").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(f"{stripe.origin}/portal/{name}")


def test_on_a_phone_each_plan_is_a_card_and_nothing_sticks_out(server: str, page: "Page", buyer: User) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{server}/account/plan/")
    widths = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    rows = page.get_by_role("row").filter(has_text="$79.00")
    box, before = rows.bounding_box(), page.get_by_role("row").filter(has_text="$29.00").bounding_box()
    assert box
    assert before
    assert box["y"] >= before["y"] + before["height"] - 1
