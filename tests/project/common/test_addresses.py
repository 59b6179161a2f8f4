"""Which addresses are public, at the edges of every closed range."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from project.common.addresses import CLOSED_V4, CLOSED_V6, is_public, is_within

PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.216.34", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0"]
PUBLIC += ["192.0.1.0", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "2400:cb00::1", "3ffe::1"]


@pytest.mark.parametrize("address", PUBLIC)
def test_an_ordinary_address_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("network", [*CLOSED_V4, *CLOSED_V6], ids=str)
def test_the_first_and_last_address_of_a_closed_range_are_not_public(network: object) -> None:
    assert not is_public(network[0])  # type: ignore[index]
    assert not is_public(network[-1])  # type: ignore[index]


@given(st.integers(0, 2**32 - 1))
def test_an_address_wrapped_in_another_is_never_public(number: int) -> None:
    inner = IPv4Address(number)
    wrapped = [f"::ffff:{inner}", f"::{inner}", f"64:ff9b::{inner}"]
    wrapped.append(str(IPv6Address((0x2002 << 112) + (number << 80))))
    wrapped.append(str(IPv6Address((0x20010000 << 96) + (number ^ 0xFFFFFFFF))))
    assert not any(is_public(IPv6Address(each)) for each in wrapped)


@given(st.ip_addresses(v=4))
def test_whatever_python_calls_private_is_not_public(address: IPv4Address) -> None:
    if address.is_private or address.is_multicast or address.is_reserved or address.is_loopback:
        assert not is_public(address)


def test_ranges_of_the_operator_are_read_as_networks_or_single_addresses() -> None:
    assert is_within(ip_address("10.1.2.3"), ["192.168.0.0/16", "10.0.0.0/8"])
    assert is_within(ip_address("::1"), ["::1"])
    assert not is_within(ip_address("10.1.2.3"), ["10.1.2.4", "::/0"])
