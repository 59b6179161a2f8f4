"""Every page for everybody: the visitor, the owner of what it shows, a stranger, staff."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.access.routes import page_addresses
from tests.access.rules import DENIED, IN, LOGIN, MISSING, PAGES, Rule
from tests.access.world import ACTORS, CANARY, World, build_world, undone

pytestmark = pytest.mark.django_db
# Its many addresses have one door: Django's admin site lets in staff alone, and each model asks for its permission.
ADMIN = "admin/"


@pytest.fixture
def world() -> World:
    return build_world(Client())


def outcome(answer: Any) -> str:
    if answer.status_code == 302 and re.match("/(accounts|admin)/login/", answer["Location"]):
        return LOGIN
    return {401: LOGIN, 403: DENIED, 404: MISSING}.get(answer.status_code, IN)


def call(world: World, actor: str, address: str, rule: Rule) -> HttpResponse:
    for name, value in rule.fill(world).items():
        address = address.replace(f"<{name}>", str(value))
    assert "<" not in address, f"{address}: a part of the address is not filled"
    answer = getattr(world.page_client(actor), rule.method)(f"/{address}", rule.body)
    assert answer.status_code < 500
    return answer


def addresses_inside(prefix: str) -> list[str]:
    return sorted(address for address in page_addresses() if address.startswith(prefix))


def test_every_page_has_a_rule_and_no_rule_is_left_over() -> None:
    assert {address for address in page_addresses() if not address.startswith(ADMIN)} == set(PAGES)


@pytest.mark.parametrize("address", sorted(PAGES))
def test_a_page_lets_in_whom_it_should(world: World, address: str) -> None:
    rule, before, found = PAGES[address], world.possessions(), {}
    for actor in ACTORS:
        with undone():
            answer = call(world, actor, address, rule)
            found[actor] = outcome(answer)
            if actor != "owner":
                assert world.possessions() == before, actor
                assert CANARY not in answer.getvalue().decode(errors="replace"), actor
    assert found == rule.outcomes


@pytest.mark.parametrize("actor", ["visitor", "owner", "stranger"])
def test_the_admin_site_lets_nobody_in_but_staff(world: World, actor: str) -> None:
    client, addresses = world.page_client(actor), addresses_inside(ADMIN)
    assert len(addresses) > 50
    for path in (re.sub(r"<\w+>", "1", address) for address in addresses):
        for answer in (client.get(f"/{path}"), client.post(f"/{path}")):
            assert outcome(answer) in {LOGIN, DENIED, MISSING} or path == "admin/logout/", path
            assert CANARY not in answer.getvalue().decode(errors="replace")
