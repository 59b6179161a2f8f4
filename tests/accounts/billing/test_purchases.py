"""Buying and changing a plan through Stripe."""

from decimal import Decimal

import pytest
import time_machine
from pytest_django.fixtures import Settings

from accounts.billing.purchases import change_plan, customer_of, finish_checkout, offer, open_portal, start_checkout
from accounts.billing.selectors import tier_of
from accounts.billing.services import cancel_plan, grant_plan
from accounts.billing.sync import sync
from accounts.models import AuditEntry, Subscription, Tier, User
from project.common.clock import now
from project.common.errors import Conflict, Missing, Unavailable
from tests.factories import UserFactory
from tests.fakes.stripe import StripeServer
from tests.fakes.stripe_world import World


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def starter(world: World, customer: str, user: User) -> dict[str, object]:
    """The user pays for Starter."""
    bought = world.subscribe(customer, "price_starter", plan="starter")
    sync(Subscription.objects.get(user=user).pk)
    return bought


def session_of(stripe: StripeServer, url: str) -> dict[str, object]:
    return stripe.world.objects[url.rpartition("/")[2]]


def test_a_checkout_is_begun_for_the_user_and_the_price(stripe: StripeServer, user: User, settings: Settings) -> None:
    url = start_checkout(user, "pro")
    assert url.startswith(f"{stripe.origin}/pay/cs_test_")
    (request,) = stripe.asked("/v1/checkout")
    page = f"{settings.PUBLIC_URL}/account/plan/"
    assert request.params["mode"] == "subscription"
    assert request.params["client_reference_id"] == str(user.pk)
    assert request.params["line_items"]["0"] == {"price": "price_pro", "quantity": "1"}
    assert request.params["cancel_url"] == page
    assert request.params["success_url"] == f"{page}?checkout={{CHECKOUT_SESSION_ID}}"
    assert request.params["customer"] == Subscription.objects.get(user=user).stripe_customer_id
    assert tier_of(fresh(user)).slug == "free"


def test_one_person_is_one_customer_however_often_they_begin(stripe: StripeServer, user: User) -> None:
    names = {customer_of(fresh(user)) for _ in range(3)}
    Subscription.objects.update(stripe_customer_id="")
    assert {customer_of(fresh(user))} == names
    assert len(stripe.asked("/v1/customers")) == 2


def test_what_was_paid_counts_when_the_buyer_comes_back(stripe: StripeServer, world: World, user: User) -> None:
    session = session_of(stripe, start_checkout(user, "premium"))
    world.complete_checkout(session)
    finish_checkout(user, str(session["id"]))
    assert tier_of(fresh(user)).slug == "pro"


@pytest.mark.parametrize("name", ["", "cs_nobody", "../v1/customers", "cs_" + "x" * 300])
def test_a_checkout_that_there_is_not_changes_nothing(name: str, stripe: StripeServer, user: User) -> None:
    with pytest.raises((Missing, Conflict)):
        finish_checkout(user, name)
    assert not Subscription.objects.exists()


def test_somebody_elses_checkout_is_not_taken_over(stripe: StripeServer, world: World, user: User) -> None:
    other = UserFactory()
    session = session_of(stripe, start_checkout(other, "pro"))
    world.complete_checkout(session)
    with pytest.raises(Missing):
        finish_checkout(user, str(session["id"]))


@pytest.mark.parametrize(
    ("slug", "error", "sentence"),
    [
        ("nothing", Missing, "no such plan"),
        ("secret", Missing, "no such plan"),
        ("free", Conflict, "Cancel the plan instead"),
        ("unpriced", Conflict, "has no price at Stripe"),
    ],
)
def test_what_cannot_be_bought_says_why(
    slug: str, error: type[Exception], sentence: str, stripe: StripeServer, user: User
) -> None:
    Tier.objects.create(slug="unpriced", name="Unpriced", price_usd=5)
    Tier.objects.create(slug="secret", name="Secret", price_usd=5, is_offered=False, stripe_price_id="price_pro")
    with pytest.raises(error, match=sentence):
        start_checkout(user, slug)
    assert stripe.requests == []


def test_with_the_manual_provider_nothing_is_sold(user: User, tiers: dict[str, Tier]) -> None:
    for act in (lambda: start_checkout(user, "pro"), lambda: open_portal(user), lambda: offer(user, "pro")):
        with pytest.raises(Conflict, match="Plans are granted by the administrator here"):
            act()


def test_a_first_plan_is_offered_at_its_price_without_asking_stripe(stripe: StripeServer, user: User) -> None:
    found = offer(user, "pro")
    assert (found.is_change, found.quote, found.preview.due_now) == (False, "", Decimal(79))
    assert found.preview.next_at
    assert 28 <= (found.preview.next_at - now()).days <= 31
    assert stripe.requests == []


def test_who_was_granted_a_plan_may_buy_another(stripe: StripeServer, user: User, tiers: dict[str, Tier]) -> None:
    grant_plan(user, tiers["starter"])
    assert not offer(fresh(user), "pro").is_change
    assert "/pay/" in start_checkout(fresh(user), "pro")


def test_a_change_costs_what_was_shown(
    stripe: StripeServer, world: World, user: User, starter: dict[str, object]
) -> None:
    found = offer(user, "pro")
    shown = found.preview
    assert (shown.due_now, shown.credit, shown.currency) == (Decimal("43.21"), Decimal(0), "USD")
    assert (shown.next_amount, shown.next_at) == (Decimal(79), Subscription.objects.get(user=user).ends_at)
    change_plan(user, "pro", found.quote)
    assert tier_of(fresh(user)).slug == "pro"
    preview = stripe.asked("/v1/invoices/create_preview")[0].params["subscription_details"]
    change = next(request.params for request in stripe.requests if "payment_behavior" in request.params)
    assert change["proration_date"] == preview["proration_date"] == str(shown.prorated_at)
    assert change["payment_behavior"] == "error_if_incomplete"
    assert change["metadata"] == {"plan": "pro"}
    entry = AuditEntry.objects.filter(user_id=user.pk, actor_id=user.pk).get()
    assert (entry.action, entry.details["plan"], entry.details["before"]) == ("plan.changed", "pro", "starter")


def test_a_smaller_plan_leaves_a_credit(world: World, customer: str, user: User) -> None:
    world.subscribe(customer, "price_pro")
    sync(Subscription.objects.get(user=user).pk)
    shown = offer(user, "starter").preview
    assert (shown.due_now, shown.credit) == (Decimal(0), Decimal("12.34"))


def test_a_card_that_is_refused_changes_nothing(world: World, user: User, starter: dict[str, object]) -> None:
    world.refuses_cards = True
    with pytest.raises(Conflict, match=r"The card was refused\. Your card was declined\."):
        change_plan(user, "pro", offer(user, "pro").quote)
    assert tier_of(fresh(user)).slug == "starter"


def test_a_price_that_was_made_up_or_shown_long_ago_is_not_taken(
    world: World, user: User, starter: dict[str, object]
) -> None:
    quote = offer(user, "pro").quote
    for wrong in ("", "x" + quote, quote[:-2]):
        with pytest.raises(Conflict, match="too long ago"):
            change_plan(user, "pro", wrong)
    with pytest.raises(Conflict, match="another plan"):
        change_plan(user, "enterprise", quote)
    with time_machine.travel(now().timestamp() + 31 * 60, tick=False), pytest.raises(Conflict, match="too long ago"):
        change_plan(user, "pro", quote)
    assert tier_of(fresh(user)).slug == "starter"


def test_the_plan_one_has_is_not_sold_again_unless_it_was_cancelled(
    world: World, user: User, starter: dict[str, object]
) -> None:
    with pytest.raises(Conflict, match="Starter is the plan you have"):
        offer(user, "starter")
    cancel_plan(user)
    change_plan(user, "starter", offer(user, "starter").quote)
    assert not Subscription.objects.get(user=user).cancels_at_end


def test_who_pays_already_is_sent_to_the_page_that_shows_the_change(
    stripe: StripeServer, user: User, starter: dict[str, object], settings: Settings
) -> None:
    assert start_checkout(user, "premium") == f"{settings.PUBLIC_URL}/account/plan/pro/"
    assert not stripe.asked("/v1/checkout")


def test_the_portal_opens_for_customers_only(stripe: StripeServer, user: User) -> None:
    with pytest.raises(Conflict, match="nothing at Stripe yet"):
        open_portal(user)
    name = customer_of(user)
    assert open_portal(fresh(user)) == f"{stripe.origin}/portal/{name}"


def test_while_stripe_is_away_nothing_begins(stripe: StripeServer, user: User) -> None:
    stripe.fail(503)
    with pytest.raises(Unavailable):
        start_checkout(user, "pro")
    assert not Subscription.objects.exists()
