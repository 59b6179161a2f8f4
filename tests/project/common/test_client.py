"""Where a request comes from: only what our own proxies wrote is believed."""

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from project.common.client import client_address

PROXY = "203.0.113.1"


def address(settings: Settings, proxies: int, forwarded: str | None) -> str:
    settings.TRUSTED_PROXY_COUNT = proxies
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=PROXY, **extra))


@pytest.mark.parametrize("forwarded", [None, "", "10.0.0.1", "10.0.0.1, 10.0.0.2"])
def test_without_proxies_the_header_is_not_read(settings: Settings, forwarded: str | None) -> None:
    assert address(settings, 0, forwarded) == PROXY


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (1, "198.51.100.9", "198.51.100.9"),
        (1, "10.0.0.1, 198.51.100.9", "198.51.100.9"),
        (1, "not an address,198.51.100.9 ", "198.51.100.9"),
        (2, "10.0.0.1, 198.51.100.9, 203.0.113.2", "198.51.100.9"),
        (1, "10.0.0.1, 2001:DB8::1", "2001:db8::1"),
    ],
)
def test_each_proxy_vouches_for_one_address_from_the_right(
    settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    assert address(settings, proxies, forwarded) == expected


@pytest.mark.parametrize(
    ("proxies", "forwarded"), [(1, None), (1, ""), (2, "198.51.100.9"), (1, "unknown"), (1, "10.0.0.1, <script>")]
)
def test_a_header_that_is_too_short_or_no_address_counts_as_none(
    settings: Settings, proxies: int, forwarded: str | None
) -> None:
    assert address(settings, proxies, forwarded) == PROXY


def test_a_server_behind_a_unix_socket_knows_no_address(settings: Settings) -> None:
    request = RequestFactory().get("/")
    del request.META["REMOTE_ADDR"]
    assert client_address(request) == ""
