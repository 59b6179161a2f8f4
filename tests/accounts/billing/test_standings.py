"""Which of several plans counts."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.billing.provider import RemoteSubscription
from accounts.billing.standings import Standing, choose, granted, tier_bought
from accounts.models import BillingProvider, Subscription, SubscriptionState, Tier

NOW = datetime(2026, 11, 22, tzinfo=UTC)
STARTER = Tier(pk=1, slug="starter", stripe_price_id="price_starter")
PRO = Tier(pk=2, slug="pro", stripe_price_id="price_pro")


def plan(days_ago: int, *, is_over: bool = False, by: str = "stripe", tier: Tier = PRO) -> Standing:
    return Standing(
        tier=tier,
        provider=BillingProvider(by),
        state=SubscriptionState.ENDED if is_over else SubscriptionState.ACTIVE,
        started_at=NOW - timedelta(days=days_ago),
        ends_at=None,
        subscription_id=f"sub_{days_ago}" if by == "stripe" else "",
    )


@pytest.mark.parametrize(
    ("standings", "expected"),
    [
        ([], None),
        ([plan(9), plan(2), plan(5)], 1),
        ([plan(9), plan(2, is_over=True)], 0),
        ([plan(9, by="manual"), plan(400, is_over=True)], 0),
        ([plan(9, by="manual"), plan(2)], 1),
        ([plan(2, by="manual"), plan(9)], 0),
        ([plan(9, is_over=True), plan(2, is_over=True)], 1),
    ],
)
def test_the_newest_that_runs_counts_else_the_newest(standings: list[Standing], expected: int | None) -> None:
    chosen = None if expected is None else standings[expected]
    assert choose(standings, NOW) == chosen
    assert choose(standings[::-1], NOW) == chosen


@pytest.mark.parametrize(("hours", "is_running"), [(1, True), (0, False), (-1, False)])
def test_a_grant_runs_until_its_end(hours: int, is_running: bool) -> None:
    row = Subscription(granted_tier=PRO, granted_at=NOW - timedelta(days=3), granted_until=NOW + timedelta(hours=hours))
    own = granted(row, NOW)
    assert own
    assert own.is_running(NOW) is is_running


def test_without_a_grant_there_is_none() -> None:
    assert granted(Subscription(), NOW) is None


@pytest.mark.parametrize(
    ("prices", "name", "before", "expected"),
    [
        (("price_pro",), "starter", "sub_other", PRO),
        (("price_x", "price_starter"), "", "sub_other", STARTER),
        (("price_x",), "starter", "sub_other", STARTER),
        (("price_x",), "", "sub_1", PRO),
        (("price_x",), "gone", "sub_other", None),
        ((), "", "sub_other", None),
    ],
)
def test_the_tier_follows_price_then_name_then_what_it_was(
    prices: tuple[str, ...], name: str, before: str, expected: Tier | None
) -> None:
    remote = RemoteSubscription("sub_1", SubscriptionState.ACTIVE, prices, name, NOW, None, cancels_at_end=False)
    row = Subscription(tier=PRO, provider=BillingProvider.STRIPE, stripe_subscription_id=before)
    assert tier_bought(remote, row, [STARTER, PRO]) == expected


def test_a_granted_tier_says_nothing_about_a_price() -> None:
    remote = RemoteSubscription("sub_1", SubscriptionState.ACTIVE, ("price_x",), "", NOW, None, cancels_at_end=False)
    row = Subscription(tier=PRO, provider=BillingProvider.MANUAL, stripe_subscription_id="sub_1")
    assert tier_bought(remote, row, [STARTER, PRO]) is None
