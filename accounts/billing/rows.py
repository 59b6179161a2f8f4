"""The one row that holds a user's plan, locked for whoever writes it."""

from accounts.billing.selectors import free_tier
from accounts.models import Subscription, SubscriptionState
from project.common.owned import OwnedQuerySet


def locked(row_id: int) -> Subscription | None:
    """Return the row inside the caller's transaction, None when its user is gone."""
    found: Subscription | None = locked_rows().filter(pk=row_id).first()
    return found


def row_of(user_id: int) -> Subscription:
    """Return the user's row inside the caller's transaction; one that is made for it stands for no plan."""
    row: Subscription | None = locked_rows().filter(user_id=user_id).first()
    if row is None:
        defaults = {"tier": free_tier(), "state": SubscriptionState.ENDED}
        row, _ = Subscription.objects.select_for_update().get_or_create(user_id=user_id, defaults=defaults)
    return row


def locked_rows() -> OwnedQuerySet:
    return Subscription.objects.select_for_update(of=("self",)).select_related("tier", "granted_tier")
