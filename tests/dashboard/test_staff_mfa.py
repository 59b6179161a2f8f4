"""With REQUIRE_STAFF_MFA an administrator's password alone opens no administrator's page."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import AuditEntry, User
from accounts.selectors import may_administer
from tests.accounts.second_steps import add_app, add_passkey, confirmed, signed_in_client
from tests.factories import CompanyFactory, SourceFactory

pytestmark = pytest.mark.django_db

SECURITY = reverse("security")
FOR_STAFF = ["/admin/", "/admin/accounts/user/", reverse("patterns")]
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.REQUIRE_STAFF_MFA = True


@pytest.fixture
def operator(client: Client, admin_user: User) -> Client:
    client.force_login(confirmed(admin_user))
    return client


@pytest.mark.parametrize("address", FOR_STAFF)
def test_the_password_alone_leads_to_the_set_up(strict: None, operator: Client, address: str) -> None:
    assert operator.get(address)["Location"] == SECURITY
    page = operator.get(SECURITY).content.decode()
    assert "Administration is closed to you until you set up two-step sign-in." in page
    assert reverse("mfa_activate_totp") in page
    assert reverse("mfa_add_webauthn") in page


@pytest.mark.parametrize("address", FOR_STAFF)
def test_an_app_opens_them(strict: None, operator: Client, admin_user: User, address: str) -> None:
    add_app(admin_user)
    assert operator.get(address).status_code == 200
    assert "Administration is closed" not in operator.get(SECURITY).content.decode()


def test_a_passkey_opens_them(strict: None, admin_user: User) -> None:
    client = signed_in_client(confirmed(admin_user), HTTP_HOST="localhost")
    add_passkey(client)
    assert client.get("/admin/").status_code == 200


def test_recovery_codes_alone_are_no_second_step(strict: None, operator: Client, admin_user: User) -> None:
    admin_user.authenticator_set.create(type="recovery_codes", data={"seed": "", "used_mask": 0})
    assert operator.get("/admin/")["Location"] == SECURITY


@pytest.mark.parametrize("address", FOR_STAFF)
def test_without_the_setting_nothing_is_asked(settings: Settings, operator: Client, address: str) -> None:
    settings.REQUIRE_STAFF_MFA = False
    assert operator.get(address).status_code == 200


def test_scripts_get_a_code(strict: None, operator: Client) -> None:
    answer = operator.get("/admin/", HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "MFA_SETUP_REQUIRED")
    part = operator.get(reverse("patterns"), **HTMX)
    assert part.status_code == 403
    assert "MFA_SETUP_REQUIRED" in part.content.decode()
    assert "two-step sign-in" in part.content.decode()


def test_a_post_that_is_for_staff_is_closed_too(strict: None, operator: Client) -> None:
    source = SourceFactory()
    address = reverse("poll_source", args=[source.pk])
    assert operator.post(address)["Location"] == SECURITY
    assert operator.post(address, **HTMX).status_code == 403


CHANGES = {
    "new_source": (),
    "source": ("source",),
    "pause_source": ("source",),
    "resume_source": ("source",),
    "delete_source": ("source",),
    "new_company": (),
    "edit_company": ("company",),
    "delete_company": ("company",),
    "import_companies": (),
    "apply_import": ("token",),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_everybody_sees_is_not_changed_by_a_password_alone(
    strict: None, operator: Client, admin_user: User, name: str
) -> None:
    rows = {"source": SourceFactory().pk, "company": CompanyFactory().pk, "token": uuid4()}
    address = reverse(name, args=[rows[each] for each in CHANGES[name]])
    assert operator.post(address)["Location"] == SECURITY
    assert operator.post(address, **HTMX).status_code == 403
    assert not AuditEntry.objects.filter(action__regex="^(source|company)").exists()
    add_app(admin_user)
    assert operator.post(address).get("Location") != SECURITY


def test_a_source_is_still_shown(strict: None, operator: Client) -> None:
    assert operator.get(reverse("source", args=[SourceFactory().pk])).status_code == 200


def test_ordinary_pages_stay_open_and_cost_no_query(strict: None, operator: Client, django_assert_num_queries) -> None:
    for address in (reverse("preferences"), reverse("sources"), reverse("account_email")):
        assert operator.get(address).status_code == 200
    with django_assert_num_queries(2):  # the session and the user
        operator.get("/live")


def test_the_question_costs_one_query(
    settings: Settings, operator: Client, admin_user: User, django_assert_num_queries
) -> None:
    add_app(admin_user)
    settings.REQUIRE_STAFF_MFA = False
    operator.get(reverse("patterns"))
    with CaptureQueriesContext(connection) as without:
        operator.get(reverse("patterns"))
    settings.REQUIRE_STAFF_MFA = True
    with django_assert_num_queries(len(without) + 1):
        operator.get(reverse("patterns"))


def test_visitors_and_ordinary_users_are_answered_as_ever(strict: None, client: Client, user: User) -> None:
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    client.force_login(user)
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
    assert client.get(reverse("patterns")).status_code in {403, 404}


def test_an_administrator_can_always_sign_out(strict: None, operator: Client) -> None:
    assert operator.post(reverse("admin:logout")).status_code == 200


def test_removing_the_last_second_step_warns_of_what_closes(strict: None, admin_user: User) -> None:
    client = signed_in_client(confirmed(admin_user))
    add_app(admin_user)
    assert "Administration closes to you" in client.get(reverse("mfa_deactivate_totp")).content.decode()


@pytest.mark.parametrize(
    ("is_staff", "asks", "has_app", "may"),
    [
        *[(False, asks, has_app, False) for asks in (True, False) for has_app in (True, False)],
        *[(True, False, has_app, True) for has_app in (True, False)],
        *[(True, True, has_app, has_app) for has_app in (True, False)],
    ],
)
def test_who_may_administer(
    settings: Settings, user: User, is_staff: bool, asks: bool, has_app: bool, may: bool
) -> None:
    settings.REQUIRE_STAFF_MFA, user.is_staff = asks, is_staff
    if has_app:
        add_app(user)
    assert may_administer(user) is may
