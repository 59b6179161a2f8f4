"""GET /admin/users: every account, for administrators alone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from pytest_django import DjangoAssertNumQueries

from accounts.billing.catalog import load_catalog
from accounts.billing.services import grant_plan
from accounts.keys import create_key
from accounts.models import MonthlyUsage, Tier, User
from accounts.usage.quota import this_month
from project.common.clock import now
from tests.accounts.programs import Program, error_of, tokens_for
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
USERS = "/admin/users"
FIELDS = {"id", "username", "email", "full_name", "subscription_tier", "is_active", "is_admin", "created_at"}
FIELDS |= {"last_login", "calls_this_month"}


@pytest.fixture
def program(admin_user: User) -> Program:
    load_catalog()
    return Program(tokens_for(admin_user).access)


def names(program: Program, query: str) -> list[str]:
    return [account["username"] for account in program.get(f"{USERS}?{query}").json()]


def test_an_account_is_listed_with_its_plan_and_calls(program: Program, user: User) -> None:
    grant_plan(user, Tier.objects.get(slug="pro"), ends_at=now() + timedelta(days=1))
    MonthlyUsage.objects.create(user=user, month=this_month(), calls=12)
    admin, other = program.get(USERS).json()
    assert set(admin) == FIELDS
    assert (admin["is_admin"], admin["subscription_tier"], admin["calls_this_month"]) == (True, "free", 0)
    assert (other["username"], other["subscription_tier"], other["calls_this_month"]) == (user.username, "pro", 12)


def test_an_ordinary_user_a_visitor_and_a_reading_key_are_refused(admin_user: User, user: User) -> None:
    reading = Program(key=create_key(admin_user, "Reads")[1])
    assert error_of(Program(tokens_for(user).access).get(USERS)) == (403, "PERMISSION_DENIED")
    assert error_of(Program().get(USERS)) == (401, "AUTHENTICATION_FAILED")
    assert error_of(reading.get(USERS)) == (403, "PERMISSION_DENIED")
    allowed = Program(key=create_key(admin_user, "Administers", ["admin"])[1])
    assert allowed.get(USERS).status_code == 200


def test_an_administrator_sees_here_what_the_administration_shows(user: User) -> None:
    staff = UserFactory(is_staff=True)
    programs = [Program(tokens_for(staff).access), Program(key=create_key(staff, "Administers", ["admin"])[1])]
    for program in programs:
        assert error_of(program.get(USERS)) == (403, "PERMISSION_DENIED")
    staff.user_permissions.add(Permission.objects.get(codename="view_user"))
    for program in programs:
        assert program.get(USERS).status_code == 200


def test_pages_and_searches(program: Program) -> None:
    for name in ("mara", "kai", "marius"):
        UserFactory(username=name, full_name=f"{name.title()} Berg")
    assert names(program, "") == ["admin", "mara", "kai", "marius"]
    assert names(program, "limit=2&offset=1") == ["mara", "kai"]
    assert names(program, "search=MAR") == ["mara", "marius"]
    assert names(program, "search=berg+kai%40") == ["kai"]
    assert names(program, "search=nobody") == []


@pytest.mark.parametrize("query", ["limit=0", "limit=1001", "offset=-1", "limit=x", "search=" + "x" * 151])
def test_a_wrong_page_is_refused(program: Program, query: str) -> None:
    assert error_of(program.get(f"{USERS}?{query}"))[0] == 422


def test_more_accounts_cost_no_more_queries(
    program: Program, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        UserFactory()
    with django_assert_max_num_queries(4):  # three to let the caller in
        assert len(program.get(USERS).json()) == 6


def test_one_account_is_shown_by_its_number(program: Program, user: User) -> None:
    answer = program.get(f"{USERS}/{user.pk}")
    assert (answer.status_code, set(answer.json()), answer.json()["username"]) == (200, FIELDS, user.username)


@pytest.mark.parametrize(
    ("number", "said"),
    [("987654321", (404, "USER_NOT_FOUND")), ("0", (422, "INVALID_INPUT")), (str(2**63), (422, "INVALID_INPUT"))],
)
def test_a_number_that_no_account_has_is_said_so(program: Program, number: str, said: tuple[int, str]) -> None:
    assert error_of(program.get(f"{USERS}/{number}")) == said


def test_one_account_is_refused_like_the_list(user: User) -> None:
    staff = UserFactory(is_staff=True)
    for person in (user, staff):
        assert error_of(Program(tokens_for(person).access).get(f"{USERS}/{user.pk}")) == (403, "PERMISSION_DENIED")
