"""Fixtures: a Stripe of our own, the plans with their prices at it, and somebody who has been there."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.billing.catalog import load_catalog
from accounts.models import Subscription, SubscriptionState, Tier, User
from tests.fakes.stripe import KEY, WEBHOOK_SECRET, StripeServer, signed
from tests.fakes.stripe_world import Object, World

WEBHOOK = "/api/v1/billing/stripe/webhook"
Deliver = Callable[..., int]


@pytest.fixture
def tiers(db: None) -> dict[str, Tier]:
    load_catalog()
    for slug in ("starter", "pro", "enterprise"):
        Tier.objects.filter(slug=slug).update(stripe_price_id=f"price_{slug}")
    return {tier.slug: tier for tier in Tier.objects.all()}


@pytest.fixture
def stripe(settings: Settings, tiers: dict[str, Tier]) -> Iterator[StripeServer]:
    with StripeServer() as server:
        settings.BILLING_PROVIDER = "stripe"
        settings.STRIPE_SECRET_KEY = KEY
        settings.STRIPE_WEBHOOK_SECRET = WEBHOOK_SECRET
        settings.STRIPE_BASE_URL = server.origin
        yield server


@pytest.fixture
def world(stripe: StripeServer) -> World:
    return stripe.world


@pytest.fixture
def customer(world: World, user: User, tiers: dict[str, Tier]) -> str:
    """The user's customer at Stripe, who has bought nothing yet."""
    name = world.customer()
    Subscription.objects.create(user=user, tier=tiers["free"], state=SubscriptionState.ENDED, stripe_customer_id=name)
    return name


@pytest.fixture
def deliver(client: Client) -> Deliver:
    """Post an event, signed as Stripe does, and return the status of the answer."""

    def post(event: Object, **signing: object) -> int:
        body, header = signed(event, **signing)  # type: ignore[arg-type]
        answer = client.post(WEBHOOK, body, content_type="application/json", headers={"Stripe-Signature": header})
        return int(answer.status_code)

    return post
