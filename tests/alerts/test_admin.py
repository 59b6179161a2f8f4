"""The admin shows items and alerts without letting anybody rewrite what came in."""

import pytest
from django.test import Client

from accounts.models import User
from tests.factories import AlertFactory

MODELS = ("company", "source", "item", "alert")


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS)
def test_staff_see_every_list(model: str, client: Client, admin_user: User) -> None:
    AlertFactory()
    client.force_login(admin_user)
    assert client.get(f"/admin/alerts/{model}/").status_code == 200


@pytest.mark.django_db
def test_items_cannot_be_added_changed_or_deleted(client: Client, admin_user: User) -> None:
    item = AlertFactory().item
    client.force_login(admin_user)
    assert client.get("/admin/alerts/item/add/").status_code == 403
    assert client.post(f"/admin/alerts/item/{item.pk}/change/", {"title": "x"}).status_code == 403
    assert client.post(f"/admin/alerts/item/{item.pk}/delete/", {"post": "yes"}).status_code == 403
