"""Accounts in the administration: the list, the form, its tables, and nobody who gives rights to themselves."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.billing.services import grant_plan
from accounts.keys import create_key
from accounts.models import AuditEntry, MonthlyUsage, Tier, TokenFamily, User
from accounts.tokens import start_family
from accounts.usage.quota import this_month
from project.common.clock import now
from tests.accounts.programs import visit
from tests.factories import UserFactory, staff_with

pytestmark = pytest.mark.django_db
LIST = reverse("admin:accounts_user_changelist")
ADD = reverse("admin:accounts_user_add")
NEW = "slack water at noon"


def change_page(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


def password_page(user: User) -> str:
    return reverse("admin:auth_user_password_change", args=[user.pk])


def fields_of(user: User, **changes: object) -> dict[str, object]:
    names = ("username", "full_name", "email", "theme", "palette", "density", "time_zone")
    fields: dict[str, object] = {name: getattr(user, name) for name in names}
    fields |= {"is_active": "on", "single_key_shortcuts": "on", **changes}
    return {name: value for name, value in fields.items() if value is not None}


def page_of(site: Client, address: str, **query: str) -> str:
    answer = site.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_plan_calls_and_second_step(site: Client) -> None:
    mara = UserFactory(username="mara")
    grant_plan(mara, Tier.objects.get(slug="pro"), ends_at=now() + timedelta(days=1))
    MonthlyUsage.objects.create(user=mara, month=this_month(), calls=1234)
    Authenticator.objects.create(user=mara, type="totp", data={})
    page = page_of(site, LIST, q="mara")
    row = page[page.index('class="field-username"') :]
    for cell in ("mara", "mara@example.com", ">Pro<", ">1,234<", 'alt="True"', "never"):
        assert cell in row


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"plan": "pro"}, {"mara"}),
        ({"plan": "free"}, {"admin", "kai"}),
        ({"second_step": "yes"}, {"mara"}),
        ({"second_step": "no"}, {"admin", "kai"}),
        ({"is_staff__exact": "1"}, {"admin"}),
        ({"q": "mara@"}, {"mara"}),
        ({"o": "4"}, {"admin", "kai", "mara"}),
    ],
)
def test_the_list_is_filtered_and_searched(site: Client, query: dict[str, str], found: set[str]) -> None:
    mara, _ = UserFactory(username="mara"), UserFactory(username="kai")
    grant_plan(mara, Tier.objects.get(slug="pro"))
    Authenticator.objects.create(user=mara, type="totp", data={})
    answer = site.get(LIST, query)
    assert {row.username for row in answer.context["cl"].result_list} == found


def queries_for(site: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        page_of(site, address)
    return len(queries)


def furnish(user: User) -> None:
    grant_plan(user, Tier.objects.get(slug="pro"))
    create_key(user, "desk")
    start_family(user, visit())
    Authenticator.objects.create(user=user, type="totp", data={})
    EmailAddress.objects.create(user=user, email=user.email)


def test_more_rows_cost_no_more_queries(site: Client) -> None:
    first = UserFactory()
    furnish(first)
    site.get(LIST)  # content types are read once
    site.get(change_page(first))
    before = queries_for(site, LIST), queries_for(site, change_page(first))
    for _ in range(4):
        furnish(UserFactory())
        create_key(first, "another")
        start_family(first, visit())
    assert (queries_for(site, LIST), queries_for(site, change_page(first))) == before


def test_an_account_shows_what_belongs_to_it(site: Client, user: User) -> None:
    furnish(user)
    page = page_of(site, change_page(user))
    for title in ("Plan", "Usage by month", "API keys", "Signed-in programs", "E-mail addresses", "Audit log"):
        assert f"<h2>{title}<" in page
    for text in ("desk", "tide-bot/1.0", "203.0.113.7", "plan.granted", "TOTP"):
        assert text in page


def test_tables_are_shown_to_those_who_may_see_their_rows(client: Client, user: User) -> None:
    create_key(user, "desk")
    client.force_login(staff_with("view_user", "view_apikey"))
    page = page_of(client, change_page(user))
    assert "<h2>API keys<" in page
    assert "<h2>Audit log<" not in page
    assert "delete_account" not in page


def test_an_account_is_added_and_written_down(site: Client, admin_user: User) -> None:
    fields = {"username": "kai", "email": "Kai@Example.com", "usable_password": "true"}
    answer = site.post(ADD, {**fields, "password1": NEW, "password2": NEW})
    assert answer.status_code == 302, answer.context["errors"]
    kai = User.objects.get(username="kai")
    assert kai.check_password(NEW)
    assert kai.email == "kai@example.com"
    entry = AuditEntry.objects.get(action="account.created")
    assert (entry.user_id, entry.actor_id) == (kai.pk, admin_user.pk)


def test_a_changed_address_is_the_only_one_left(site: Client, user: User) -> None:
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    assert site.post(change_page(user), fields_of(user, email="New@Example.com")).status_code == 302
    (address,) = EmailAddress.objects.filter(user=user)
    assert (address.email, address.verified) == ("new@example.com", False)
    assert AuditEntry.objects.get(action="account.changed").details == {"fields": ["email"]}


@pytest.mark.parametrize("changes", [{"email": "MARA@example.com"}, {"username": "Mara"}])
def test_a_name_or_an_address_of_somebody_else_is_refused(site: Client, user: User, changes: dict[str, object]) -> None:
    UserFactory(username="mara")
    answer = site.post(change_page(user), fields_of(user, **changes))
    assert answer.status_code == 200
    assert "Another account has this" in answer.content.decode()


def test_a_form_that_changes_nothing_writes_nothing(site: Client, user: User) -> None:
    assert site.post(change_page(user), fields_of(user)).status_code == 302
    assert not AuditEntry.objects.exists()


def test_a_weak_password_is_refused(site: Client, user: User) -> None:
    answer = site.post(password_page(user), {"password1": "short", "password2": "short", "usable_password": "true"})
    assert "at least 12 characters" in answer.content.decode()
    assert not AuditEntry.objects.exists()


def test_a_password_set_here_signs_the_user_out(site: Client, admin_user: User, user: User) -> None:
    other = Client()
    other.force_login(user)
    start_family(user, visit())
    fields = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert site.post(password_page(user), fields).status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert other.get(reverse("preferences")).status_code == 302
    assert TokenFamily.objects.get().ended_why == "password"
    entry = AuditEntry.objects.get(action="password.changed")
    assert (entry.user_id, entry.actor_id) == (user.pk, admin_user.pk)


def test_an_administrator_who_sets_their_own_password_stays_signed_in(site: Client, admin_user: User) -> None:
    site.post(password_page(admin_user), {"password1": NEW, "password2": NEW, "usable_password": "true"})
    assert site.get(LIST).status_code == 200


def test_nobody_deletes_accounts_row_by_row(site: Client, user: User) -> None:
    address = reverse("admin:accounts_user_delete", args=[user.pk])
    assert site.post(address, {"post": "yes"}).status_code == 403
    site.post(LIST, {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"})
    assert User.objects.filter(pk=user.pk).exists()


def test_nobody_but_a_superuser_hands_out_rights(client: Client, user: User) -> None:
    staff = staff_with("change_user", "view_user", "change_group", "view_group")
    group = Group.objects.create(name="Desk")
    client.force_login(staff)
    rights = {"is_staff": "on", "is_superuser": "on", "groups": [group.pk], "user_permissions": [1, 2, 3]}
    assert client.post(change_page(user), fields_of(user, full_name="Mara", **rights)).status_code == 302
    user.refresh_from_db()
    assert user.full_name == "Mara"
    assert (user.is_staff, user.is_superuser) == (False, False)
    assert not user.groups.exists()
    assert not user.user_permissions.exists()


def test_staff_change_neither_themselves_nor_other_administrators(client: Client, admin_user: User) -> None:
    staff = staff_with("change_user", "view_user", "delete_user")
    client.force_login(staff)
    fields = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    for target in (staff, admin_user, UserFactory(is_staff=True)):
        changed = fields_of(target, email="mine@example.com", is_superuser="on")
        assert client.post(change_page(target), changed).status_code == 403
        assert client.post(password_page(target), fields).status_code == 403
        target.refresh_from_db()
        assert target.email != "mine@example.com"
        assert target.check_password("a tide table for sailors")


def test_staff_who_may_add_accounts_cannot_add_a_superuser(client: Client) -> None:
    client.force_login(staff_with("add_user", "change_user", "view_user"))
    fields = {"username": "kai", "email": "kai@example.com", "usable_password": "true", "is_superuser": "on"}
    client.post(ADD, {**fields, "is_staff": "on", "password1": NEW, "password2": NEW})
    kai = User.objects.get(username="kai")
    assert (kai.is_staff, kai.is_superuser) == (False, False)


def test_staff_cannot_write_their_own_group(client: Client) -> None:
    staff = staff_with("change_group", "view_group", "add_group")
    group = Group.objects.create(name="Desk")
    staff.groups.add(group)
    client.force_login(staff)
    every = list(Permission.objects.values_list("pk", flat=True))
    address = reverse("admin:auth_group_change", args=[group.pk])
    assert client.post(address, {"name": "Desk", "permissions": every}).status_code == 403
    assert client.post(reverse("admin:auth_group_add"), {"name": "X", "permissions": every}).status_code == 403
    assert not group.permissions.exists()
