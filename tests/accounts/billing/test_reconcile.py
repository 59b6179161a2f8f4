"""The daily comparison with Stripe."""

from datetime import timedelta

import pytest
import time_machine

from accounts.billing.reconcile import GIVE_UP_AFTER, reconcile
from accounts.billing.services import grant_plan
from accounts.models import AuditEntry, Subscription, SubscriptionState, Tier, User
from project.common.clock import now
from tests.factories import UserFactory
from tests.fakes.stripe import StripeServer
from tests.fakes.stripe_world import World


@pytest.fixture
def customers(world: World, tiers: dict[str, Tier]) -> list[Subscription]:
    """Four users who pay; nothing was heard about it."""
    rows = []
    for _ in range(4):
        name = world.customer()
        world.subscribe(name, "price_pro")
        values = {"tier": tiers["free"], "state": SubscriptionState.ENDED, "stripe_customer_id": name}
        rows.append(Subscription.objects.create(user=UserFactory(), **values))
    return rows


def running() -> int:
    return Subscription.objects.filter(tier__slug="pro", state="active").count()


def test_what_was_missed_is_made_good_with_an_entry(customers: list[Subscription]) -> None:
    assert reconcile() == {"ended": 0, "compared": 4, "failed": 0}
    assert running() == 4
    assert AuditEntry.objects.filter(action="plan.changed").count() == 4


def test_each_is_compared_once_a_day(stripe: StripeServer, customers: list[Subscription]) -> None:
    reconcile()
    assert reconcile()["compared"] == 0
    with time_machine.travel(now() + timedelta(hours=24)):
        assert reconcile()["compared"] == 4


def test_one_that_fails_does_not_stop_the_others(
    stripe: StripeServer, world: World, customers: list[Subscription]
) -> None:
    lost = customers[0].stripe_customer_id
    Subscription.objects.filter(pk=customers[0].pk).update(stripe_subscription_id="sub_gone")
    del world.objects[lost]
    assert reconcile() == {"ended": 0, "compared": 3, "failed": 1}
    assert running() == 3
    assert reconcile()["failed"] == 0, "it waits for the next day"


def test_while_stripe_is_away_it_gives_up_and_goes_on_with_the_rest_later(
    stripe: StripeServer, customers: list[Subscription]
) -> None:
    stripe.fail()
    assert reconcile()["failed"] == GIVE_UP_AFTER
    stripe.recover()
    assert reconcile()["compared"] == 4 - GIVE_UP_AFTER


def test_who_waited_longest_comes_first(stripe: StripeServer, customers: list[Subscription]) -> None:
    for row, days in zip(customers, (2, 4, 3, None), strict=True):
        checked = now() - timedelta(days=days) if days else None
        Subscription.objects.filter(pk=row.pk).update(checked_at=checked)
    reconcile()
    asked = [request.params["customer"] for request in stripe.asked("/v1/subscriptions")]
    assert asked == [customers[place].stripe_customer_id for place in (3, 1, 2, 0)]


def test_a_grant_that_ran_out_becomes_ended_once(user: User, tiers: dict[str, Tier]) -> None:
    grant_plan(user, tiers["pro"], ends_at=now() + timedelta(days=1))
    assert reconcile()["ended"] == 0
    with time_machine.travel(now() + timedelta(days=2)):
        assert [reconcile()["ended"] for _ in range(2)] == [1, 0]
    assert Subscription.objects.get(user=user).state == "ended"
    actions = AuditEntry.objects.filter(user_id=user.pk).order_by("number").values_list("action", flat=True)
    assert list(actions) == ["plan.granted", "plan.ended"]


def test_behind_a_grant_that_ran_out_the_paid_plan_shows(
    world: World, customer: str, user: User, tiers: dict[str, Tier]
) -> None:
    world.subscribe(customer, "price_starter")
    grant_plan(user, tiers["pro"], ends_at=now() + timedelta(days=1))
    with time_machine.travel(now() + timedelta(days=2)):
        assert reconcile()["ended"] == 1
    row = Subscription.objects.select_related("tier").get(user=user)
    assert (row.tier.slug, row.provider, row.state) == ("starter", "stripe", "active")


def test_without_stripe_only_grants_are_looked_at(user: User, tiers: dict[str, Tier]) -> None:
    values = {"tier": tiers["pro"], "provider": "stripe", "stripe_customer_id": "cus_1"}
    Subscription.objects.create(user=user, **values)
    assert reconcile() == {"ended": 0, "compared": 0, "failed": 0}
