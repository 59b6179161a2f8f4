"""Tickets: who stores what when several pictures are taken at the same time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts import audit
from accounts.billing.provider import Picture
from accounts.billing.providers import provider
from accounts.billing.sync import Bell, draw_ticket, store, sync, tie
from accounts.models import BillingEvent, Invoice, Subscription, Tier, User
from project.common.errors import Unavailable
from tests.accounts.billing.stories import state_of, steps
from tests.accounts.paying import WEBHOOK
from tests.fakes.stripe import Request, StripeServer, signed
from tests.fakes.stripe_world import World


def plan_of(user: User) -> tuple[str, str]:
    row = Subscription.objects.select_related("tier").get(user=user)
    return row.tier.slug, row.state


def row_of(user: User) -> Subscription:
    return Subscription.objects.get(user=user)


def picture_of(row: Subscription | None) -> tuple[Subscription, Picture]:
    assert row
    return row, provider().picture(row.stripe_customer_id, row.stripe_subscription_id)


def test_a_picture_taken_earlier_does_not_overwrite_a_later_one(world: World, customer: str, user: User) -> None:
    bought = world.subscribe(customer, "price_starter")
    early, old = picture_of(draw_ticket(row_of(user).pk))
    world.change_price(bought, "price_pro")
    late, new = picture_of(draw_ticket(row_of(user).pk))
    with transaction.atomic():
        store(late, new)
        store(early, old)
    assert plan_of(user) == ("pro", "active")


def test_an_earlier_ticket_counts_as_long_as_no_later_one_was_stored(world: World, customer: str, user: User) -> None:
    """Whoever drew the later one may fail, and nobody waits for that."""
    world.subscribe(customer, "price_starter")
    early, picture = picture_of(draw_ticket(row_of(user).pk))
    draw_ticket(row_of(user).pk)
    with transaction.atomic():
        store(early, picture)
    assert plan_of(user) == ("starter", "active")


@pytest.mark.django_db(transaction=True)
def test_a_message_that_is_overtaken_counts_as_heard_and_the_later_picture_stays(
    stripe: StripeServer, world: World, customer: str, user: User
) -> None:
    bought = world.subscribe(customer, "price_starter")
    row = row_of(user)

    def overtake(request: Request) -> None:
        """While the first asks for invoices, having read the plan, another message comes and is done."""
        if request.path == "/v1/invoices":
            stripe.before = None
            world.change_price(bought, "price_pro")
            sync(row.pk, Bell("evt_second", "customer.subscription.updated"))
            connection.close()

    stripe.before = overtake
    sync(row.pk, Bell("evt_first", "customer.subscription.created"))
    assert plan_of(user) == ("pro", "active")
    assert set(BillingEvent.objects.values_list("external_id", flat=True)) == {"evt_first", "evt_second"}
    assert row_of(user).sync_applied == 2


def test_a_message_whose_picture_fails_is_not_heard(
    stripe: StripeServer, world: World, customer: str, user: User
) -> None:
    world.subscribe(customer, "price_starter")
    stripe.fail()
    with pytest.raises(Unavailable):
        sync(row_of(user).pk, Bell("evt_1", "customer.subscription.created"))
    assert not BillingEvent.objects.exists()
    row = row_of(user)
    assert (row.sync_claim, row.sync_applied, row.checked_at) == (1, 0, None)


def test_a_picture_of_the_customer_before_is_not_stored(world: World, customer: str, user: User) -> None:
    world.subscribe(customer, "price_starter")
    claimed, picture = picture_of(draw_ticket(row_of(user).pk))
    tie(user.pk, world.customer())
    with transaction.atomic():
        store(claimed, picture)
    assert plan_of(user) == ("free", "ended")


def test_the_same_news_change_nothing_and_write_no_entry(world: World, customer: str, user: User) -> None:
    world.subscribe(customer, "price_pro")
    sync(row_of(user).pk)
    before = state_of(user)
    sync(row_of(user).pk)
    assert state_of(user) == before
    assert audit.record("marker").number == 2


def test_paying_twice_is_logged(world: World, customer: str, user: User, caplog: pytest.LogCaptureFixture) -> None:
    world.subscribe(customer, "price_pro")
    world.subscribe(customer, "price_pro")
    sync(row_of(user).pk)
    assert "billing_pays_twice" in caplog.text


def test_syncing_asks_a_fixed_number_of_times(
    world: World, customer: str, user: User, django_assert_num_queries: Callable[[int], object]
) -> None:
    bought = world.subscribe(customer, "price_pro")
    for _ in range(8):
        world.bill(bought, 7900)
    sync(row_of(user).pk)
    row = row_of(user)
    with django_assert_num_queries(11):
        sync(row.pk)


@pytest.mark.django_db(transaction=True)
def test_messages_delivered_at_once_by_many_threads_end_the_same(
    stripe: StripeServer, world: World, customer: str, user: User
) -> None:
    for step in steps(world, customer):
        step()
    posts = [signed(event) for event in world.events for _ in range(3)]
    barrier = threading.Barrier(6)

    def post(number: int) -> list[int]:
        barrier.wait(10)
        try:
            return [deliver(*posts[place]) for place in range(number, len(posts), 6)]
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        statuses = [status for found in pool.map(post, range(6)) for status in found]
    assert set(statuses) == {200}
    assert (plan_of(user), BillingEvent.objects.count()) == (("pro", "ended"), 6)
    assert sorted(Invoice.objects.values_list("state", "amount")) == [("paid", 29), ("paid", 79)]
    row = row_of(user)
    assert row.sync_applied <= row.sync_claim
    assert audit.examine().fault == ""


def deliver(body: bytes, header: str) -> int:
    answer = Client().post(WEBHOOK, body, content_type="application/json", headers={"Stripe-Signature": header})
    return int(answer.status_code)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_stripe_takes_its_time(
    stripe: StripeServer, world: World, customer: str, user: User, tiers: dict[str, Tier]
) -> None:
    world.subscribe(customer, "price_pro")
    row = row_of(user)
    stripe.hold()

    def slow() -> None:
        try:
            sync(row.pk)
        finally:
            connection.close()

    waiting = threading.Thread(target=slow)
    waiting.start()
    try:
        wait_until(lambda: bool(stripe.requests))
        started = time.monotonic()
        Subscription.objects.filter(pk=row.pk).update(tier=tiers["starter"])
        assert time.monotonic() - started < 3
    finally:
        stripe.recover()
        waiting.join(20)
    assert plan_of(user) == ("pro", "active")


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.01)
