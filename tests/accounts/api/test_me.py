"""The caller's own account."""

import pytest
from allauth.socialaccount.models import SocialAccount
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.billing.catalog import load_catalog
from accounts.keys import create_key
from accounts.models import Subscription, Tier, User
from tests.accounts.programs import Program, error_of, tokens_for

pytestmark = pytest.mark.django_db
FIELDS = {"id", "email", "username", "full_name", "subscription_tier", "is_admin", "is_active", "google_id"}
FIELDS |= {"queries_used", "queries_limit", "created_at"}


@pytest.mark.parametrize("path", ["/me", "/auth/me"])
def test_a_key_and_a_token_show_the_same_account(user: User, path: str) -> None:
    _, key = create_key(user, "Desk")
    shown = [program.get(path).json() for program in (Program(tokens_for(user).access), Program(key=key))]
    assert shown[0] == shown[1]
    assert set(shown[0]) == FIELDS
    assert shown[0]["email"] == user.email
    assert (shown[0]["subscription_tier"], shown[0]["queries_used"], shown[0]["queries_limit"]) == ("free", 0, 10)
    assert (shown[0]["is_admin"], shown[0]["is_active"], shown[0]["google_id"]) == (False, True, None)
    assert shown[0]["created_at"].endswith("Z")


def test_plan_google_and_rights_are_shown(admin_user: User) -> None:
    load_catalog()
    Subscription.objects.create(user=admin_user, tier=Tier.objects.get(slug="pro"))
    SocialAccount.objects.create(user=admin_user, provider="google", uid="g-7")
    told = Program(tokens_for(admin_user).access).get("/me").json()
    assert (told["subscription_tier"], told["google_id"], told["is_admin"]) == ("pro", "g-7", True)
    assert told["queries_limit"] == 1_000


def test_reading_asks_for_the_scope_read(user: User) -> None:
    _, key = create_key(user, "Desk", ["write"])
    assert error_of(Program(key=key).get("/me")) == (403, "PERMISSION_DENIED")


def test_a_visitor_has_no_account_even_where_visitors_may_read(settings: Settings) -> None:
    assert error_of(Program().get("/me")) == (401, "AUTHENTICATION_FAILED")
    settings.GPT_API_REQUIRE_AUTH = False
    assert error_of(Program().get("/me")) == (401, "AUTHENTICATION_FAILED")


def test_it_takes_few_queries(user: User, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    load_catalog()
    program = Program(key=create_key(user, "Desk")[1])
    program.get("/me")
    with django_assert_max_num_queries(5):
        program.get("/me")
