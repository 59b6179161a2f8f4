"""The first administrator and preferences."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import ensure_admin, save_preferences
from project.common.errors import Conflict, Invalid
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_the_first_administrator_gets_the_given_password() -> None:
    assert ensure_admin("admin", PASSWORD) is None
    admin = User.objects.get(is_superuser=True)
    assert (admin.username, admin.is_staff, admin.check_password(PASSWORD)) == ("admin", True, True)


def test_a_password_is_made_and_returned_when_none_is_given() -> None:
    made = ensure_admin("admin", "")
    assert made is not None
    assert len(made) >= 16
    assert User.objects.get(username="admin").check_password(made)


def test_an_existing_administrator_is_left_alone() -> None:
    ensure_admin("admin", PASSWORD)
    assert ensure_admin("admin", "another long password") is None
    assert ensure_admin("second", "") is None
    assert User.objects.get().check_password(PASSWORD)


def test_a_weak_password_for_the_administrator_is_refused_with_its_reason() -> None:
    with pytest.raises(Invalid, match=r"ADMIN_PASSWORD cannot be used\. .*12 characters"):
        ensure_admin("admin", "admin")
    assert not User.objects.exists()


def test_an_ordinary_user_is_not_made_administrator_by_name() -> None:
    UserFactory(username="Admin")
    with pytest.raises(Conflict, match="ADMIN_USERNAME"):
        ensure_admin("admin", PASSWORD)
    assert not User.objects.filter(is_superuser=True).exists()


def test_the_administrator_signs_in_even_when_addresses_must_be_confirmed(client: Client, mailbox: object) -> None:
    ensure_admin("admin", PASSWORD)
    assert EmailAddress.objects.get(email="admin@localhost").verified
    client.post(reverse("account_login"), {"login": "admin", "password": PASSWORD})
    assert "_auth_user_id" in client.session


def test_saving_preferences_writes_only_preferences(user: User) -> None:
    save_preferences(user, {"theme": "light", "is_superuser": True})
    user.refresh_from_db()
    assert (user.theme, user.is_superuser) == ("light", False)
