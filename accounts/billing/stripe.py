"""Stripe as the provider: the only module that calls it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.db import connection

from accounts.billing.provider import Checkout, Picture, Preview
from accounts.billing.stripe_objects import items_of, read_invoice, read_preview, read_subscription
from accounts.models import Subscription, Tier, User
from project.common import clock
from project.common.crypto import keyed_digest
from project.common.errors import Conflict, Unavailable

if TYPE_CHECKING:
    from stripe import StripeClient

log = structlog.get_logger()
CONNECT_S, READ_S = 4, 10
RETRY_AFTER_S = 60
PAGE_SIZE = 100


@cache
def client_of(key: str, base_url: str) -> "StripeClient":
    import stripe  # noqa: PLC0415  half a second that only those pay who use it

    return stripe.StripeClient(
        key,
        base_addresses={"api": base_url},
        http_client=stripe.RequestsClient(timeout=(CONNECT_S, READ_S)),
        max_network_retries=0,
    )


@contextmanager
def asking() -> Iterator["StripeClient"]:
    """Give the client, and turn its errors into ours. Raises Unavailable and Conflict."""
    import stripe  # noqa: PLC0415  half a second that only those pay who use it

    # The pool has few connections; none is kept from others while Stripe takes its time.
    if not connection.in_atomic_block:
        connection.close()
    try:
        yield client_of(settings.STRIPE_SECRET_KEY, settings.STRIPE_BASE_URL)
    except stripe.CardError as error:
        raise Conflict(f"The card was refused. {error.user_message}") from None
    except stripe.InvalidRequestError as error:
        log.warning("stripe_refused", error=str(error), code=error.code, param=error.param)
        raise Conflict("Stripe refused this. An administrator finds the reason in the log.") from error
    except stripe.StripeError as error:
        log.warning("stripe_failed", kind=type(error).__name__, error=str(error))
        raise Unavailable(
            "Stripe does not answer. Try again in a minute.", details={"retry_after_s": RETRY_AFTER_S}
        ) from error


class StripeProvider:
    """See ``Provider``; customers and subscriptions are Stripe's ids."""

    def new_customer(self, user: User) -> str:
        """Make the customer of a user; the same one however often this is asked at the same time."""
        key = keyed_digest(f"stripe customer {user.pk} {user.email}")
        with asking() as client:
            made = client.v1.customers.create(
                {"email": user.email, "metadata": {"user_id": str(user.pk)}}, {"idempotency_key": key}
            )
        return made.id

    def checkout_url(self, user: User, customer_id: str, tier: Tier) -> str:
        page = f"{settings.PUBLIC_URL}/account/plan/"
        with asking() as client:
            session = client.v1.checkout.sessions.create(
                {
                    "mode": "subscription",
                    "client_reference_id": str(user.pk),
                    "customer": customer_id,
                    "line_items": [{"price": tier.stripe_price_id, "quantity": 1}],
                    "subscription_data": {"metadata": {"plan": tier.slug}},
                    "success_url": f"{page}?checkout={{CHECKOUT_SESSION_ID}}",
                    "cancel_url": page,
                }
            )
        return session.url or ""

    def portal_url(self, customer_id: str) -> str:
        with asking() as client:
            session = client.v1.billing_portal.sessions.create(
                {"customer": customer_id, "return_url": f"{settings.PUBLIC_URL}/account/plan/"}
            )
        return session.url

    def preview(self, subscription: Subscription, tier: Tier) -> Preview:
        at = int(clock.now().timestamp())
        with asking() as client:
            remote = client.v1.subscriptions.retrieve(subscription.stripe_subscription_id).to_dict()
            invoice = client.v1.invoices.create_preview(
                {
                    "customer": subscription.stripe_customer_id,
                    "subscription": subscription.stripe_subscription_id,
                    "subscription_details": {
                        "items": [{"id": first_item(remote), "price": tier.stripe_price_id}],
                        "proration_behavior": "always_invoice",
                        "proration_date": at,
                    },
                }
            ).to_dict()
            price = client.v1.prices.retrieve(tier.stripe_price_id).to_dict()
        return read_preview(invoice, price, remote, at)

    def change_plan(self, subscription: Subscription, tier: Tier, prorated_at: int) -> None:
        """Change the price for what the preview of ``prorated_at`` said; nothing changes when the card is refused."""
        name = subscription.stripe_subscription_id
        with asking() as client:
            remote = client.v1.subscriptions.retrieve(name).to_dict()
            client.v1.subscriptions.update(
                name,
                {
                    "items": [{"id": first_item(remote), "price": tier.stripe_price_id}],
                    "metadata": {"plan": tier.slug},
                    "cancel_at_period_end": False,
                    "proration_behavior": "always_invoice",
                    "proration_date": prorated_at,
                    "payment_behavior": "error_if_incomplete",
                },
            )

    def cancel(self, subscription: Subscription) -> None:
        with asking() as client:
            client.v1.subscriptions.update(subscription.stripe_subscription_id, {"cancel_at_period_end": True})

    def checkout(self, session_id: str) -> Checkout:
        with asking() as client:
            session = client.v1.checkout.sessions.retrieve(session_id).to_dict()
        return Checkout(session.get("client_reference_id") or "", session.get("customer") or "")

    def picture(self, customer_id: str, subscription_id: str) -> Picture:
        with asking() as client:
            subscriptions = everything(client.v1.subscriptions, {"customer": customer_id, "status": "all"})
            if subscriptions is None:  # a customer deleted at Stripe still has its subscriptions, each by its own id
                subscriptions = [client.v1.subscriptions.retrieve(subscription_id).to_dict()] if subscription_id else []
            invoices = everything(client.v1.invoices, {"customer": customer_id}) or []
        return Picture(
            [one for one in map(read_subscription, subscriptions) if one],
            [one for one in map(read_invoice, invoices) if one],
        )


def first_item(subscription: dict[str, Any]) -> str:
    return str(items_of(subscription)[0]["id"])


def everything(service: Any, params: dict[str, str]) -> list[dict[str, Any]] | None:
    """Return all pages of a list, None when Stripe does not know the customer."""
    import stripe  # noqa: PLC0415  half a second that only those pay who use it

    try:
        return [one.to_dict() for one in service.list({**params, "limit": PAGE_SIZE}).auto_paging_iter()]
    except stripe.InvalidRequestError as error:
        if error.code != "resource_missing":
            raise
        return None
