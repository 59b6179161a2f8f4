"""The profile: what a user is called."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.billing.selectors import free_tier, tier_by_slug
from accounts.models import AuditEntry, Subscription, User
from accounts.services import save_profile
from project.common.errors import Conflict
from tests.accounts.programs import visit
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("profile")
HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "section#profile"}


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"] == f"{reverse('account_login')}?next={PAGE}"


def test_name_and_username_are_saved_and_the_new_name_signs_in(owner: Client, user: User) -> None:
    answer = owner.post(PAGE, {"full_name": " Inês Okafor ", "username": "ines"}, follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    user.refresh_from_db()
    assert (user.full_name, user.username) == ("Inês Okafor", "ines")
    html = answer.content.decode()
    assert "The profile is saved." in html
    assert "IO<span" in html
    owner.logout()
    assert owner.post(reverse("account_login"), {"login": "ines", "password": PASSWORD}).status_code == 302


def test_a_change_is_in_the_audit_log_once_and_without_the_name(owner: Client, user: User) -> None:
    for _ in range(2):  # the second changes nothing
        owner.post(PAGE, {"full_name": "Ines Okafor", "username": "ines"})
    entry = AuditEntry.objects.get(action="profile.changed")
    assert (entry.user_id, entry.actor_id) == (user.pk, user.pk)
    assert "ines" not in str(entry.details).lower()


def test_htmx_is_told_to_load_the_page_again(owner: Client) -> None:
    answer = owner.post(PAGE, {"full_name": "Ines", "username": "ines"}, **HTMX)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, PAGE)


@pytest.mark.parametrize(
    ("username", "said"),
    [
        ("", "This field is required."),
        ("Taken", "This username is taken."),
        ("root", "This username is reserved."),
        ("two words", "Enter a valid username."),
        ("a\x00b", "Null characters are not allowed."),
        ("x" * 151, "at most 150 characters"),
    ],
)
def test_a_username_is_held_to_the_rules_of_sign_up(owner: Client, user: User, username: str, said: str) -> None:
    UserFactory(username="taken")
    whole = owner.post(PAGE, {"full_name": "Ines", "username": username})
    part = owner.post(PAGE, {"full_name": "Ines", "username": username}, **HTMX)
    for answer in (whole, part):
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert part.content.decode().lstrip().startswith('<section id="profile"')
    assert f"account menu of {user.username}" in whole.content.decode()
    before = user.username
    user.refresh_from_db()
    assert (user.full_name, user.username) == ("", before)


def test_the_case_of_ones_own_name_can_be_changed(client: Client) -> None:
    user = UserFactory(username="ines")
    client.force_login(user)
    assert client.post(PAGE, {"full_name": "", "username": "Ines"}).status_code == 302
    user.refresh_from_db()
    assert user.username == "Ines"


def test_who_has_a_reserved_name_keeps_it(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    assert client.post(PAGE, {"full_name": "The boss", "username": "admin"}).status_code == 302


def test_a_name_that_somebody_takes_meanwhile_is_a_conflict(user: User) -> None:
    UserFactory(username="ines")
    with pytest.raises(Conflict):
        save_profile(user, full_name="", username="ines", request=visit())
    assert not AuditEntry.objects.filter(action="profile.changed").exists()


def test_nothing_else_can_be_sent(owner: Client, user: User) -> None:
    owner.post(PAGE, {"full_name": "", "username": "ines", "is_staff": "on", "email": "other@example.com"})
    saved = User.objects.get(pk=user.pk)
    assert (saved.username, saved.is_staff, saved.email) == ("ines", False, user.email)


def test_the_facts_stand_beside_it(owner: Client, user: User) -> None:
    free_tier()
    Subscription.objects.create(user=user, tier=tier_by_slug("pro"))
    html = owner.get(PAGE).content.decode()
    assert user.email in html
    assert "Pro</dd>" in html
    assert f'href="{reverse("account_email")}"' in html
    assert f'href="{reverse("plan")}">Plan and invoices' in html
    assert f"{user.date_joined.day} {user.date_joined:%b %Y}" in html


def test_the_page_asks_the_database_a_fixed_number_of_times(
    owner: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    owner.get(PAGE)
    # The frame takes 5; then the user again with the plan, the free plan, and twice whether the address is confirmed.
    with django_assert_num_queries(9):
        owner.get(PAGE)
