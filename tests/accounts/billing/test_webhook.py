"""The door for Stripe's messages: what is let in, and what it does."""

import json
import time

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.billing import stripe as stripe_module
from accounts.models import AuditEntry, BillingEvent, Invoice, Subscription, Tier, User
from project.common import clock
from tests.accounts.paying import WEBHOOK, Deliver
from tests.factories import UserFactory
from tests.fakes.stripe import StripeServer, signed
from tests.fakes.stripe_world import MONTH_S, World

FOREIGN = "whsec_somebody_else"


def post(client: Client, body: bytes, **headers: str) -> tuple[int, str]:
    answer = client.post(WEBHOOK, body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json().get("error", {}).get("code", "")


def plan_of(user: User) -> tuple[str, str]:
    row = Subscription.objects.select_related("tier").get(user=user)
    return row.tier.slug, row.state


@pytest.mark.parametrize("signing", [{"secret": FOREIGN}, {"age_s": 301}], ids=["forged", "old"])
def test_a_forged_or_an_old_message_is_refused(
    signing: dict[str, object], stripe: StripeServer, world: World, customer: str, user: User, client: Client
) -> None:
    world.subscribe(customer, "price_pro")
    body, header = signed(world.events[-1], **signing)
    assert post(client, body, **{"Stripe-Signature": header}) == (400, "INVALID_SIGNATURE")
    assert plan_of(user) == ("free", "ended")
    assert (BillingEvent.objects.count(), stripe.requests) == (0, [])


@pytest.mark.parametrize("header", ["", "t=1,v1=", "nonsense", "v1", "t=\u0663,v1=\xe9", "t=9999999999,v1=\xe9\xff"])
def test_a_header_that_is_no_signature_is_refused(header: str, world: World, client: Client, customer: str) -> None:
    world.subscribe(customer, "price_pro")
    body, _ = signed(world.events[-1])
    sent = header.encode("utf-8").decode("latin-1")
    assert post(client, body, **{"Stripe-Signature": sent}) == (400, "INVALID_SIGNATURE")


def test_a_changed_body_is_refused(world: World, client: Client, customer: str) -> None:
    world.subscribe(customer, "price_pro")
    body, header = signed(world.events[-1])
    changed = body.replace(b"active", b"actIve")
    assert changed != body
    assert post(client, changed, **{"Stripe-Signature": header}) == (400, "INVALID_SIGNATURE")
    assert post(client, b"\xff\xfe" + body, **{"Stripe-Signature": header}) == (400, "INVALID_SIGNATURE")


@pytest.mark.parametrize("event", [[], {}, {"id": "evt_1"}, {"id": "e" * 121, "type": "x", "data": {"object": {}}}])
def test_a_signed_message_that_is_no_event_is_invalid(event: object, stripe: StripeServer, client: Client) -> None:
    body, header = signed(event)  # type: ignore[arg-type]
    assert post(client, body, **{"Stripe-Signature": header}) == (422, "INVALID_INPUT")


def test_a_replayed_message_does_nothing(
    stripe: StripeServer, world: World, customer: str, user: User, deliver: Deliver
) -> None:
    world.subscribe(customer, "price_pro")
    assert deliver(world.events[-1]) == 200
    asked, entries = len(stripe.requests), AuditEntry.objects.count()
    assert deliver(world.events[-1]) == 200
    assert (len(stripe.requests), AuditEntry.objects.count(), BillingEvent.objects.count()) == (asked, entries, 1)


def test_what_the_message_says_about_the_plan_is_not_believed(
    world: World, customer: str, user: User, deliver: Deliver
) -> None:
    bought = world.subscribe(customer, "price_starter")
    told = json.loads(json.dumps(world.events[-1]))
    told["data"]["object"]["items"]["data"][0]["price"]["id"] = "price_enterprise"
    world.cancel(bought)
    assert deliver(told) == 200
    assert plan_of(user) == ("starter", "ended")


@pytest.mark.parametrize("name", ["STRIPE_WEBHOOK_SECRET", "BILLING_PROVIDER"])
def test_the_door_is_not_there_unless_stripe_is_set_up(
    name: str, world: World, customer: str, settings: Settings, client: Client
) -> None:
    setattr(settings, name, "" if name.endswith("SECRET") else "manual")
    world.subscribe(customer, "price_pro")
    body, header = signed(world.events[-1])
    assert post(client, body, **{"Stripe-Signature": header}) == (404, "NOT_FOUND")


@pytest.mark.parametrize("fault", [500, 503, 429, 401])
def test_while_stripe_does_not_answer_nothing_is_stored_and_the_message_comes_again(
    fault: int, stripe: StripeServer, world: World, customer: str, user: User, deliver: Deliver, client: Client
) -> None:
    world.subscribe(customer, "price_pro")
    stripe.fail(fault)
    body, header = signed(world.events[-1])
    answer = client.post(WEBHOOK, body, content_type="application/json", headers={"Stripe-Signature": header})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert BillingEvent.objects.count() == 0
    assert plan_of(user) == ("free", "ended")
    stripe.recover()
    assert deliver(world.events[-1]) == 200
    assert plan_of(user) == ("pro", "active")


def test_a_stripe_that_is_gone_is_503(
    settings: Settings, world: World, customer: str, deliver: Deliver, stripe: StripeServer
) -> None:
    world.subscribe(customer, "price_pro")
    settings.STRIPE_BASE_URL = "http://127.0.0.1:1"
    assert deliver(world.events[-1]) == 503


def test_a_stripe_that_hangs_is_503_before_anybody_gives_up_waiting(
    stripe: StripeServer, world: World, customer: str, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe_module, "READ_S", 0.3)
    world.subscribe(customer, "price_pro")
    stripe.hold()
    started = time.monotonic()
    assert deliver(world.events[-1]) == 503
    assert time.monotonic() - started < 10
    stripe.recover()
    assert deliver(world.events[-1]) == 200


def test_a_message_about_nobody_here_is_taken_and_kept(stripe: StripeServer, world: World, deliver: Deliver) -> None:
    world.subscribe(world.customer(), "price_pro")
    assert deliver(world.events[-1]) == 200
    assert BillingEvent.objects.get().kind == "customer.subscription.created"
    assert not Subscription.objects.exists()


def test_news_that_change_no_plan_are_kept_without_asking_stripe(
    stripe: StripeServer, world: World, customer: str, deliver: Deliver
) -> None:
    assert deliver(world.ring("payout.paid", {"id": "po_1", "object": "payout"})) == 200
    assert deliver(world.ring("charge.succeeded", {"id": "ch_1", "customer": customer})) == 200
    assert (BillingEvent.objects.count(), stripe.requests) == (2, [])


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("trialing", ("pro", "active")),
        ("active", ("pro", "active")),
        ("past_due", ("pro", "past_due")),
        ("unpaid", ("pro", "ended")),
        ("paused", ("pro", "ended")),
        ("canceled", ("pro", "ended")),
        ("something_new", ("pro", "ended")),
        ("incomplete", ("free", "ended")),
        ("incomplete_expired", ("free", "ended")),
    ],
)
def test_each_state_of_stripe_has_its_meaning_here(
    status: str, expected: tuple[str, str], world: World, customer: str, user: User, deliver: Deliver
) -> None:
    world.subscribe(customer, "price_pro", status=status)
    assert deliver(world.events[-1]) == 200
    assert plan_of(user) == expected


def test_an_unpaid_plan_comes_back_once_it_is_paid(world: World, customer: str, user: User, deliver: Deliver) -> None:
    bought = world.subscribe(customer, "price_pro", status="unpaid")
    deliver(world.events[-1])
    deliver(world.update(bought, status="active") and world.events[-1])
    assert plan_of(user) == ("pro", "active")


@pytest.mark.parametrize("way", [{"cancel_at_period_end": True}, {"cancel_at": clock.now().year * 10**6}])
def test_a_plan_that_was_cancelled_runs_to_its_end(
    way: dict[str, int], world: World, customer: str, user: User, deliver: Deliver
) -> None:
    bought = world.subscribe(customer, "price_pro")
    world.update(bought, **way)
    deliver(world.events[-1])
    row = Subscription.objects.get(user=user)
    assert row.cancels_at_end
    assert row.ends_at
    assert row.ends_at.timestamp() == way.get("cancel_at", world.period_end(bought))


def test_a_payment_ties_the_customer_to_the_user_it_was_begun_for(
    world: World, user: User, tiers: dict[str, Tier], deliver: Deliver
) -> None:
    UserFactory(email="buyer@example.com")
    session = checkout(world, str(user.pk), customer_email="buyer@example.com")
    assert [deliver(event) for event in world.events] == [200, 200, 200]
    assert plan_of(user) == ("pro", "active")
    assert Subscription.objects.get().stripe_customer_id == session["customer"]
    assert Invoice.objects.get().user == user


@pytest.mark.parametrize("reference", ["", "999999", "-1", "1e3", "\u0661", "9" * 30, "one"])
def test_a_payment_for_nobody_is_kept_and_ties_nobody(
    reference: str, world: World, user: User, deliver: Deliver
) -> None:
    checkout(world, reference, customer_email=user.email)
    assert deliver(world.events[-1]) == 200
    assert not Subscription.objects.exists()
    assert BillingEvent.objects.count() == 1


def test_a_customer_of_one_user_is_not_given_to_another(
    world: World, customer: str, user: User, deliver: Deliver
) -> None:
    other = UserFactory()
    checkout(world, str(other.pk), customer=customer)
    assert deliver(world.events[-1]) == 200
    assert not Subscription.objects.filter(user=other).exclude(stripe_customer_id="").exists()


def test_who_pays_is_not_tied_to_a_second_customer(world: World, customer: str, user: User, deliver: Deliver) -> None:
    world.subscribe(customer, "price_starter")
    deliver(world.events[-1])
    checkout(world, str(user.pk), customer=world.customer())
    assert deliver(world.events[-1]) == 200
    assert Subscription.objects.get(user=user).stripe_customer_id == customer
    assert plan_of(user) == ("starter", "active")


def test_a_customer_deleted_at_stripe_ends_the_plan_and_is_forgotten(
    world: World, customer: str, user: User, deliver: Deliver
) -> None:
    world.subscribe(customer, "price_pro")
    deliver(world.events[-1])
    world.delete_customer(customer)
    assert [deliver(event) for event in world.events[::-1]] == [200, 200, 200]
    assert plan_of(user) == ("pro", "ended")
    assert Subscription.objects.get(user=user).stripe_customer_id == ""


def test_a_stripe_that_knows_nothing_of_a_customer_ends_no_plan(
    stripe: StripeServer, world: World, customer: str, user: User, deliver: Deliver
) -> None:
    """A key of the test mode, say, finds none of the customers."""
    world.subscribe(customer, "price_pro")
    deliver(world.events[-1])
    event = world.ring("invoice.paid", {"id": "in_1", "customer": customer})
    world.objects.clear()
    assert deliver(event) == 409
    assert plan_of(user) == ("pro", "active")


def test_an_old_price_still_buys_what_was_sold(world: World, customer: str, user: User, deliver: Deliver) -> None:
    bought = world.subscribe(customer, "price_pro", plan="pro")
    Tier.objects.filter(slug="pro").update(stripe_price_id="price_pro_2027")
    deliver(world.events[-1])
    assert plan_of(user) == ("pro", "active")
    bought["metadata"] = {}
    world.update(bought)
    deliver(world.events[-1])
    assert plan_of(user) == ("pro", "active")


def test_a_price_that_no_plan_has_changes_nothing(world: World, customer: str, user: User, deliver: Deliver) -> None:
    world.prices["price_other"] = 100
    world.subscribe(customer, "price_other")
    assert deliver(world.events[-1]) == 200
    assert plan_of(user) == ("free", "ended")


def test_of_two_plans_the_newest_that_runs_counts(world: World, customer: str, user: User, deliver: Deliver) -> None:
    world.subscribe(customer, "price_starter")
    world.wait(MONTH_S)
    newer = world.subscribe(customer, "price_pro")
    for event in world.events:
        deliver(event)
    assert plan_of(user) == ("pro", "active")
    world.cancel(newer)
    deliver(world.events[-1])
    assert plan_of(user) == ("starter", "active")


def test_invoices_are_copied_with_all_their_pages(world: World, customer: str, user: User, deliver: Deliver) -> None:
    bought = world.subscribe(customer, "price_pro")
    for _ in range(205):
        world.bill(bought, 7900)
    draft = world.bill(bought, 7900)
    draft["status"] = "draft"
    assert deliver(world.events[-2]) == 200
    assert Invoice.objects.filter(user=user, state="paid", currency="USD", amount="79.00").count() == 205


def test_a_number_that_is_taken_gives_way_to_the_id(world: World, customer: str, user: User, deliver: Deliver) -> None:
    made = world.bill(world.subscribe(customer, "price_pro"), 7900)
    Invoice.objects.create(user=user, number=made["number"], description="made by hand")
    assert deliver(world.events[-1]) == 200
    assert set(Invoice.objects.values_list("number", flat=True)) == {made["number"], made["id"]}


def test_a_user_who_left_is_nobody(world: World, customer: str, user: User, deliver: Deliver) -> None:
    world.subscribe(customer, "price_pro")
    user.delete()
    assert deliver(world.events[-1]) == 200


def checkout(world: World, reference: str, *, customer: str | None = None, **values: object) -> dict[str, object]:
    session = world.add(
        "checkout.session",
        "cs_test",
        customer=customer,
        client_reference_id=reference,
        price="price_pro",
        plan="pro",
        **values,
    )
    world.complete_checkout(session)
    return session
