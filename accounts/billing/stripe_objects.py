"""Stripe's objects turned into ours; both the older and the newer form of its API are read."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from accounts.billing.provider import Preview, RemoteInvoice, RemoteSubscription
from accounts.models import InvoiceState, SubscriptionState

# What has no name here does not count as running: unpaid, paused, canceled, and whatever Stripe adds.
STATES = {
    "trialing": SubscriptionState.ACTIVE,
    "active": SubscriptionState.ACTIVE,
    "past_due": SubscriptionState.PAST_DUE,
}
# The first payment is awaited, or never came.
NEVER_BEGAN = {"incomplete", "incomplete_expired"}
# Source: https://docs.stripe.com/currencies#zero-decimal and #three-decimal
WHOLE = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD JOD KWD OMR TND"
CENT = Decimal("0.01")

Data = Mapping[str, Any]


def moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def money(amount: int | None, currency: str) -> Decimal:
    """Return an amount in the currency's own unit; Stripe counts in its smallest."""
    places = 0 if currency.upper() in WHOLE else 3 if currency.upper() in THOUSANDTHS else 2
    return Decimal(amount or 0).scaleb(-places).quantize(CENT)


def items_of(data: Data) -> list[Data]:
    return list((data.get("items") or {}).get("data") or ())


def period_end(data: Data) -> int | None:
    """Return until when is paid; it stood on the subscription once and stands on its items now."""
    ends = [item["current_period_end"] for item in items_of(data) if item.get("current_period_end")]
    return max(ends) if ends else data.get("current_period_end")


def read_subscription(data: Data) -> RemoteSubscription | None:
    """Return the subscription, None for one that never began."""
    if data["status"] in NEVER_BEGAN:
        return None
    state = STATES.get(data["status"], SubscriptionState.ENDED)
    is_over = state == SubscriptionState.ENDED
    cancel_at = data.get("cancel_at")
    return RemoteSubscription(
        id=data["id"],
        state=state,
        prices=tuple(item["price"]["id"] for item in items_of(data) if item.get("price")),
        plan=(data.get("metadata") or {}).get("plan") or "",
        started_at=datetime.fromtimestamp(data.get("start_date") or data["created"], UTC),
        ends_at=moment(data.get("ended_at") if is_over else cancel_at or period_end(data)),
        cancels_at_end=not is_over and bool(cancel_at or data.get("cancel_at_period_end")),
    )


def read_invoice(data: Data) -> RemoteInvoice | None:
    """Return the invoice, None for a draft."""
    if data.get("status") not in InvoiceState.values:
        return None
    currency = data["currency"].upper()
    url = data.get("hosted_invoice_url") or ""
    return RemoteInvoice(
        id=data["id"],
        number=(data.get("number") or data["id"])[:60],
        description=description_of(data)[:200],
        amount=money(data["total"], currency),
        currency=currency,
        state=InvoiceState(data["status"]),
        issued_at=datetime.fromtimestamp(
            (data.get("status_transitions") or {}).get("finalized_at") or data["created"], UTC
        ),
        url=url if len(url) <= 500 and url.startswith(("https://", "http://")) else "",
    )


def description_of(data: Data) -> str:
    lines = (data.get("lines") or {}).get("data") or ()
    texts = [data.get("description"), *(line.get("description") for line in reversed(lines))]
    return next((text for text in texts if text), "Subscription")


def read_preview(invoice: Data, price: Data, subscription: Data, prorated_at: int) -> Preview:
    currency = invoice["currency"].upper()
    return Preview(
        due_now=money(invoice["amount_due"], currency),
        credit=max(-money(invoice["total"], currency), Decimal(0)),
        currency=currency,
        next_amount=money(price["unit_amount"], price["currency"]),
        next_at=moment(period_end(subscription)),
        prorated_at=prorated_at,
    )
