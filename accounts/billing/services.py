"""Plans that an administrator grants, and the end of any plan."""

from datetime import datetime

import structlog
from django.db import transaction
from django.http import HttpRequest

from accounts import audit
from accounts.billing.invoices import issue_invoice
from accounts.billing.providers import is_stripe, provider
from accounts.billing.rows import row_of
from accounts.billing.standings import facts, granted, write
from accounts.billing.sync import sync
from accounts.models import FREE, BillingProvider, Invoice, Subscription, SubscriptionState, Tier, User
from project.common import clock
from project.common.errors import Conflict, Invalid, Unavailable

log = structlog.get_logger()
PAYS = "This plan is paid through Stripe. Change or cancel it there."


def grant_plan(
    user: User,
    tier: Tier,
    *,
    ends_at: datetime | None = None,
    actor: User | None = None,
    request: HttpRequest | None = None,
) -> Subscription:
    """Give a plan until ``ends_at``, or until it is ended, with an invoice for the time that was not invoiced yet.

    The same grant again changes nothing. Raises Invalid for the free plan or an end that is over, and Conflict while
    the user pays through Stripe.
    """
    at = clock.now()
    check_grant(tier, ends_at, at)
    with transaction.atomic():
        row = row_of(user.pk)
        row.user = user
        if is_stripe() and row.provider == BillingProvider.STRIPE and row.is_running(at):
            raise Conflict(PAYS)
        own = granted(row, at)
        is_on = own is not None and own.is_running(at) and own.tier == tier
        if is_on and row.granted_until == ends_at and not row.cancels_at_end:
            return row
        before, invoiced_until = facts(row), row.granted_until if is_on else at
        row.granted_tier, row.granted_until = tier, ends_at
        row.granted_at = row.granted_at if is_on else at
        put_grant(row, at)
        invoice = invoice_rest(user, tier, invoiced_until, ends_at)
        until = ends_at.isoformat() if ends_at else None
        details = {**facts(row), "ends_at": until, "invoice": invoice.number if invoice else None, "before": before}
        audit.record("plan.granted", user=user, actor=actor, request=request, details=details)
    return row


def check_grant(tier: Tier, ends_at: datetime | None, at: datetime) -> None:
    if tier.slug == FREE:
        raise Invalid(f"{tier.name} is what everybody has. End the plan instead.")
    if ends_at is not None and ends_at <= at:
        raise Invalid("The plan must end in the future.", details={"ends_at": "This time is over."})


def put_grant(row: Subscription, at: datetime) -> None:
    """Let the grant count, as just given: not cancelled."""
    own = granted(row, at)
    assert own
    write(row, own)
    row.cancels_at_end = False
    row.save()


def invoice_rest(user: User, tier: Tier, start: datetime | None, end: datetime | None) -> Invoice | None:
    """Invoice what lies after ``start``; a grant without an end has been invoiced already."""
    if start is None or (end is not None and end <= start):
        return None
    return issue_invoice(user, tier, start, end)


def extend_plan(
    user: User, *, ends_at: datetime, actor: User | None = None, request: HttpRequest | None = None
) -> Subscription:
    """Let a granted plan end later, with an invoice for the time between; the same end again changes nothing.

    Raises Conflict when there is nothing to extend, and Invalid for an earlier end.
    """
    with transaction.atomic():
        row = row_of(user.pk)
        own = granted(row, clock.now())
        if own is None or own.ends_at is None or not own.is_running(clock.now()):
            raise Conflict("There is no granted plan with an end that could be put off.")
        if ends_at < own.ends_at:
            raise Invalid("The plan ends later than that already.", details={"ends_at": "Write a later time."})
        return grant_plan(user, own.tier, ends_at=ends_at, actor=actor, request=request)


def end_plan(user: User, *, actor: User | None = None, request: HttpRequest | None = None) -> Subscription:
    """End what was granted now; a plan that has ended stays as it is.

    Raises Conflict for a plan that Stripe renews.
    """
    at = clock.now()
    with transaction.atomic():
        row = row_of(user.pk)
        row.user = user
        own = granted(row, at)
        if not (own and own.is_running(at)) and not row.is_running(at):
            return row
        before = facts(row)
        if own and own.is_running(at):
            row.granted_until = at
        elif is_stripe():
            raise Conflict(PAYS)
        if row.provider == BillingProvider.MANUAL or not is_stripe():
            row.state, row.ends_at, row.cancels_at_end = SubscriptionState.ENDED, at, False
        row.save()
        details = {**facts(row), "before": before}
        audit.record("plan.ended", user=user, actor=actor, request=request, details=details)
    look_behind(row)
    return row


def look_behind(row: Subscription) -> None:
    """Ask Stripe whether a plan was paid all the while; if it does not answer, the daily comparison does it."""
    if not is_stripe() or not row.stripe_customer_id:
        return
    try:
        sync(row.pk)
    except (Unavailable, Conflict):
        log.warning("billing_sync_put_off", user_id=row.user_id)
    row.refresh_from_db()


def cancel_plan(user: User, *, actor: User | None = None, request: HttpRequest | None = None) -> Subscription:
    """Let the plan end when its time is over, a grant without an end at once; cancelling twice changes nothing.

    Raises Conflict when there is no plan, and Unavailable when Stripe does not answer.
    """
    row: Subscription | None = Subscription.objects.filter(user=user).select_related("tier").first()
    if row is None or not row.is_running(clock.now()):
        raise Conflict("There is no plan to cancel.")
    if row.cancels_at_end:
        return row
    if row.provider == BillingProvider.MANUAL and row.ends_at is None:
        return end_plan(user, actor=actor, request=request)
    if row.provider == BillingProvider.STRIPE:
        provider().cancel(row)
    with transaction.atomic():
        if row.provider == BillingProvider.MANUAL:
            Subscription.objects.filter(pk=row.pk, provider=row.provider).update(cancels_at_end=True)
        audit.record("plan.cancelled", user=user, actor=actor, request=request, details={"plan": row.tier.slug})
    look_behind(row)
    row.refresh_from_db()
    return row
