"""The list of accounts says in SQL what the other selectors say of one account."""

from datetime import timedelta
from itertools import product

import pytest
from allauth.mfa.models import Authenticator

from accounts.billing.catalog import load_catalog
from accounts.billing.selectors import tier_of
from accounts.models import BillingProvider, MonthlyUsage, Subscription, SubscriptionState, Tier, User
from accounts.roster import roster, search
from accounts.selectors import has_second_step
from accounts.usage.quota import this_month
from project.common.clock import now
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ENDS = (None, timedelta(days=-1), timedelta(days=1))


def test_the_plan_is_the_one_that_counts() -> None:
    load_catalog()
    UserFactory()
    pro = Tier.objects.get(slug="pro")
    cases = product(SubscriptionState.values, BillingProvider.values, ENDS, (True, False))
    for state, provider, end, cancels in cases:
        ends_at = now() + end if end else None
        Subscription.objects.create(
            user=UserFactory(), tier=pro, state=state, provider=provider, ends_at=ends_at, cancels_at_end=cancels
        )
    accounts = list(roster())
    expected = {account.pk: tier_of(User.objects.get(pk=account.pk)) for account in accounts}
    assert {account.pk: account.plan for account in accounts} == {pk: tier.slug for pk, tier in expected.items()}
    assert {account.pk: account.plan_name for account in accounts} == {pk: tier.name for pk, tier in expected.items()}
    assert {tier.slug for tier in expected.values()} == {"free", "pro"}


def test_only_the_calls_of_this_month_count(user: User) -> None:
    load_catalog()
    MonthlyUsage.objects.create(user=user, month=this_month(), calls=7)
    MonthlyUsage.objects.create(user=user, month=this_month() - timedelta(days=40), calls=100)
    assert roster().get(pk=user.pk).calls_this_month == 7


@pytest.mark.parametrize(("kind", "is_on"), [("totp", True), ("webauthn", True), ("recovery_codes", False)])
def test_a_second_step_is_an_app_or_a_passkey(user: User, kind: str, is_on: bool) -> None:
    Authenticator.objects.create(user=user, type=kind, data={})
    assert roster().get(pk=user.pk).has_second_step == has_second_step(user) == is_on


def test_every_word_has_to_be_found(user: User) -> None:
    mara = UserFactory(username="mara", full_name="Mara Berg")
    UserFactory(username="kai", full_name="Kai Berg")
    assert list(search(roster(), "berg mar")) == [mara]
    assert search(roster(), "").count() == 3
