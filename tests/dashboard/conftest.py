"""Somebody who looks at the pages of their own account."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD


@pytest.fixture
def owner(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def sure(owner: Client) -> Client:
    """The owner, who has just given the password again."""
    owner.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return owner
