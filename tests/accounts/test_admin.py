"""The administration as a whole: who gets in, what it looks like, and where it leads out."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import AlertFactory, UserFactory

pytestmark = pytest.mark.django_db
LISTS = sorted(f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry)


def test_the_admin_site_uses_our_sign_in_with_its_limits(client: Client) -> None:
    answer = client.get(reverse("admin:login"), {"next": "/admin/"})
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Fadmin%2F"
    assert client.post(reverse("admin:login"), {"username": "a", "password": "b"}).status_code == 302


def test_an_ordinary_user_is_kept_out(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get(reverse("admin:login")).status_code == 403
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 302


def test_the_password_is_changed_on_our_own_page(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    assert client.get(reverse("admin:password_change"))["Location"] == reverse("account_change_password")


def test_the_page_wears_our_brand_and_theme(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    client.cookies["theme"] = "light"
    page = client.get(reverse("admin:index")).content.decode()
    assert 'data-theme="light"' in page
    assert "Tidewatch administration" in page
    assert f'href="{reverse("overview")}"' in page
    assert 'href="/static/img/mark.svg"' in page
    assert "admin/js/theme.js" not in page


def test_what_holds_secrets_of_other_packages_is_not_there(client: Client, admin_user: User) -> None:
    client.force_login(admin_user)
    page = client.get(reverse("admin:index")).content.decode()
    for address in ("/admin/socialaccount/socialtoken/", "/admin/socialaccount/socialapp/", "/admin/sessions/"):
        assert address not in page
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_searches(name: str, client: Client, admin_user: User) -> None:
    AlertFactory()
    client.force_login(admin_user)
    address = reverse(f"admin:{name}_changelist")
    assert client.get(address).status_code == 200
    assert client.get(address, {"q": "x"}).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_staff_without_a_permission_see_nothing(name: str, client: Client) -> None:
    client.force_login(UserFactory(is_staff=True))
    assert client.get(reverse(f"admin:{name}_changelist")).status_code == 403


def test_tasks_are_run_again_only_by_those_who_may_change_them(client: Client) -> None:
    staff = UserFactory(is_staff=True)
    staff.user_permissions.add(Permission.objects.get(codename="view_success"))
    client.force_login(staff)
    page = client.get(reverse("admin:django_q_success_changelist"))
    assert "Resubmit" not in page.content.decode()
