"""Users in the admin site."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_admin_site_uses_our_sign_in_with_its_limits(client: Client) -> None:
    answer = client.get(reverse("admin:login"), {"next": "/admin/"})
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2F"
    assert client.post(reverse("admin:login"), {"username": "a", "password": "b"}).status_code == 302


def test_an_ordinary_user_is_kept_out(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get(reverse("admin:login")).status_code == 403
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 302


def test_users_are_listed_changed_and_added(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    other = UserFactory(username="mara")
    assert "mara" in client.get(reverse("admin:accounts_user_changelist"), {"q": "mara"}).content.decode()
    assert client.get(reverse("admin:accounts_user_change", args=[other.pk])).status_code == 200
    fields = {"username": "kai", "email": "kai@example.com", "usable_password": "true"}
    password = {"password1": "slack water at noon", "password2": "slack water at noon"}
    answer = client.post(reverse("admin:accounts_user_add"), {**fields, **password})
    assert answer.status_code == 302, answer.context["errors"]
    assert User.objects.get(username="kai").check_password("slack water at noon")


def test_an_administrator_sets_a_users_password(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    other = UserFactory()
    address = reverse("admin:auth_user_password_change", args=[other.pk])
    weak = client.post(address, {"password1": "short", "password2": "short", "usable_password": "true"})
    assert "at least 12 characters" in weak.content.decode()
    new = "slack water at noon"
    answer = client.post(address, {"password1": new, "password2": new, "usable_password": "true"})
    assert answer.status_code == 302
    other.refresh_from_db()
    assert other.check_password(new)
