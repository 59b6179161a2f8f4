"""The doors of the API: who is let in, with what right, at what cost."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from pytest_django.fixtures import Settings

from accounts.auth import anybody, identify, needs, signed_in, the_caller
from accounts.billing.catalog import load_catalog
from accounts.caller import Caller, caller_of
from accounts.keys import create_key
from accounts.models import Subscription, Tier, User
from accounts.usage import limiter
from project.common import clock
from project.common.errors import Denied, OverLimit, Unauthenticated
from tests.accounts.programs import tokens_for, visit, with_token
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
EVERY = frozenset({"read", "write", "trade", "webhook"})


@pytest.fixture(autouse=True)
def plans(db: None) -> None:
    load_catalog()


def knock(door: Any, request: HttpRequest) -> Any:
    """Do what ninja does before an operation."""
    request.resolver_match = resolve("/live")
    return door[0](request)


def with_key(text: str, **headers: str) -> HttpRequest:
    return visit(**{"X-API-Key": text, **headers})


def subscribe(user: User, **values: object) -> None:
    Subscription.objects.create(user=user, tier=Tier.objects.get(slug="pro"), **values)


def test_a_visitor_is_nobody() -> None:
    assert identify(visit()) is None


@pytest.mark.parametrize("header", ["X-API-Key", "Authorization"])
def test_a_key_may_come_in_either_header(user: User, header: str) -> None:
    key, text = create_key(user, "Desk", ["read", "trade"])
    caller = identify(visit(**{header: text if header == "X-API-Key" else f"bearer  {text} "}))
    assert (caller.user, caller.key, caller.family) == (user, key, None)
    assert caller.scopes == frozenset({"read", "trade"})
    assert caller.tier.slug == "free"


def test_a_token_has_every_scope_but_administration(user: User, admin_user: User) -> None:
    caller = identify(with_token(tokens_for(user).access))
    assert (caller.user, caller.key) == (user, None)
    assert caller.family.user == user
    assert caller.scopes == EVERY
    assert identify(with_token(tokens_for(admin_user).access)).scopes == EVERY | {"admin"}


def test_administration_ends_with_the_administrator(admin_user: User) -> None:
    _, text = create_key(admin_user, "Desk", ["read", "admin"])
    assert identify(with_key(text)).scopes == {"read", "admin"}
    User.objects.update(is_staff=False)
    assert identify(with_key(text)).scopes == {"read"}
    assert identify(with_token(tokens_for(admin_user).access)).scopes == EVERY


def test_administration_asks_for_a_second_step_where_it_is_required(admin_user: User, settings: Settings) -> None:
    settings.REQUIRE_STAFF_MFA = True
    _, text = create_key(admin_user, "Desk", ["read", "admin"])
    token = tokens_for(admin_user).access
    assert "admin" not in identify(with_key(text)).scopes | identify(with_token(token)).scopes
    Authenticator.objects.create(user=admin_user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert "admin" not in identify(with_key(text)).scopes
    Authenticator.objects.create(user=admin_user, type=Authenticator.Type.TOTP, data={})
    assert "admin" in identify(with_key(text)).scopes & identify(with_token(token)).scopes


@pytest.mark.parametrize("header", ["Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "Token abc", "abc", "Bearer a b"])
def test_another_kind_of_sign_in_is_refused(header: str) -> None:
    with pytest.raises(Unauthenticated):
        identify(visit(authorization=header))


def test_the_key_header_comes_first(user: User) -> None:
    _, text = create_key(user, "Desk")
    assert identify(with_key(text, authorization="Basic dXNlcjpwYXNz")).user == user


def test_a_token_in_the_address_counts_only_where_it_is_allowed(user: User, settings: Settings) -> None:
    request = visit()
    request.GET = {"token": tokens_for(user).access}
    assert identify(request) is None
    settings.ALLOW_TOKEN_IN_QUERY = True
    assert identify(request).user == user


@pytest.mark.parametrize("way", ["key", "token"])
@pytest.mark.parametrize(("plan", "queries"), [("free", 2), ("pro", 1), ("ended", 2)])
def test_knowing_the_caller_takes_at_most_two_queries(
    user: User, way: str, plan: str, queries: int, settings: Settings
) -> None:
    settings.REQUIRE_STAFF_MFA = True
    User.objects.update(is_staff=True)
    if plan != "free":
        subscribe(user, ends_at=None if plan == "pro" else clock.now() - timedelta(1))
    request = with_token(tokens_for(user).access) if way == "token" else with_key(create_key(user, "Desk")[1])
    with CaptureQueriesContext(
        connection,
    ) as captured:
        caller = knock(needs("read"), request)
        assert caller.tier.slug == ("pro" if plan == "pro" else "free")
    assert len(captured) == queries


def test_a_door_tells_who_came_in_and_forgets_the_cookie(user: User) -> None:
    request = with_token(tokens_for(user).access)
    request.user = UserFactory()
    caller = knock(needs("read"), request)
    assert (request.user, caller_of(request), the_caller(request)) == (user, caller, caller)
    request = visit()
    request.user = user
    knock(anybody(), request)
    assert isinstance(request.user, AnonymousUser)
    with pytest.raises(Unauthenticated):
        the_caller(request)


def test_a_visitor_is_asked_for_a_key(settings: Settings) -> None:
    for door in (needs("read"), needs("write"), signed_in()):
        with pytest.raises(Unauthenticated, match="Send an API key in X-API-Key"):
            knock(door, visit())
    settings.GPT_API_REQUIRE_AUTH = False
    assert knock(needs("read"), visit())
    for door in (needs("write"), signed_in()):
        with pytest.raises(Unauthenticated):
            knock(door, visit())


def test_a_scope_that_is_missing_is_named(user: User) -> None:
    _, text = create_key(user, "Desk", ["read"])
    assert knock(needs("read"), with_key(text))
    with pytest.raises(Denied, match="This needs the scope trade") as raised:
        knock(needs("trade"), with_key(text))
    assert raised.value.details == {"scope": "trade"}


def test_a_key_manages_no_account(user: User) -> None:
    _, text = create_key(user, "Desk", sorted(EVERY))
    for request in (with_key(text), with_token(text)):
        with pytest.raises(Denied, match="A key may not do this"):
            knock(signed_in(), request)
    assert knock(signed_in(), with_token(tokens_for(user).access))


def test_a_bad_key_is_refused_where_nobody_asks_for_one(user: User) -> None:
    with pytest.raises(Unauthenticated):
        knock(anybody(), with_key("tdw_nothing"))


@pytest.mark.parametrize("door", [needs("trade"), signed_in(), anybody("normal")])
def test_whoever_tries_keys_runs_out_of_tries(user: User, settings: Settings, door: object) -> None:
    settings.RATE_LIMIT_IP_PER_MIN, settings.RATE_LIMIT_IP_BURST = 5, 5
    refusals = []
    for _ in range(7):
        with pytest.raises((Unauthenticated, OverLimit)) as raised:
            knock(door, with_key("an-invented-key-of-some-length"))
        refusals.append(raised.value.status)
    assert refusals == [401] * 5 + [429] * 2


def test_a_call_counts_for_its_caller_with_the_rate_of_the_door(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[object, ...]] = []

    def admit(request: HttpRequest, caller: Caller, *, rate: str, metered: bool, group: str) -> None:
        seen.append((caller.user, rate, metered, group))

    monkeypatch.setattr(limiter, "admit", admit)
    _, text = create_key(user, "Desk")
    knock(needs("read", rate="generous", metered=True), with_key(text))
    knock(needs("read", group="alerts"), with_key(text))
    knock(signed_in("strict"), with_token(tokens_for(user).access))
    assert seen == [
        (user, "generous", True, ""),
        (user, "normal", False, "alerts"),
        (user, "strict", False, ""),
    ]


def test_the_schema_names_both_ways_in() -> None:
    ways = [each.openapi_security_schema for each in needs("read")]
    assert ways[0]["type"] == "http"
    assert ways[0]["scheme"] == "bearer"
    assert {name: ways[1][name] for name in ("type", "in", "name")} == {
        "type": "apiKey",
        "in": "header",
        "name": "X-API-Key",
    }
    assert len(signed_in()) == 1
    assert not hasattr(anybody()[0], "openapi_security_schema")
