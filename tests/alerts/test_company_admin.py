"""Companies in the admin site: the same checks and the same audit log as on their page."""

from typing import Any

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client

from accounts.models import AuditEntry, User
from alerts.models import Company
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/alerts/company/"
ENTERED: dict[str, Any] = {
    "name": "Nebula Labs",
    "aliases": "[]",
    "tokens": '["$nebx"]',
    "exclusions": "[]",
    "priority": "HIGH",
    "status": "active",
    "website": "nebula.example",
    "twitter_handle": "@nebulalabs",
    "description": "",
}


@pytest.fixture
def admin(client: Client, admin_user: User) -> Client:
    client.force_login(admin_user)
    return client


def noted(action: str) -> list[object]:
    return [entry.details["company"] for entry in AuditEntry.objects.filter(action=action)]


def test_a_company_is_added_and_changed_with_the_checks_of_its_page(admin: Client, admin_user: User) -> None:
    assert admin.post(f"{LIST}add/", ENTERED).status_code == 302
    company = Company.objects.get()
    assert (company.tokens, company.twitter_handle) == (["NEBX"], "nebulalabs")
    assert noted("company.created") == [company.pk]
    assert AuditEntry.objects.get(action="company.created").actor_id == admin_user.pk
    assert admin.post(f"{LIST}{company.pk}/change/", {**ENTERED, "tokens": '["NEB"]'}).status_code == 302
    company.refresh_from_db()
    assert company.tokens == ["NEB"]
    assert noted("company.changed") == [company.pk]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("tokens", '["N E B"]', "is not a ticker"),
        ("aliases", "7", "Write a list"),
        ("aliases", '{"a": 1}', "Write a list"),
        ("website", "javascript:alert(1)", "Enter a valid URL"),
    ],
)
def test_what_the_page_refuses_is_refused_here(admin: Client, field: str, value: str, sentence: str) -> None:
    page = admin.post(f"{LIST}add/", {**ENTERED, field: value})
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not Company.objects.exists()


def test_deleting_is_noted_one_by_one(admin: Client) -> None:
    first, *others = CompanyFactory.create_batch(3)
    admin.post(f"{LIST}{first.pk}/delete/", {"post": "yes"})
    chosen = {ACTION_CHECKBOX_NAME: [each.pk for each in others]}
    admin.post(LIST, {"action": "delete_selected", "post": "yes", **chosen})
    assert not Company.objects.exists()
    assert len(noted("company.deleted")) == 3
