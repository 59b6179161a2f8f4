"""Plans and billing by the API."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.billing.services import grant_plan
from accounts.billing.sync import sync
from accounts.keys import create_key
from accounts.models import Subscription, Tier, User
from project.common.clock import now
from tests.accounts.paying import customer, stripe, tiers, world
from tests.accounts.programs import Program, error_of, tokens_for
from tests.factories import UserFactory
from tests.fakes.stripe import StripeServer
from tests.fakes.stripe_world import World

__all__ = ["customer", "stripe", "tiers", "world"]
pytestmark = pytest.mark.django_db
REFUSAL = "Plans are granted by the administrator here."


@pytest.fixture
def key(user: User, program: Program) -> Program:
    return Program(key=create_key(user, "Reader", ["read"], expires_in_days=9, networks=[])[1])


def test_everybody_sees_the_plans_on_offer(program: Program) -> None:
    Tier.objects.filter(slug="enterprise").update(is_offered=False)
    plans = Program().get("/plans").json()
    assert [plan["slug"] for plan in plans] == ["free", "starter", "pro"]
    assert (plans[1]["price_usd"], plans[1]["monthly_calls"], plans[1]["has_optimisation"]) == ("29.00", 10_000, True)
    assert "stripe_price_id" not in plans[1]


def test_without_a_subscription_the_plan_is_free(program: Program, key: Program) -> None:
    for caller in (program, key):
        found = caller.get("/me/subscription").json()
        assert (found["plan"]["slug"], found["state"], found["provider"]) == ("free", "active", None)
        assert (found["started_at"], found["ends_at"], found["cancels_at_end"]) == (None, None, False)


def test_a_granted_plan_shows_with_its_invoice_and_only_to_its_user(user: User, program: Program, key: Program) -> None:
    grant_plan(user, Tier.objects.get(slug="pro"), ends_at=now() + timedelta(days=20))
    found = key.get("/me/subscription").json()
    assert (found["plan"]["slug"], found["provider"]) == ("pro", "manual")
    assert found["ends_at"].startswith(str((now() + timedelta(days=20)).date()))
    (invoice,) = key.get("/billing/invoices").json()
    assert set(invoice) == {"number", "description", "amount", "currency", "state", "issued_at", "url"}
    assert (invoice["amount"], invoice["currency"], invoice["state"]) == ("79.00", "USD", "open")
    stranger = Program(tokens_for(UserFactory()).access)
    assert stranger.get("/billing/invoices").json() == []
    assert stranger.get("/me/subscription").json()["plan"]["slug"] == "free"


def test_invoices_come_in_parts(user: User, program: Program) -> None:
    for slug in ("starter", "pro", "enterprise"):
        grant_plan(user, Tier.objects.get(slug=slug))
    part = program.get("/billing/invoices?limit=1&offset=1").json()
    assert [invoice["amount"] for invoice in part] == ["79.00"]
    assert error_of(program.get("/billing/invoices?limit=0")) == (422, "INVALID_INPUT")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "/billing/checkout", {"plan": "pro"}),
        ("post", "/billing/portal", {}),
        ("get", "/billing/preview?plan=pro", None),
    ],
)
def test_with_the_manual_provider_nothing_is_sold(method: str, path: str, body: object, program: Program) -> None:
    answer = program.call(method, path, body)
    assert error_of(answer) == (409, "CONFLICT")
    assert answer.json()["error"]["message"] == REFUSAL


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "/billing/checkout"),
        ("post", "/billing/portal"),
        ("post", "/billing/cancel"),
        ("get", "/billing/preview?plan=pro"),
    ],
)
def test_a_key_and_a_visitor_can_buy_and_cancel_nothing(method: str, path: str, key: Program) -> None:
    body = {"plan": "pro"} if method == "post" else None
    assert error_of(key.call(method, path, body)) == (403, "PERMISSION_DENIED")
    assert error_of(Program().call(method, path, body)) == (401, "AUTHENTICATION_FAILED")


@pytest.mark.parametrize("body", [{}, {"plan": ""}, {"plan": "x" * 51}, {"plan": "pro", "price": 0}, {"plan": "a\0"}])
def test_a_checkout_without_a_plan_is_invalid(body: dict[str, object], program: Program) -> None:
    assert error_of(program.post("/billing/checkout", body)) == (422, "INVALID_INPUT")


def test_premium_is_pro(stripe: StripeServer, program: Program) -> None:
    found = program.get("/billing/preview?plan=Premium").json()
    assert (found["plan"], found["due_now"], found["currency"]) == ("pro", "79.00", "USD")
    assert program.post("/billing/checkout", {"plan": "premium"}).json()["url"].startswith(f"{stripe.origin}/pay/")
    assert stripe.asked("/v1/checkout")[0].params["line_items"]["0"]["price"] == "price_pro"
    assert error_of(program.get("/billing/preview?plan=gold")) == (404, "NOT_FOUND")


def test_the_portal_is_for_who_has_bought(stripe: StripeServer, program: Program, customer: str) -> None:
    assert program.post("/billing/portal").json() == {"url": f"{stripe.origin}/portal/{customer}"}


def test_cancelling_names_the_end_and_again_changes_nothing(
    world: World, customer: str, user: User, program: Program
) -> None:
    assert error_of(program.post("/billing/cancel")) == (409, "CONFLICT")
    world.subscribe(customer, "price_pro")
    sync(Subscription.objects.get(user=user).pk)
    first, again = (program.post("/billing/cancel").json() for _ in range(2))
    assert first == again
    assert (first["plan"]["slug"], first["cancels_at_end"]) == ("pro", True)
    assert first["ends_at"]


def test_an_open_grant_that_is_cancelled_is_over(user: User, program: Program) -> None:
    grant_plan(user, Tier.objects.get(slug="pro"))
    found = program.post("/billing/cancel").json()
    assert (found["plan"]["slug"], found["provider"]) == ("free", None)


def test_while_stripe_is_away_buying_is_503_and_reading_works(stripe: StripeServer, program: Program) -> None:
    stripe.fail()
    answer = program.post("/billing/checkout", {"plan": "pro"})
    assert (*error_of(answer), answer["Retry-After"]) == (503, "SERVICE_UNAVAILABLE", "60")
    assert program.get("/me/subscription").status_code == 200
    assert program.get("/billing/invoices").status_code == 200


def test_lists_ask_a_fixed_number_of_times(
    user: User, program: Program, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for slug in ("starter", "pro", "enterprise"):
        grant_plan(user, Tier.objects.get(slug=slug))
    program.get("/plans")
    with django_assert_num_queries(1):
        Program().get("/plans")
    with django_assert_num_queries(2):
        program.get("/billing/invoices")
    with django_assert_num_queries(1):
        program.get("/me/subscription")
