"""API keys: shown once, found by their digest, and ended for good."""

import re
import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.billing.catalog import load_catalog
from accounts.billing.services import grant_plan
from accounts.keys import MAX_LIVE_KEYS, create_key, is_whole, key_of, revoke_key, rotate_key
from accounts.models import ApiKey, AuditEntry, Tier, User
from project.common.clock import now
from project.common.crypto import keyed_digest
from project.common.errors import Conflict, Denied, Invalid, TidewatchError, Unauthenticated
from tests.accounts.programs import at_once
from tests.factories import UserFactory

ADDRESS = "203.0.113.7"
pytestmark = pytest.mark.django_db


def actions() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("action", flat=True))


def test_a_key_has_the_promised_shape_and_is_stored_as_a_digest(user: User) -> None:
    key, text = create_key(user, "Desk")
    assert re.fullmatch(r"tdw_[0-9A-Za-z]{8}_[0-9A-Za-z]{43}_[0-9a-f]{8}", text)
    assert text.startswith(key.prefix + "_")
    assert key.digest == keyed_digest(text)
    assert text not in str(ApiKey.objects.values().get())
    assert text.split("_")[2] not in str(ApiKey.objects.values().get()) + str(list(AuditEntry.objects.values()))
    assert create_key(user, "Desk")[1] != text


def test_the_last_part_is_the_checksum_of_the_rest(user: User) -> None:
    _, text = create_key(user, "Desk")
    body, _, checksum = text.rpartition("_")
    assert int(checksum, 16) == zlib.crc32(body.encode())


def test_a_key_lives_ninety_days_unless_told_otherwise(user: User, settings: Settings) -> None:
    key, _ = create_key(user, "Desk")
    assert key.expires_at - key.created_at == timedelta(days=90)
    settings.API_KEY_EXPIRATION_DAYS = 7
    key, _ = create_key(user, "Desk")
    assert key.expires_at - key.created_at == timedelta(days=7)
    key, _ = create_key(user, "Desk", expires_in_days=1)
    assert key.expires_at - key.created_at == timedelta(days=1)


def test_a_key_is_found_with_its_user_and_plan_in_one_query(
    user: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key, text = create_key(user, "Desk")
    with django_assert_num_queries(1):
        found = key_of(text, ADDRESS)
        assert (found, found.user) == (key, user)
        assert not hasattr(found.user, "subscription")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: text[:-1], id="one letter short"),
        pytest.param(lambda text: text + "0", id="one letter more"),
        pytest.param(lambda text: text[:20] + ("a" if text[20] != "a" else "b") + text[21:], id="one letter changed"),
        pytest.param(lambda text: text.lower(), id="small letters"),
        pytest.param(lambda text: text[:-9], id="no checksum"),
        pytest.param(lambda text: text + "\n", id="a line break"),
        pytest.param(lambda text: text[:4], id="the first letters alone"),
        pytest.param(lambda text: text[:4] + "\u00e4" * 61, id="letters no key has"),
    ],
)
def test_a_key_not_copied_whole_is_refused_without_a_query(
    user: User, django_assert_num_queries: DjangoAssertNumQueries, change: object
) -> None:
    _, text = create_key(user, "Desk")
    with django_assert_num_queries(0), pytest.raises(Unauthenticated, match="not copied whole"):
        key_of(change(text), ADDRESS)


@pytest.mark.parametrize("text", ["", "x", "pk_0123456789", "tge_" + "x" * 40, "\u00e9" * 30])
def test_an_invented_key_is_refused(user: User, text: str) -> None:
    create_key(user, "Desk")
    with pytest.raises(Unauthenticated, match="The API key is not valid"):
        key_of(text, ADDRESS)


def test_an_invented_key_with_a_right_checksum_is_refused(user: User) -> None:
    body = "tdw_" + "a" * 8 + "_" + "b" * 43
    invented = f"{body}_{zlib.crc32(body.encode()):08x}"
    assert is_whole(invented)
    with pytest.raises(Unauthenticated, match="The API key is not valid"):
        key_of(invented, ADDRESS)


def test_the_digest_of_a_key_opens_nothing(user: User) -> None:
    key, _ = create_key(user, "Desk")
    with pytest.raises(Unauthenticated):
        key_of(key.digest, ADDRESS)


def test_a_key_ends_at_its_time(user: User) -> None:
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as traveller:
        _, text = create_key(user, "Desk", expires_in_days=30)
        traveller.move_to("2026-03-31T09:59:59Z")
        assert key_of(text, ADDRESS)
        traveller.move_to("2026-03-31T10:00:00Z")
        with pytest.raises(Unauthenticated, match="has expired"):
            key_of(text, ADDRESS)


def test_a_revoked_key_is_refused_and_stays_so(user: User) -> None:
    key, text = create_key(user, "Desk")
    revoke_key(key)
    revoke_key(key)
    with pytest.raises(Unauthenticated, match="is not valid"):
        key_of(text, ADDRESS)
    assert actions() == ["key.created", "key.revoked"]


def test_the_key_of_somebody_switched_off_is_refused(user: User) -> None:
    _, text = create_key(user, "Desk")
    User.objects.update(is_active=False)
    with pytest.raises(Unauthenticated, match="is not valid"):
        key_of(text, ADDRESS)


@pytest.mark.parametrize(
    ("networks", "address", "is_let_in"),
    [
        ([], "198.51.100.1", True),
        (["203.0.113.0/24"], "203.0.113.255", True),
        (["203.0.113.0/24"], "203.0.114.0", False),
        (["203.0.113.7"], "203.0.113.7", True),
        (["203.0.113.7"], "203.0.113.8", False),
        (["203.0.113.7"], "::ffff:203.0.113.7", True),
        (["2001:db8::/32"], "2001:db8::1", True),
        (["2001:db8::/32"], "203.0.113.7", False),
        (["0.0.0.0/0"], "2001:db8::1", False),
        (["0.0.0.0/0"], "", False),
        (["198.51.100.0/24", "203.0.113.0/24"], "203.0.113.1", True),
    ],
)
def test_a_key_works_from_its_addresses_alone(user: User, networks: list[str], address: str, is_let_in: bool) -> None:
    _, text = create_key(user, "Desk", networks=networks)
    if is_let_in:
        assert key_of(text, address)
    else:
        with pytest.raises(Unauthenticated, match="may not be used from this address"):
            key_of(text, address)


def test_addresses_are_kept_in_their_short_form(user: User) -> None:
    key, _ = create_key(user, "Desk", networks=[" 203.0.113.77/24 ", "198.51.100.1", "2001:DB8::/32", "198.51.100.1"])
    assert key.networks == ["198.51.100.1/32", "2001:db8::/32", "203.0.113.0/24"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " \u202e\n"}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["read", "everything"]}, "scopes"),
        ({"expires_in_days": 0}, "expires_in_days"),
        ({"expires_in_days": 3651}, "expires_in_days"),
        ({"networks": ["somewhere"]}, "networks"),
        ({"networks": [""]}, "networks"),
        ({"networks": ["10.0.0.0/33"]}, "networks"),
        ({"networks": [f"10.0.0.{number}" for number in range(51)]}, "networks"),
    ],
)
def test_a_wrong_value_is_named(user: User, values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as raised:
        create_key(user, **{"name": "Desk", **values})
    assert list(raised.value.details) == [field]
    assert not ApiKey.objects.exists()


def test_scopes_are_kept_in_one_order_without_doubles(user: User) -> None:
    assert create_key(user, "Desk", ["trade", "read", "trade"])[0].scopes == ["read", "trade"]


def test_only_an_administrator_gives_the_scope_admin(user: User, admin_user: User) -> None:
    with pytest.raises(Denied, match="Only an administrator"):
        create_key(user, "Desk", ["read", "admin"])
    assert create_key(admin_user, "Desk", ["read", "admin"])[0].scopes == ["read", "admin"]


def test_there_is_room_for_fifty_keys_that_work(user: User) -> None:
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as traveller:
        create_key(user, "Short", expires_in_days=1)
        keys = [create_key(user, "Desk")[0] for _ in range(MAX_LIVE_KEYS - 1)]
        create_key(UserFactory(), "A stranger's")
        with pytest.raises(Conflict, match="You have 50 keys"):
            create_key(user, "Desk")
        revoke_key(keys[0])
        create_key(user, "Desk")
        traveller.shift(timedelta(days=1))
        create_key(user, "Instead of the expired one")
        with pytest.raises(Conflict):
            create_key(user, "Desk")


def test_a_key_is_replaced_by_one_with_the_same_rights(user: User) -> None:
    key, old = create_key(user, "Desk", ["read", "trade"], expires_in_days=10, networks=["203.0.113.0/24"])
    fresh, text = rotate_key(key)
    with pytest.raises(Unauthenticated):
        key_of(old, ADDRESS)
    assert key_of(text, ADDRESS) == fresh
    assert (fresh.name, fresh.scopes, fresh.networks) == ("Desk", ["read", "trade"], ["203.0.113.0/24"])
    assert fresh.expires_at - fresh.created_at == timedelta(days=10)
    assert fresh.prefix != key.prefix
    assert actions() == ["key.created", "key.rotated"]
    with pytest.raises(Conflict, match="was revoked"):
        rotate_key(key)
    assert ApiKey.objects.filter(revoked_at=None).count() == 1


def test_a_full_house_can_still_replace_its_keys(user: User) -> None:
    keys = [create_key(user, "Desk")[0] for _ in range(MAX_LIVE_KEYS)]
    rotate_key(keys[0])
    assert ApiKey.objects.filter(revoked_at=None).count() == MAX_LIVE_KEYS


def test_a_key_of_the_environment_is_changed_there(admin_user: User) -> None:
    key, _ = create_key(admin_user, "Desk")
    key.is_bootstrap = True
    for change in (revoke_key, rotate_key):
        with pytest.raises(Conflict, match="GPT_API_API_KEYS"):
            change(key)


def attempt(work: Callable[[], object]) -> bool:
    try:
        work()
    except TidewatchError:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_two_at_once_replace_a_key_once_and_fill_the_last_place_once(user: User) -> None:
    key, _ = create_key(user, "Desk")
    assert sum(at_once([lambda: attempt(lambda: rotate_key(key))] * 4)) == 1
    for _ in range(MAX_LIVE_KEYS - 2):
        create_key(user, "Desk")
    assert sum(at_once([lambda: attempt(lambda: create_key(user, "Desk"))] * 4)) == 1
    assert ApiKey.objects.filter(revoked_at=None).count() == MAX_LIVE_KEYS


@pytest.mark.django_db(transaction=True)
def test_one_of_two_keys_of_a_name_is_made_when_there_shall_be_one(user: User) -> None:
    works = [lambda name=name: create_key(user, name, is_only=True) for name in ("Desk", "Desk", "Desk", "Chair")]
    at_once([lambda work=work: attempt(work) for work in works])
    assert sorted(ApiKey.objects.values_list("name", flat=True)) == ["Chair", "Desk"]


@pytest.mark.django_db(transaction=True)
def test_making_keys_and_granting_plans_at_once_waits_in_one_line(user: User) -> None:
    load_catalog()
    tiers, end = list(Tier.objects.filter(slug__in=("starter", "pro"))), now() + timedelta(days=30)

    def grant() -> None:
        for number in range(8):
            grant_plan(user, tiers[number % 2], ends_at=end)

    at_once([grant, lambda: [create_key(user, "Desk") for _ in range(16)]])
    assert sorted(set(actions())) == ["key.created", "plan.granted"]
    assert len(actions()) == 24


def test_a_key_is_found_by_an_index(user: User) -> None:
    create_key(user, "Desk")
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, ApiKey._meta.db_table)
    assert any(each["unique"] and each["columns"] == ["digest"] for each in constraints.values())
