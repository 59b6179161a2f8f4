"""A program in which the user has signed in."""

import pytest

from accounts.billing.catalog import load_catalog
from accounts.models import User
from tests.accounts.programs import Program, tokens_for


@pytest.fixture
def program(user: User) -> Program:
    load_catalog()
    return Program(tokens_for(user).access)
