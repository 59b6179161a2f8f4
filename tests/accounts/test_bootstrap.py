"""Keys from the environment."""

import pytest
from pytest_django.fixtures import Settings

from accounts.auth import identify
from accounts.bootstrap import load_bootstrap_keys, usable_keys
from accounts.keys import create_key
from accounts.models import ApiKey, AuditEntry, User
from project.common.errors import Conflict, Invalid, Unauthenticated
from project.seeds import load_seeds
from tests.accounts.programs import at_once, visit
from tests.factories import UserFactory

ONE = "a-long-key-from-a-vault-01"
TWO = "another.key.with.dots.0002"


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


@pytest.mark.django_db
def test_the_keys_work_for_reading_and_belong_to_the_first_administrator(admin_user: User) -> None:
    UserFactory(is_superuser=True, is_staff=True)
    load_bootstrap_keys([ONE, TWO])
    for text in (ONE, TWO):
        for request in (visit(**{"X-API-Key": text}), visit(authorization=f"Bearer {text}")):
            caller = identify(request)
            assert (caller.user, caller.scopes) == (admin_user, frozenset({"read"}))
    key = ApiKey.objects.get(prefix=ONE[:4])
    assert (key.is_bootstrap, key.expires_at) == (True, None)
    assert ONE not in str(list(ApiKey.objects.values())) + str(list(AuditEntry.objects.values()))


@pytest.mark.django_db
def test_an_administrator_who_is_switched_off_is_passed_over(admin_user: User) -> None:
    User.objects.update(is_active=False)
    second = UserFactory(is_superuser=True, is_staff=True)
    load_bootstrap_keys([ONE])
    assert ApiKey.objects.get().user == second


@pytest.mark.django_db
def test_the_keys_of_an_administrator_who_is_switched_off_work_for_the_next(admin_user: User) -> None:
    load_bootstrap_keys([ONE])
    User.objects.update(is_active=False)
    second = UserFactory(is_superuser=True, is_staff=True)
    load_bootstrap_keys([ONE])
    assert identify(visit(**{"X-API-Key": ONE})).user == second
    assert actions() == ["key.created"] * 2


@pytest.mark.django_db
def test_a_second_start_changes_nothing(admin_user: User) -> None:
    load_bootstrap_keys([ONE])
    before = list(ApiKey.objects.values())
    load_bootstrap_keys([ONE])
    assert list(ApiKey.objects.values()) == before
    assert actions() == ["key.created"]


@pytest.mark.django_db
def test_a_key_that_left_the_variable_ends_and_comes_back_with_it(admin_user: User) -> None:
    load_bootstrap_keys([ONE, TWO])
    load_bootstrap_keys([TWO])
    with pytest.raises(Unauthenticated):
        identify(visit(**{"X-API-Key": ONE}))
    assert identify(visit(**{"X-API-Key": TWO}))
    load_bootstrap_keys([ONE])
    assert identify(visit(**{"X-API-Key": ONE}))
    load_bootstrap_keys([])
    assert not ApiKey.objects.filter(revoked_at=None).exists()
    assert actions() == ["key.created"] * 2 + ["key.revoked"] + ["key.created"] + ["key.revoked"] * 2


@pytest.mark.django_db
def test_keys_of_people_are_left_alone(admin_user: User) -> None:
    key, text = create_key(UserFactory(), "Desk", ["write"])
    load_bootstrap_keys([text])
    load_bootstrap_keys([])
    key.refresh_from_db()
    assert (key.is_bootstrap, key.revoked_at, key.scopes) == (False, None, ["write"])


@pytest.mark.parametrize(
    "text", ["short", "x" * 23, "a key with spaces in its text", "k" * 201, "\u00e4" * 30, "tdw_" + "x" * 40]
)
def test_a_key_that_cannot_be_used_is_named_by_its_place(settings: Settings, text: str) -> None:
    settings.GPT_API_API_KEYS = [ONE, text]
    with pytest.raises(Invalid, match="Key 2 of GPT_API_API_KEYS") as raised:
        usable_keys()
    assert text not in raised.value.message


def test_the_keys_of_the_variable_are_returned(settings: Settings) -> None:
    settings.GPT_API_API_KEYS = [ONE, TWO]
    assert usable_keys() == [ONE, TWO]


@pytest.mark.django_db
def test_without_an_administrator_there_is_nobody_to_own_them(user: User) -> None:
    load_bootstrap_keys([])
    with pytest.raises(Conflict, match="needs an administrator"):
        load_bootstrap_keys([ONE])


@pytest.mark.django_db
def test_a_start_loads_them_after_its_first_administrator(settings: Settings) -> None:
    settings.GPT_API_API_KEYS = [ONE]
    assert load_seeds()
    assert identify(visit(**{"X-API-Key": ONE})).user.is_superuser


@pytest.mark.django_db
def test_a_wrong_key_stops_the_start_before_a_password_is_made(settings: Settings) -> None:
    settings.GPT_API_API_KEYS = ["short"]
    with pytest.raises(Invalid):
        load_seeds()
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_starts_at_once_make_each_key_once(admin_user: User) -> None:
    at_once([lambda: load_bootstrap_keys([ONE, TWO])] * 4)
    assert ApiKey.objects.filter(revoked_at=None).count() == 2
    assert actions() == ["key.created"] * 2
