"""Which of a user's plans counts: the newest one that is running, bought or granted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.billing.provider import RemoteSubscription
from accounts.models import BillingProvider, Subscription, SubscriptionState, Tier


@dataclass(frozen=True, slots=True)
class Standing:
    """One plan that a user has or had."""

    tier: Tier
    provider: BillingProvider
    state: SubscriptionState
    started_at: datetime
    ends_at: datetime | None
    cancels_at_end: bool = False
    subscription_id: str = ""

    def is_running(self, at: datetime) -> bool:
        if self.state == SubscriptionState.ENDED:
            return False
        renews = self.provider == BillingProvider.STRIPE and not self.cancels_at_end
        return renews or self.ends_at is None or at < self.ends_at


def choose(standings: Sequence[Standing], at: datetime) -> Standing | None:
    """Return the newest that is running, else the newest of all; the order they come in says nothing."""
    return max(standings, key=lambda one: (one.is_running(at), one.started_at, one.subscription_id), default=None)


def granted(row: Subscription, at: datetime) -> Standing | None:
    """Return what an administrator granted, None if nothing was."""
    if row.granted_tier is None or row.granted_at is None:
        return None
    is_over = row.granted_until is not None and row.granted_until <= at
    return Standing(
        tier=row.granted_tier,
        provider=BillingProvider.MANUAL,
        state=SubscriptionState.ENDED if is_over else SubscriptionState.ACTIVE,
        started_at=row.granted_at,
        ends_at=row.granted_until,
        cancels_at_end=row.provider == BillingProvider.MANUAL and row.cancels_at_end and not is_over,
    )


def bought(remote: RemoteSubscription, tier: Tier) -> Standing:
    return Standing(
        tier=tier,
        provider=BillingProvider.STRIPE,
        state=remote.state,
        started_at=remote.started_at,
        ends_at=remote.ends_at,
        cancels_at_end=remote.cancels_at_end,
        subscription_id=remote.id,
    )


def tier_bought(remote: RemoteSubscription, row: Subscription, tiers: Iterable[Tier]) -> Tier | None:
    """Return the tier by its price, else by the name written at purchase, else what this very subscription had.

    An old price that an administrator has replaced in the tier thus still buys what was sold.
    """
    by_price = (tier for tier in tiers if tier.stripe_price_id and tier.stripe_price_id in remote.prices)
    by_name = (tier for tier in tiers if tier.slug == remote.plan)
    is_same = row.provider == BillingProvider.STRIPE and row.stripe_subscription_id == remote.id
    return next(by_price, None) or next(by_name, None) or (row.tier if is_same else None)


def write(row: Subscription, standing: Standing) -> None:
    """Put what counts on the row, which is not saved here."""
    row.tier = standing.tier
    row.provider = standing.provider
    row.state = standing.state
    row.started_at = standing.started_at
    row.ends_at = standing.ends_at
    row.cancels_at_end = standing.cancels_at_end
    row.stripe_subscription_id = standing.subscription_id or row.stripe_subscription_id


def facts(row: Subscription) -> dict[str, object]:
    """Return what the audit log keeps of a plan."""
    return {
        "plan": row.tier.slug,
        "provider": str(row.provider),
        "state": str(row.state),
        "cancels_at_end": row.cancels_at_end,
    }
