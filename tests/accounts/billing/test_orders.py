"""Whatever order Stripe's messages come in, and however often, the end is the same.

Of the 720 orders of the story a seeded sample of 200 is played, the true one and its reverse; every twentieth goes
through the door with its signature, the others start behind it.
"""

import itertools
import random

import pytest
from django.db import transaction

from accounts.billing.webhook import hear, read_bell
from accounts.models import AuditEntry, BillingEvent, Subscription, User
from tests.accounts.billing.stories import state_of, steps
from tests.accounts.paying import Deliver
from tests.fakes.stripe import StripeServer, signed
from tests.fakes.stripe_world import Object, World

SAMPLE = 200
BY_DOOR = 20


def orders(events: list[Object]) -> list[tuple[Object, ...]]:
    every = list(itertools.permutations(events))
    return [every[0], every[-1], *random.Random(720).sample(every[1:-1], SAMPLE)]


def twice_some(order: tuple[Object, ...], dice: random.Random) -> list[Object]:
    """Let two of the messages come a second time, somewhere after the first."""
    played = list(order)
    for event in dice.sample(order, 2):
        played.insert(dice.randint(played.index(event) + 1, len(played)), event)
    return played


def test_every_order_of_a_story_with_duplicates_ends_the_same(
    world: World, customer: str, user: User, deliver: Deliver
) -> None:
    for step in steps(world, customer):
        step()
    assert len(world.events) == 6
    ends, dice = set(), random.Random(6)
    for number, order in enumerate(orders(world.events)):
        with transaction.atomic():
            for event in twice_some(order, dice):
                if number % BY_DOOR:
                    hear(read_bell(*signed(event)))
                else:
                    assert deliver(event) == 200
            assert BillingEvent.objects.count() == 6
            ends.add(state_of(user))
            transaction.set_rollback(True)
    assert len(ends) == 1
    (end,) = ends
    assert end[:3] == ("pro", "stripe", "ended")
    assert [invoice[2:4] for invoice in end[-1]] == [("paid", 29), ("paid", 79)]


@pytest.mark.parametrize("seed", range(12))
def test_messages_that_come_while_the_story_goes_on_end_the_same(
    seed: int, world: World, customer: str, user: User, deliver: Deliver
) -> None:
    """Each message comes at some time after it was sent, some twice; what it finds is the story so far."""
    dice, waiting = random.Random(seed), []
    for step in steps(world, customer):
        step()
        waiting += [world.events[-1]] * dice.choice([1, 1, 2])
        dice.shuffle(waiting)
        while waiting and dice.random() < 0.4:
            assert deliver(waiting.pop()) == 200
    for event in waiting:
        assert deliver(event) == 200
    end = state_of(user)
    assert (end[0], end[2]) == ("pro", "ended")
    assert [invoice[2:4] for invoice in end[-1]] == [("paid", 29), ("paid", 79)]
    assert BillingEvent.objects.count() == 6


def test_each_chapter_shows_while_it_lasts(world: World, customer: str, user: User, deliver: Deliver) -> None:
    seen = []
    for step in steps(world, customer):
        step()
        deliver(world.events[-1])
        seen.append(state_of(user)[0:3:2])
    assert seen == [
        ("starter", "active"),
        ("starter", "active"),
        ("pro", "active"),
        ("pro", "past_due"),
        ("pro", "active"),
        ("pro", "ended"),
    ]
    actions = AuditEntry.objects.filter(user_id=user.pk).order_by("number").values_list("action", flat=True)
    assert list(actions) == ["plan.changed", "plan.changed", "plan.changed", "plan.changed", "plan.ended"]


def test_the_older_form_of_the_api_is_read_too(
    stripe: StripeServer, world: World, customer: str, user: User, deliver: Deliver
) -> None:
    world.is_modern = False
    bought = world.subscribe(customer, "price_pro")
    deliver(world.events[-1])
    assert "current_period_end" in bought
    row = Subscription.objects.get(user=user)
    assert row.ends_at
    assert row.ends_at.timestamp() == bought["current_period_end"]
