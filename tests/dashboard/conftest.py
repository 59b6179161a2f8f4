"""Who looks at the pages: a reader, the owner of an account, an operator."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.alerts.conftest import feeds
from tests.factories import PASSWORD

__all__ = ["feeds"]


@pytest.fixture
def reader(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def operator(client: Client, admin_user: User) -> Client:
    client.force_login(admin_user)
    return client


@pytest.fixture
def owner(reader: Client) -> Client:
    return reader


@pytest.fixture
def sure(owner: Client) -> Client:
    """The owner, who has just given the password again."""
    owner.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return owner
