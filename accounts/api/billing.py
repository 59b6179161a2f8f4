"""Plans, the caller's own plan, and what was billed."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.api.schemas import Page
from accounts.auth import anybody, needs, signed_in, the_caller
from accounts.billing import purchases, services, webhook
from accounts.billing.selectors import free_tier, invoices_of, offered_tiers, running_subscription
from accounts.models import Scope, Subscription, SubscriptionState, Tier
from project.common import clock
from project.common.schemas import Input, errors

router = Router(tags=["Billing"])
ALIAS = "Its slug, such as `pro`; `premium` is another name for `pro`."


class PlanOut(Schema):
    slug: str = Field(examples=["starter"])
    name: str = Field(examples=["Starter"])
    price_usd: Decimal = Field(description="Price a month.", examples=["29.00"])
    monthly_calls: int | None = Field(description="API calls a month; null when there is no limit.")
    monthly_questions: int | None = Field(description="AI questions a month; null when there is no limit.")
    brokers: int = Field(description="Broker accounts.")
    has_webhooks: bool
    has_optimisation: bool
    has_ab_tests: bool
    has_priority_support: bool


class SubscriptionOut(Schema):
    """The plan that counts; without a running subscription it is the free one, and the dates are null."""

    plan: PlanOut
    state: Literal["active", "past_due"] = Field(description="`past_due`: the last payment failed and is tried again.")
    provider: Literal["manual", "stripe"] | None
    started_at: datetime | None
    ends_at: datetime | None = Field(description="Until when is paid; null when there is no end.")
    cancels_at_end: bool


class InvoiceOut(Schema):
    number: str = Field(examples=["INV-2026-000001"])
    description: str
    amount: Decimal = Field(examples=["79.00"])
    currency: str = Field(examples=["USD"])
    state: Literal["open", "paid", "void", "uncollectible"]
    issued_at: datetime
    url: str = Field(description="The invoice's page at the provider, or empty.")


class PlanIn(Input):
    plan: str = Field(min_length=1, max_length=50, description=ALIAS, examples=["pro"])


class AddressOut(Schema):
    url: str = Field(description="Where to go on in a browser.")


class PreviewOut(Schema):
    plan: str = Field(examples=["pro"])
    due_now: Decimal = Field(description="What is paid at once.", examples=["50.00"])
    credit: Decimal = Field(description="What is kept for the next invoices.", examples=["0.00"])
    currency: str = Field(examples=["USD"])
    next_amount: Decimal = Field(description="What is paid next.", examples=["79.00"])
    next_at: datetime | None = Field(description="When that is.")


class PlanQuery(Schema):
    plan: str = Field(min_length=1, max_length=50, description=ALIAS, examples=["pro"])


class ReceivedOut(Schema):
    received: Literal[True] = True


@router.get(
    "/plans", auth=anybody("generous"), response={200: list[PlanOut], **errors(401, 403, 429, 503)}, summary="Plans"
)
def list_plans(request: HttpRequest) -> list[Tier]:
    """Return the plans on offer, the cheapest first."""
    return offered_tiers()


@router.get(
    "/me/subscription",
    auth=needs(Scope.READ),
    response={200: SubscriptionOut, **errors(401, 403, 429, 503)},
    summary="My plan",
)
def my_subscription(request: HttpRequest) -> dict[str, Any]:
    """Return the plan that counts now."""
    caller = the_caller(request)
    return shown(caller.tier, running_subscription(caller.user))


def shown(tier: Tier, running: Subscription | None) -> dict[str, Any]:
    if running is None:
        nothing = dict.fromkeys(("provider", "started_at", "ends_at"))
        return {"plan": tier, "state": SubscriptionState.ACTIVE, "cancels_at_end": False, **nothing}
    names = ("state", "provider", "started_at", "ends_at", "cancels_at_end")
    return {"plan": tier, **{name: getattr(running, name) for name in names}}


@router.get(
    "/billing/invoices",
    auth=needs(Scope.READ),
    response={200: list[InvoiceOut], **errors(401, 403, 422, 429, 503)},
    summary="My invoices",
)
def list_invoices(request: HttpRequest, page: Query[Page]) -> list[Any]:
    """Return the invoices, the newest first."""
    return list(page.of(invoices_of(the_caller(request).user)))


@router.get(
    "/billing/preview",
    auth=signed_in(),
    response={200: PreviewOut, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="What a plan would cost",
)
def preview(request: HttpRequest, query: Query[PlanQuery]) -> PreviewOut:
    """Return what is paid now, and when what comes next."""
    offer = purchases.offer(the_caller(request).user, query.plan)
    shown = offer.preview
    return PreviewOut(
        plan=offer.tier.slug,
        due_now=shown.due_now,
        credit=shown.credit,
        currency=shown.currency,
        next_amount=shown.next_amount,
        next_at=shown.next_at,
    )


@router.post(
    "/billing/checkout",
    auth=signed_in("strict"),
    response={200: AddressOut, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Buy or change the plan",
)
def checkout(request: HttpRequest, body: PlanIn) -> AddressOut:
    """Return the address of the page where the plan is paid, or its change confirmed."""
    return AddressOut(url=purchases.start_checkout(the_caller(request).user, body.plan))


@router.post(
    "/billing/portal",
    auth=signed_in("strict"),
    response={200: AddressOut, **errors(401, 403, 409, 429, 503)},
    summary="Card and invoices at the provider",
)
def portal(request: HttpRequest) -> AddressOut:
    """Return the address of the provider's page about the caller's card and invoices."""
    return AddressOut(url=purchases.open_portal(the_caller(request).user))


@router.post(
    "/billing/cancel",
    auth=signed_in("strict"),
    response={200: SubscriptionOut, **errors(401, 403, 409, 429, 503)},
    summary="Cancel the plan",
)
def cancel(request: HttpRequest) -> dict[str, Any]:
    """Let the plan end when the paid time is over; cancelling twice changes nothing."""
    user = the_caller(request).user
    row = services.cancel_plan(user, actor=user, request=request)
    return shown(row.tier, row) if row.is_running(clock.now()) else shown(free_tier(), None)


@router.post(
    "/billing/stripe/webhook",
    auth=None,
    response={200: ReceivedOut, **errors(400, 404, 409, 413, 422, 503)},
    summary="For Stripe alone",
)
def stripe_webhook(request: HttpRequest) -> ReceivedOut:
    """Take a message of Stripe, signed over its body as it came. Anything but 200 makes Stripe send it again."""
    webhook.hear(webhook.read_bell(request.body, request.headers.get("Stripe-Signature", "")))
    return ReceivedOut()
