"""What open connections were let in with; the ways in which it ends are shown in tests/alerts/test_consumers.py."""

from datetime import timedelta

import pytest

from accounts.billing.selectors import tier_of
from accounts.caller import Caller
from accounts.keys import create_key
from accounts.passes import Pass, spent
from accounts.tokens import end_families
from project.common.clock import now
from tests.accounts.programs import tokens_for
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def by_key(user, **fields):
    key, _ = create_key(user, f"Desk {user.api_keys.count()}", **fields)
    return Pass(Caller(user, tier_of(user), frozenset(key.scopes), key=key), "203.0.113.7", key.expires_at)


def by_token(user, ends_at=None):
    family = tokens_for(user).family
    ends_at = ends_at or now() + timedelta(hours=1)
    return Pass(Caller(user, tier_of(user), frozenset(["read"]), family=family), "203.0.113.7", ends_at)


def test_any_number_of_passes_takes_two_queries(django_assert_num_queries):
    users = [UserFactory() for _ in range(3)]
    passes = [each for user in users for each in (by_key(user), by_key(user), by_token(user))]
    with django_assert_num_queries(2):
        assert spent(passes) == []


def test_only_what_has_ended_is_spent():
    user, other = UserFactory(), UserFactory()
    kept, ended, late = by_key(user), by_token(user), by_token(other, now() - timedelta(seconds=1))
    foreign = by_token(other)
    end_families(user, "test")
    assert spent([kept, ended, late, foreign]) == [ended, late]


def test_a_new_password_ends_the_passes_of_tokens_and_not_of_keys():
    user = UserFactory()
    key, token = by_key(user), by_token(user)
    user.set_password("another tide table")
    user.save()
    assert spent([key, token]) == [token]


def test_two_passes_of_one_key_are_two():
    held = by_key(UserFactory())
    assert Pass(held.caller, held.address, held.ends_at) != held
