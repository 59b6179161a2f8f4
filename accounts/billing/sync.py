"""Brings a user's plan in line with Stripe, whatever order the news comes in.

A bell only says that something happened. Whoever hears it draws a ticket, takes a picture of the customer at Stripe,
and stores it unless a later ticket was stored before: that picture was begun after ours was asked for, so it shows
what our bell rang about, too. No lock is held while Stripe is asked, and nobody waits for another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import F

from accounts import audit
from accounts.billing.invoices import store_invoices
from accounts.billing.provider import Picture, RemoteSubscription
from accounts.billing.providers import provider
from accounts.billing.rows import locked, row_of
from accounts.billing.standings import Standing, bought, choose, facts, granted, tier_bought, write
from accounts.models import BillingEvent, BillingProvider, Subscription, SubscriptionState, Tier
from project.common import clock

log = structlog.get_logger()
CUSTOMER_DELETED = "customer.deleted"


@dataclass(frozen=True, slots=True)
class Bell:
    """One message of the provider, without what it says."""

    id: str
    kind: str
    object_id: str = ""
    customer_id: str = ""


def sync(row_id: int, bell: Bell | None = None) -> None:
    """Take a picture and store it; the bell counts as heard only together with it.

    Raises Unavailable and Conflict, as the provider does; nothing is stored then.
    """
    claimed = draw_ticket(row_id)
    picture = provider().picture(claimed.stripe_customer_id, claimed.stripe_subscription_id) if claimed else None
    with transaction.atomic():
        if claimed and picture:
            store(claimed, picture)
        if bell:
            remember(bell)


def draw_ticket(row_id: int) -> Subscription | None:
    """Return the row with the next ticket on it, None when its user is gone."""
    with transaction.atomic():
        Subscription.objects.filter(pk=row_id).update(sync_claim=F("sync_claim") + 1)
        row: Subscription | None = Subscription.objects.filter(pk=row_id).first()
    return row


def store(claimed: Subscription, picture: Picture) -> None:
    """Store the picture under the ticket in ``claimed``, unless a later one is there or the customer is another now."""
    row = locked(claimed.pk)
    if row is None or row.stripe_customer_id != claimed.stripe_customer_id or claimed.sync_claim <= row.sync_applied:
        return
    at = clock.now()
    row.sync_applied, row.checked_at = claimed.sync_claim, at
    store_invoices(row.user_id, picture.invoices)
    settle(row, picture.subscriptions, at)


def settle(row: Subscription, subscriptions: Sequence[RemoteSubscription], at: datetime) -> None:
    """Write the plan that counts, and what changed into the audit log."""
    before = facts(row)
    tiers = Tier.objects.all()
    standings = [standing for one in subscriptions if (standing := standing_of(one, row, tiers))]
    own = granted(row, at)
    chosen = choose([*standings, own] if own else standings, at)
    warn_of_doubles(row, standings, at)
    if chosen:
        write(row, chosen)
    elif not any(one.state != SubscriptionState.ENDED for one in subscriptions):
        row.state, row.cancels_at_end = SubscriptionState.ENDED, False
    row.save()
    after = facts(row)
    if after != before:
        is_end = row.state == SubscriptionState.ENDED
        audit.record("plan.ended" if is_end else "plan.changed", user=row.user_id, details={**after, "before": before})


def standing_of(remote: RemoteSubscription, row: Subscription, tiers: Iterable[Tier]) -> Standing | None:
    tier = tier_bought(remote, row, tiers)
    if tier is None:
        log.error("billing_price_unknown", subscription=remote.id, prices=remote.prices)
        return None
    return bought(remote, tier)


def warn_of_doubles(row: Subscription, standings: Sequence[Standing], at: datetime) -> None:
    running = [one.subscription_id for one in standings if one.is_running(at)]
    if len(running) > 1:
        log.warning("billing_pays_twice", user_id=row.user_id, subscriptions=running)


def remember(bell: Bell) -> None:
    """Keep the bell once; another process that heard the same may have been faster.

    A customer that was deleted at Stripe can buy nothing more, so the user gets a fresh one.
    """
    if bell.kind == CUSTOMER_DELETED:
        Subscription.objects.filter(stripe_customer_id=bell.customer_id).update(stripe_customer_id="")
    event = BillingEvent(external_id=bell.id, kind=bell.kind, object_id=bell.object_id)
    BillingEvent.objects.bulk_create([event], ignore_conflicts=True)


def tie(user_id: int, customer_id: str) -> Subscription | None:
    """Make a customer the user's own and return the row, or None when it may not be.

    It is refused when somebody else has it, and while the user pays through another one.
    """
    with transaction.atomic():
        row = row_of(user_id)
        if row.stripe_customer_id == customer_id:
            return row
        is_taken = Subscription.objects.filter(stripe_customer_id=customer_id).exclude(pk=row.pk).exists()
        pays = row.provider == BillingProvider.STRIPE and row.is_running(clock.now())
        if is_taken or (row.stripe_customer_id and pays):
            log.warning("billing_customer_refused", user_id=user_id, customer=customer_id)
            return None
        row.stripe_customer_id = customer_id
        row.save(update_fields=["stripe_customer_id"])
    return row
