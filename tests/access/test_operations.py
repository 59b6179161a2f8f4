"""Every operation of the API for everybody: the visitor, tokens and keys of owner, stranger and staff."""

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client

from tests.access.routes import operations
from tests.access.rules import CALLERS, OPERATIONS, Rule
from tests.access.test_pages import outcome
from tests.access.world import CANARY, World, build_world, undone

pytestmark = pytest.mark.django_db
OWN = {"owner", "owner_key", "wrong_scope"}


@pytest.fixture
def world() -> World:
    return build_world(Client())


def call(world: World, caller: str, method: str, path: str, rule: Rule) -> HttpResponse:
    for name, value in rule.fill(world).items():
        path = path.replace(f"{{{name}}}", str(value))
    assert "{" not in path, f"{path}: a part of the address is not filled"
    token = world.tokens.get(caller)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().generic(
        method, f"/api/v1{path}", data=encoded(rule), content_type="application/json", headers=headers
    )


def encoded(rule: Rule) -> bytes:
    return orjson.dumps(rule.body) if rule.body else b""


def test_every_operation_has_a_rule_and_no_rule_is_left_over() -> None:
    assert operations() == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), sorted(OPERATIONS))
def test_an_operation_lets_in_whom_it_should(world: World, method: str, path: str) -> None:
    rule, before, found = OPERATIONS[method, path], world.possessions(), {}
    for caller in CALLERS:
        with undone():
            answer = call(world, caller, method, path, rule)
            found[caller] = outcome(answer)
            assert answer.status_code < 500 or answer.json()["error"]["code"] == "SERVICE_UNAVAILABLE"
            if caller not in OWN and not path.startswith("/admin/"):
                assert world.possessions() == before, caller
                assert CANARY not in answer.getvalue().decode(errors="replace"), caller
    assert found == rule.outcomes


@pytest.mark.parametrize(("method", "path"), sorted(OPERATIONS))
def test_a_browser_session_opens_no_operation(world: World, method: str, path: str) -> None:
    """A page of another site could otherwise act for whoever is signed in here."""
    rule = OPERATIONS[method, path]
    visitor = call(world, "visitor", method, path, rule)
    for name, value in rule.fill(world).items():
        path = path.replace(f"{{{name}}}", str(value))
    browser = world.page_client("owner")
    answer = browser.generic(method, f"/api/v1{path}", data=encoded(rule), content_type="application/json")
    assert answer.status_code == visitor.status_code
