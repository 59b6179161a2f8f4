"""The daily comparison with Stripe, in portions, and the end of grants whose time is over."""

import time
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q, QuerySet

from accounts import audit
from accounts.billing.providers import is_stripe
from accounts.billing.rows import locked
from accounts.billing.services import look_behind
from accounts.billing.standings import facts
from accounts.billing.sync import sync
from accounts.models import BillingProvider, Subscription, SubscriptionState
from project.common import clock
from project.common.errors import Conflict, Unavailable

log = structlog.get_logger()
EVERY = timedelta(hours=23)
# A task may take 60 seconds, and the last comparison of a portion half of that.
PORTION, PORTION_S = 1000, 25.0
GIVE_UP_AFTER = 3


def reconcile() -> dict[str, int]:
    """End grants that ran out, and compare with Stripe whoever was not compared for a day, until the time is up."""
    counts = {"ended": end_lapsed(clock.now()), "compared": 0, "failed": 0}
    if not is_stripe():
        return counts
    deadline, in_a_row = time.monotonic() + PORTION_S, 0
    for row_id in due(clock.now()).values_list("pk", flat=True)[:PORTION]:
        is_done = compare(row_id)
        counts["compared" if is_done else "failed"] += 1
        in_a_row = 0 if is_done else in_a_row + 1
        if in_a_row == GIVE_UP_AFTER or time.monotonic() > deadline:
            break
    return counts


def due(at: datetime) -> "QuerySet[Subscription]":
    """Return the rows with a customer, those first that waited longest."""
    waited = Q(checked_at=None) | Q(checked_at__lt=at - EVERY)
    rows = Subscription.objects.exclude(stripe_customer_id="").filter(waited)
    return rows.order_by(F("checked_at").asc(nulls_first=True))


def compare(row_id: int) -> bool:
    """Compare one; that it fails is logged, and it waits for the next day like the others."""
    Subscription.objects.filter(pk=row_id).update(checked_at=clock.now())
    try:
        sync(row_id)
    except (Unavailable, Conflict) as error:
        log.warning("billing_compare_failed", subscription=row_id, error=error.message)
        return False
    return True


def end_lapsed(at: datetime) -> int:
    """Write on the row of a grant that ran out that it has ended; it stopped counting at that moment already."""
    lapsed = Subscription.objects.exclude(state=SubscriptionState.ENDED).filter(
        provider=BillingProvider.MANUAL, ends_at__lte=at
    )
    return sum(end_one(row_id, at) for row_id in lapsed.values_list("pk", flat=True))


def end_one(row_id: int, at: datetime) -> bool:
    with transaction.atomic():
        row = locked(row_id)
        if row is None or row.provider != BillingProvider.MANUAL or row.is_running(at):
            return False
        before = facts(row)
        row.state, row.cancels_at_end = SubscriptionState.ENDED, False
        row.save(update_fields=["state", "cancels_at_end"])
        audit.record("plan.ended", user=row.user_id, details={**facts(row), "before": before})
    look_behind(row)
    return True
