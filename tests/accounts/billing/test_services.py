"""Plans granted by hand, and the end of plans."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, transaction
from pytest_django.fixtures import Settings

from accounts import audit
from accounts.billing.catalog import load_catalog
from accounts.billing.invoices import issue_invoice, mark_invoice, months_between
from accounts.billing.selectors import running_subscription, tier_of
from accounts.billing.services import cancel_plan, end_plan, extend_plan, grant_plan
from accounts.billing.sync import sync
from accounts.models import AuditEntry, Invoice, InvoiceCounter, InvoiceState, Subscription, Tier, User
from project.common.clock import now
from project.common.errors import Conflict, Invalid, Unavailable
from tests.factories import UserFactory
from tests.fakes.stripe import StripeServer
from tests.fakes.stripe_world import World

YEAR = now().year


def actions(user: User) -> list[str]:
    return list(AuditEntry.objects.filter(user_id=user.pk).order_by("number").values_list("action", flat=True))


def numbers() -> list[str]:
    return list(Invoice.objects.order_by("number").values_list("number", flat=True))


def in_days(days: float) -> datetime:
    return now() + timedelta(days=days)


def test_a_grant_counts_at_once_and_is_invoiced(user: User, admin_user: User, tiers: dict[str, Tier]) -> None:
    end = in_days(80)
    row = grant_plan(user, tiers["pro"], ends_at=end, actor=admin_user)
    assert tier_of(user) == tiers["pro"]
    assert (row.provider, row.state, row.ends_at, row.cancels_at_end) == ("manual", "active", end, False)
    invoice = Invoice.objects.get(user=user)
    assert (invoice.number, invoice.amount, invoice.state) == (f"INV-{YEAR}-000001", Decimal(237), "open")
    entry = AuditEntry.objects.get(user_id=user.pk)
    assert (entry.action, entry.actor_id) == ("plan.granted", admin_user.pk)
    assert (entry.details["plan"], entry.details["invoice"]) == ("pro", invoice.number)


def test_the_same_grant_again_changes_nothing(user: User, tiers: dict[str, Tier]) -> None:
    end = in_days(30)
    for _ in range(3):
        grant_plan(user, tiers["pro"], ends_at=end)
    assert (numbers(), actions(user)) == ([f"INV-{YEAR}-000001"], ["plan.granted"])


def test_another_plan_replaces_the_grant_and_is_invoiced(user: User, tiers: dict[str, Tier]) -> None:
    grant_plan(user, tiers["starter"])
    grant_plan(user, tiers["enterprise"])
    assert tier_of(user) == tiers["enterprise"]
    assert list(Invoice.objects.order_by("number").values_list("amount", flat=True)) == [29, 199]


def test_a_plan_that_costs_nothing_has_no_invoice(user: User, tiers: dict[str, Tier]) -> None:
    grant_plan(user, Tier.objects.create(slug="friends", name="Friends", position=9))
    assert (tier_of(user).slug, numbers()) == ("friends", [])


def test_the_free_plan_and_an_end_that_is_over_cannot_be_granted(user: User, tiers: dict[str, Tier]) -> None:
    with pytest.raises(Invalid, match="Free is what everybody has"):
        grant_plan(user, tiers["free"])
    with pytest.raises(Invalid, match="must end in the future"):
        grant_plan(user, tiers["pro"], ends_at=in_days(-1))
    assert not Subscription.objects.exists()


def test_a_grant_ends_by_itself(user: User, tiers: dict[str, Tier]) -> None:
    grant_plan(user, tiers["pro"], ends_at=in_days(30))
    assert tier_of(user, in_days(29)) == tiers["pro"]
    assert tier_of(user, in_days(31)) == tiers["free"]


def test_an_extension_invoices_the_time_between(user: User, tiers: dict[str, Tier]) -> None:
    first = grant_plan(user, tiers["starter"], ends_at=datetime(YEAR + 1, 1, 31, 12, tzinfo=UTC))
    later = datetime(YEAR + 1, 3, 31, 12, tzinfo=UTC)
    for _ in range(2):
        row = extend_plan(user, ends_at=later)
    assert (row.ends_at, row.started_at) == (later, first.started_at)
    newest = Invoice.objects.order_by("number").last()
    assert newest
    assert (newest.amount, newest.description) == (58, f"Starter, 31 Jan {YEAR + 1} to 31 Mar {YEAR + 1}")
    assert len(numbers()) == 2


def test_what_cannot_be_extended_says_so(user: User, tiers: dict[str, Tier]) -> None:
    with pytest.raises(Conflict, match="no granted plan"):
        extend_plan(user, ends_at=in_days(9))
    grant_plan(user, tiers["pro"], ends_at=in_days(30))
    with pytest.raises(Invalid, match="later than that already"):
        extend_plan(user, ends_at=in_days(9))
    grant_plan(user, tiers["pro"])
    with pytest.raises(Conflict, match="no granted plan"):
        extend_plan(user, ends_at=in_days(90))


def test_an_ended_plan_is_free_again_and_ending_it_twice_changes_nothing(user: User, tiers: dict[str, Tier]) -> None:
    grant_plan(user, tiers["pro"])
    for _ in range(2):
        end_plan(user)
    assert tier_of(user) == tiers["free"]
    assert actions(user) == ["plan.granted", "plan.ended"]
    assert Subscription.objects.get(user=user).state == "ended"


def test_a_cancelled_grant_runs_to_its_end_and_one_without_an_end_stops(user: User, tiers: dict[str, Tier]) -> None:
    with pytest.raises(Conflict, match="no plan to cancel"):
        cancel_plan(user)
    grant_plan(user, tiers["pro"], ends_at=in_days(30))
    for _ in range(2):
        row = cancel_plan(user, actor=user)
    assert row.cancels_at_end
    assert tier_of(User.objects.get(pk=user.pk)) == tiers["pro"]
    assert actions(user) == ["plan.granted", "plan.cancelled"]
    grant_plan(user, tiers["pro"])
    assert cancel_plan(user).state == "ended"
    assert tier_of(User.objects.get(pk=user.pk)) == tiers["free"]


def test_a_late_message_about_an_old_plan_does_not_end_a_grant(
    world: World, customer: str, user: User, tiers: dict[str, Tier]
) -> None:
    world.cancel(world.subscribe(customer, "price_starter"))
    row = grant_plan(user, tiers["enterprise"])
    sync(row.pk)
    assert tier_of(User.objects.get(pk=user.pk)) == tiers["enterprise"]
    assert actions(user) == ["plan.granted"]


def test_a_plan_bought_after_a_grant_counts_and_the_grant_comes_back(
    world: World, customer: str, user: User, tiers: dict[str, Tier]
) -> None:
    row = grant_plan(user, tiers["starter"])
    world.now = int(now().timestamp()) + 60
    bought = world.subscribe(customer, "price_pro")
    sync(row.pk)
    assert tier_of(User.objects.get(pk=user.pk)) == tiers["pro"]
    world.cancel(bought)
    sync(row.pk)
    found = running_subscription(User.objects.get(pk=user.pk))
    assert found
    assert (found.tier, found.provider, found.started_at) == (tiers["starter"], "manual", row.started_at)


def test_who_pays_through_stripe_is_not_granted_a_plan_nor_ended(
    world: World, customer: str, user: User, tiers: dict[str, Tier], settings: Settings
) -> None:
    world.subscribe(customer, "price_pro")
    sync(Subscription.objects.get(user=user).pk)
    for act in (lambda: grant_plan(user, tiers["enterprise"]), lambda: end_plan(user)):
        with pytest.raises(Conflict, match="paid through Stripe"):
            act()
    settings.BILLING_PROVIDER = "manual"
    assert end_plan(user).state == "ended"


def test_behind_an_ended_grant_a_paid_plan_shows(
    world: World, customer: str, user: User, tiers: dict[str, Tier]
) -> None:
    world.subscribe(customer, "price_pro")
    grant_plan(user, tiers["enterprise"])
    assert end_plan(user).tier == tiers["pro"]
    assert tier_of(User.objects.get(pk=user.pk)) == tiers["pro"]


def test_cancelling_at_stripe_names_the_end(world: World, customer: str, user: User) -> None:
    bought = world.subscribe(customer, "price_pro")
    sync(Subscription.objects.get(user=user).pk)
    row = cancel_plan(user, actor=user)
    assert row.cancels_at_end
    assert row.ends_at
    assert row.ends_at.timestamp() == world.period_end(bought)
    assert bought["cancel_at_period_end"]


def test_while_stripe_is_away_nothing_is_cancelled(
    stripe: StripeServer, world: World, customer: str, user: User
) -> None:
    world.subscribe(customer, "price_pro")
    sync(Subscription.objects.get(user=user).pk)
    stripe.fail()
    with pytest.raises(Unavailable):
        cancel_plan(user)
    assert "plan.cancelled" not in actions(user)
    assert not Subscription.objects.get(user=user).cancels_at_end


def test_a_failed_grant_leaves_no_gap(user: User, tiers: dict[str, Tier]) -> None:
    with transaction.atomic():
        issue_invoice(user, tiers["pro"], now(), None)
        transaction.set_rollback(True)
    grant_plan(user, tiers["pro"])
    assert numbers() == [f"INV-{YEAR}-000001"]


def test_a_number_is_not_given_again_when_its_owner_is_gone(tiers: dict[str, Tier]) -> None:
    first, second = UserFactory(), UserFactory()
    grant_plan(first, tiers["pro"])
    first.delete()
    grant_plan(second, tiers["pro"])
    assert numbers() == [f"INV-{YEAR}-000002"]


@pytest.mark.django_db(transaction=True)
def test_grants_at_the_same_time_number_their_invoices_without_a_gap() -> None:
    load_catalog()
    tier = Tier.objects.get(slug="pro")
    users = UserFactory.create_batch(12)
    barrier = Barrier(4)

    def grant(place: int) -> None:
        barrier.wait(10)
        try:
            for user in users[place::4]:
                grant_plan(user, tier)
                grant_plan(user, tier)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(grant, range(4)))
    assert numbers() == [f"INV-{YEAR}-{number:06}" for number in range(1, 13)]
    assert InvoiceCounter.objects.get(year=YEAR).last == 12
    assert audit.examine().fault == ""


@pytest.mark.django_db(transaction=True)
def test_one_grant_sent_by_two_at_once_is_one() -> None:
    load_catalog()
    user, tier, end, barrier = UserFactory(), Tier.objects.get(slug="pro"), in_days(30), Barrier(2)

    def grant(_: int) -> None:
        barrier.wait(10)
        try:
            grant_plan(User.objects.get(pk=user.pk), tier, ends_at=end)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(grant, range(2)))
    assert (numbers(), actions(user)) == ([f"INV-{YEAR}-000001"], ["plan.granted"])


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ((2026, 11, 22), (2026, 12, 22), 1),
        ((2026, 11, 22), (2026, 12, 23), 2),
        ((2026, 11, 22), (2026, 11, 23), 1),
        ((2026, 11, 22), (2027, 11, 22), 12),
        ((2026, 1, 31), (2026, 2, 28), 1),
    ],
)
def test_months_are_counted_as_begun(start: tuple[int, int, int], end: tuple[int, int, int], months: int) -> None:
    assert months_between(datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC)) == months


def test_an_invoice_made_here_is_marked_as_paid_once(user: User, admin_user: User, tiers: dict[str, Tier]) -> None:
    grant_plan(user, tiers["pro"])
    invoice = Invoice.objects.get(user=user)
    for _ in range(2):
        mark_invoice(invoice, InvoiceState.PAID, actor=admin_user)
    assert Invoice.objects.get(user=user).state == "paid"
    assert actions(user) == ["plan.granted", "invoice.changed"]


def test_an_invoice_of_stripe_is_changed_there(world: World, customer: str, user: User) -> None:
    world.bill(world.subscribe(customer, "price_pro"), 7900)
    sync(Subscription.objects.get(user=user).pk)
    with pytest.raises(Conflict, match="Change it there"):
        mark_invoice(Invoice.objects.get(), InvoiceState.VOID)
