"""Buying a plan, changing it, and the way to the provider's own pages."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import structlog
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.billing.manual import REFUSAL
from accounts.billing.provider import Preview
from accounts.billing.providers import is_stripe, provider
from accounts.billing.rows import row_of
from accounts.billing.selectors import a_month_after, tier_by_slug
from accounts.billing.services import look_behind
from accounts.billing.sync import sync, tie
from accounts.models import BillingProvider, Subscription, Tier, User
from project.common import clock
from project.common.errors import Conflict, Missing

log = structlog.get_logger()
QUOTE_SALT = "billing.quote"
QUOTE_LIFETIME = timedelta(minutes=30)
SESSION = re.compile(r"cs_\w{1,200}")


@dataclass(frozen=True, slots=True)
class Offer:
    """What buying or changing to a plan means for one user; ``quote`` binds a change to the price that was shown."""

    tier: Tier
    preview: Preview
    is_change: bool
    quote: str = ""


def offer(user: User, slug: str) -> Offer:
    """Return what the plan costs this user. Raises Missing, Conflict and Unavailable."""
    tier, row = buyable(user, slug)
    if row is None:
        return Offer(tier, first_price(tier), is_change=False)
    preview = provider().preview(row, tier)
    quote = signing.dumps([row.stripe_subscription_id, tier.slug, preview.prorated_at], salt=QUOTE_SALT)
    return Offer(tier, preview, is_change=True, quote=quote)


def buyable(user: User, slug: str) -> tuple[Tier, Subscription | None]:
    """Return the plan, and the subscription that would change to it, None when it would be the first.

    Raises Missing for a plan that there is not, and Conflict for one that cannot be bought.
    """
    if not is_stripe():
        raise Conflict(REFUSAL)
    tier = tier_by_slug(slug)
    if tier is None or not tier.is_offered:
        raise Missing("There is no such plan.")
    if not tier.price_usd:
        raise Conflict(f"{tier.name} follows when a plan ends. Cancel the plan instead.")
    if not tier.stripe_price_id:
        raise Conflict(f"{tier.name} cannot be bought yet: it has no price at Stripe.")
    row = Subscription.objects.filter(user=user).select_related("tier").first()
    if row is None or row.provider != BillingProvider.STRIPE or not row.is_running(clock.now()):
        return tier, None
    if row.tier == tier and not row.cancels_at_end:
        raise Conflict(f"{tier.name} is the plan you have.")
    return tier, row


def first_price(tier: Tier) -> Preview:
    at = clock.now()
    return Preview(tier.price_usd, Decimal(0), "USD", tier.price_usd, a_month_after(at), int(at.timestamp()))


def start_checkout(user: User, slug: str) -> str:
    """Return the address where the plan is paid; for somebody who pays already, the page that shows the change."""
    tier, row = buyable(user, slug)
    if row:
        return f"{settings.PUBLIC_URL}/account/plan/{tier.slug}/"
    return provider().checkout_url(user, customer_of(user), tier)


def customer_of(user: User) -> str:
    """Return the user's customer at the provider, made on first use, so that one person never pays as two."""
    known = Subscription.objects.filter(user=user).exclude(stripe_customer_id="").first()
    if known:
        return str(known.stripe_customer_id)
    made = provider().new_customer(user)
    with transaction.atomic():
        row = row_of(user.pk)
        if not row.stripe_customer_id:
            row.stripe_customer_id = made
            row.save(update_fields=["stripe_customer_id"])
    return str(row.stripe_customer_id)


def open_portal(user: User) -> str:
    """Return the address of the provider's page for card and invoices. Raises Conflict for who has never paid."""
    if not is_stripe():
        raise Conflict(REFUSAL)
    row = Subscription.objects.filter(user=user).exclude(stripe_customer_id="").first()
    if row is None:
        raise Conflict("There is nothing at Stripe yet: no plan has been bought.")
    return provider().portal_url(row.stripe_customer_id)


def change_plan(user: User, slug: str, quote: str, *, request: HttpRequest | None = None) -> Subscription:
    """Change the plan for the price that was shown.

    Raises Conflict when it was shown too long ago or the card is refused, and Unavailable.
    """
    tier, row = buyable(user, slug)
    if row is None:
        raise Conflict("There is no plan that could be changed.")
    prorated_at = read_quote(quote, row, tier)
    before = row.tier.slug
    provider().change_plan(row, tier, prorated_at)
    audit.record("plan.changed", user=user, actor=user, request=request, details={"plan": tier.slug, "before": before})
    look_behind(row)
    return row


def read_quote(quote: str, row: Subscription, tier: Tier) -> int:
    """Return the moment that the shown price was worked out for."""
    try:
        subscription_id, slug, prorated_at = signing.loads(quote, salt=QUOTE_SALT, max_age=QUOTE_LIFETIME)
    except signing.BadSignature:
        raise Conflict("The price was shown too long ago. Look at it again.") from None
    if (subscription_id, slug) != (row.stripe_subscription_id, tier.slug):
        raise Conflict("The price was shown for another plan. Look at it again.")
    return int(prorated_at)


def finish_checkout(user: User, session_id: str) -> None:
    """Take over what was just paid, without waiting for Stripe's message about it.

    Raises Missing for somebody else's checkout, Conflict and Unavailable.
    """
    if not is_stripe() or not SESSION.fullmatch(session_id):
        raise Missing("There is no such checkout.")
    checkout = provider().checkout(session_id)
    if checkout.user_reference != str(user.pk) or not checkout.customer_id:
        raise Missing("There is no such checkout.")
    row = tie(user.pk, checkout.customer_id)
    if row is None:
        raise Conflict("This payment belongs to another account. Write to the administrator.")
    sync(row.pk)
