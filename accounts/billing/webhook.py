"""What Stripe sends: checked, and taken as a bell that says no more than that something happened."""

import re
from typing import Any

import orjson
from django.conf import settings

from accounts.billing.providers import is_stripe, provider
from accounts.billing.sync import CUSTOMER_DELETED, Bell, remember, sync, tie
from accounts.models import BillingEvent, Subscription, User
from project.common.errors import Invalid, Missing

TOLERANCE_S = 300
BOUGHT = {"checkout.session.completed", "checkout.session.async_payment_succeeded"}
ABOUT_CUSTOMERS = re.compile(r"(customer\.subscription\.|invoice\.|customer\.deleted$)")


class BadSignature(Invalid):
    """The message is not from the provider, or too old."""

    status = 400
    code = "INVALID_SIGNATURE"


def is_open() -> bool:
    return is_stripe() and bool(settings.STRIPE_WEBHOOK_SECRET)


def read_bell(body: bytes, signature: str) -> Bell:
    """Return the message. Raises Missing when none is expected, BadSignature, and Invalid for what is no event."""
    if not is_open():
        raise Missing("No messages of Stripe are expected here.")
    verify(body, signature)
    try:
        event = orjson.loads(body)
        subject = event["data"]["object"]
        name = text(subject.get("id"), 120)
        customer = name if event["type"] == CUSTOMER_DELETED else text(subject.get("customer"), 120)
        bell = Bell(text(event["id"], 120), text(event["type"], 80), name, customer)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise Invalid("The message is no event of Stripe.") from None
    if not bell.id or not bell.kind:
        raise Invalid("The message is no event of Stripe.")
    return bell


def verify(body: bytes, signature: str) -> None:
    import stripe  # noqa: PLC0415  half a second that only those pay who use it

    try:
        stripe.WebhookSignature.verify_header(body, signature, settings.STRIPE_WEBHOOK_SECRET, TOLERANCE_S)
    except (stripe.SignatureVerificationError, ValueError, TypeError):  # the latter two: bytes that are no text
        raise BadSignature("The signature is not valid for this message, or the message is too old.") from None


def text(value: Any, length: int) -> str:
    return value if isinstance(value, str) and len(value) <= length and "\0" not in value else ""


def hear(bell: Bell) -> None:
    """Bring the user's plan in line with Stripe; a bell that was heard before does nothing.

    Raises Unavailable and Conflict; the bell then counts as not heard, and Stripe rings it again.
    """
    if BillingEvent.objects.filter(external_id=bell.id).exists():
        return
    row = row_about(bell)
    if row:
        sync(row.pk, bell)
    else:
        remember(bell)


def row_about(bell: Bell) -> Subscription | None:
    """Return whose plan it may concern; None for customers that nobody here is, and news that change no plan."""
    if bell.kind in BOUGHT:
        return row_bought(bell.object_id)
    if not bell.customer_id or not ABOUT_CUSTOMERS.match(bell.kind):
        return None
    row: Subscription | None = Subscription.objects.filter(stripe_customer_id=bell.customer_id).first()
    return row


def row_bought(session_id: str) -> Subscription | None:
    """Tie the customer to the user that the checkout was begun for; an e-mail address proves nothing."""
    checkout = provider().checkout(session_id)
    reference = checkout.user_reference
    if not re.fullmatch(r"[0-9]{1,18}", reference) or not checkout.customer_id:
        return None
    if not User.objects.filter(pk=int(reference)).exists():
        return None
    return tie(int(reference), checkout.customer_id)
