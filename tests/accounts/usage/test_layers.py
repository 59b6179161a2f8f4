"""Which limits a call falls under."""

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.usage.layers import Layer, layers_for, network_of
from tests.accounts.usage.callers import caller_for, key_of

ROUTE = "GET api/v1/prices"


def named(layers: list[Layer]) -> dict[str, tuple[int, int, int]]:
    return {layer.name: (layer.limit, layer.window_s, layer.burst) for layer in layers}


def test_a_key_falls_under_every_layer_with_the_documented_numbers(user: User) -> None:
    assert named(layers_for(caller_for(user, key=key_of(user)), "192.0.2.7", ROUTE, "normal")) == {
        "user": (60, 60, 120),
        "user-general": (1000, 3600, 1000),
        "key": (100, 60, 100),
        "address": (300, 60, 600),
        "endpoint": (100, 60, 100),
        "global": (10_000, 60, 10_000),
    }


def test_a_token_has_no_layer_of_a_key(user: User) -> None:
    assert "key" not in named(layers_for(caller_for(user), "192.0.2.7", ROUTE, "normal"))


def test_a_visitor_falls_under_the_address_the_endpoint_and_the_whole() -> None:
    assert set(named(layers_for(None, "192.0.2.7", ROUTE, "strict"))) == {"address", "endpoint", "global"}


@pytest.mark.parametrize(("rate", "limit"), [("strict", 10), ("normal", 100), ("generous", 1000)])
def test_an_endpoint_has_the_rate_that_it_names(rate: str, limit: int) -> None:
    assert named(layers_for(None, "192.0.2.7", ROUTE, rate))["endpoint"] == (limit, 60, limit)  # type: ignore[arg-type]


def test_settings_change_the_numbers(settings: Settings, user: User) -> None:
    settings.RATE_LIMIT_PER_MIN, settings.RATE_LIMIT_BURST = 7, 9
    settings.RATE_LIMIT_REQUESTS, settings.RATE_LIMIT_WINDOW = 5, 30
    layers = named(layers_for(caller_for(user, key=key_of(user)), "192.0.2.7", ROUTE, "normal"))
    assert layers["user"] == (7, 60, 9)
    assert layers["key"] == (5, 30, 5)


def test_two_keys_of_one_user_share_the_user_and_not_the_key(user: User) -> None:
    one, two = (
        {layer.name: layer.key for layer in layers_for(caller_for(user, key=key), "192.0.2.7", ROUTE, "normal")}
        for key in (key_of(user, "1"), key_of(user, "2"))
    )
    assert one["user"] == two["user"]
    assert one["endpoint"] == two["endpoint"]
    assert one["key"] != two["key"]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_a_visitor_is_counted_under_their_network(address: str, network: str) -> None:
    assert network_of(address) == network
