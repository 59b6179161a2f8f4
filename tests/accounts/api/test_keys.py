"""Managing keys with an access token."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.keys import create_key
from accounts.models import ApiKey, User
from tests.accounts.programs import Program, error_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
KEYS = "/auth/api-keys"
FIELDS = {"id", "name", "prefix", "scopes", "networks", "is_active", "created_at", "expires_at", "revoked_at"}
FIELDS |= {"last_used_at", "usage_count"}


def test_a_key_is_made_and_shown_once(program: Program) -> None:
    answer = program.post(KEYS, {"name": "Production API Key", "expires_in_days": 90})
    assert answer.status_code == 201
    made = answer.json()
    assert set(made) == FIELDS | {"key"}
    assert (made["name"], made["is_active"], made["scopes"]) == ("Production API Key", True, ["read"])
    assert Program(key=made["key"]).get("/me").status_code == 200
    (listed,) = program.get(KEYS).json()
    assert listed == {name: value for name, value in made.items() if name != "key"}


def test_scopes_and_addresses_are_kept(program: Program) -> None:
    body = {"name": "Bot", "scopes": ["trade", "read"], "networks": ["198.51.100.0/24"]}
    made = program.post(KEYS, body).json()
    assert (made["scopes"], made["networks"]) == (["read", "trade"], ["198.51.100.0/24"])
    assert error_of(Program(key=made["key"]).get("/me")) == (401, "AUTHENTICATION_FAILED")
    assert Program(key=made["key"], address="198.51.100.9").get("/me").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"name": ""}, 422),
        ({"name": "x" * 81}, 422),
        ({"name": "Bot", "expires_in_days": 0}, 422),
        ({"name": "Bot", "expires_in_days": 3651}, 422),
        ({"name": "Bot", "scopes": []}, 422),
        ({"name": "Bot", "scopes": ["everything"]}, 422),
        ({"name": "Bot", "networks": ["somewhere"]}, 422),
        ({"name": "Bot", "scopes": ["admin"]}, 403),
    ],
)
def test_a_wrong_key_is_not_made(program: Program, body: dict[str, object], status: int) -> None:
    assert program.post(KEYS, body).status_code == status
    assert not ApiKey.objects.exists()


def test_a_key_is_replaced(program: Program, user: User) -> None:
    key, old = create_key(user, "Desk", ["read"])
    answer = program.post(f"{KEYS}/{key.pk}/rotate")
    assert answer.status_code == 201
    assert Program(key=old).get("/me").status_code == 401
    assert Program(key=answer.json()["key"]).get("/me").status_code == 200
    assert error_of(program.post(f"{KEYS}/{key.pk}/rotate")) == (409, "CONFLICT")


def test_a_key_is_revoked(program: Program, user: User) -> None:
    key, text = create_key(user, "Desk")
    for _ in range(2):
        answer = program.delete(f"{KEYS}/{key.pk}")
        assert (answer.status_code, answer.content) == (204, b"")
    assert Program(key=text).get("/me").status_code == 401
    (listed,) = program.get(KEYS).json()
    assert not listed["is_active"]
    assert listed["revoked_at"]


def test_a_strangers_keys_do_not_exist(program: Program) -> None:
    key, text = create_key(UserFactory(), "Theirs")
    for answer in (program.delete(f"{KEYS}/{key.pk}"), program.post(f"{KEYS}/{key.pk}/rotate")):
        assert error_of(answer) == (404, "NOT_FOUND")
    assert program.get(KEYS).json() == []
    assert Program(key=text).get("/me").status_code == 200


@pytest.mark.parametrize("key_id", ["0", "-1", "99999999999999999999", "x"])
def test_an_impossible_number_is_explained(program: Program, key_id: str) -> None:
    assert program.delete(f"{KEYS}/{key_id}").status_code == 422


def test_keys_manage_no_keys(user: User) -> None:
    _, text = create_key(user, "Desk", ["read", "write"])
    program = Program(key=text)
    for answer in (program.get(KEYS), program.post(KEYS, {"name": "More"}), program.delete(f"{KEYS}/1")):
        assert error_of(answer) == (403, "PERMISSION_DENIED")


def test_a_list_comes_in_parts_with_one_query_more(
    program: Program, user: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        create_key(user, f"Key {number}")
    with django_assert_max_num_queries(3):
        shown = program.get(f"{KEYS}?limit=2&offset=1").json()
    assert [key["name"] for key in shown] == ["Key 3", "Key 2"]
    assert program.get(f"{KEYS}?limit=1001").status_code == 422
