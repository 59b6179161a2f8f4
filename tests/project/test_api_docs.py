"""The description of the API and its two readers."""

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from ninja import Schema
from pytest_django.fixtures import Settings

from accounts.models import User
from project import VERSION
from project.api import api
from tests.factories import InstrumentFactory
from tests.project.test_api import envelope

if TYPE_CHECKING:
    from playwright.sync_api import Page

READERS = ("/api/v1/docs", "/api/v1/redoc")
SCHEMA = "/api/v1/openapi.json"


def test_the_description_names_the_product_and_its_version(client: Client, db: None) -> None:
    schema = client.get(SCHEMA).json()
    assert schema["info"]["title"] == "Tidewatch"
    assert schema["info"]["version"] == VERSION
    assert "/api/v1/symbols" in schema["paths"]


def test_users_only_means_signed_in_on_the_web(client: Client, user: User, settings: Settings) -> None:
    settings.API_DOCS = "users"
    envelope(client.get(SCHEMA), 401, "AUTHENTICATION_FAILED")
    for address in READERS:
        assert client.get(address).url == f"/accounts/login/?next={address}"
    client.force_login(user)
    assert [client.get(address).status_code for address in (*READERS, SCHEMA)] == [200, 200, 200]


def test_off_means_that_nobody_finds_them(client: Client, admin_user: User, settings: Settings) -> None:
    settings.API_DOCS = "off"
    client.force_login(admin_user)
    for address in (*READERS, SCHEMA):
        envelope(client.get(address), 404, "HTTP_EXCEPTION")


def test_every_operation_says_what_it_is_and_which_errors_it_gives() -> None:
    for address, operations in api.get_openapi_schema(path_prefix="")["paths"].items():
        for method, operation in operations.items():
            assert operation.get("description"), f"{method} {address} says nothing"
            assert operation["tags"], f"{method} {address} is in no group"
            refused = [code for code in operation["responses"] if int(code) >= 400]
            assert refused, f"{method} {address} declares no error"


def test_no_two_shapes_share_a_name() -> None:
    """The description keeps one shape a name, so of two the readers would see the wrong one."""
    api.get_openapi_schema(path_prefix="")
    names = Counter(shape.__name__ for shape in shapes(Schema) if ".api." in shape.__module__)
    assert [name for name, count in names.items() if count > 1] == []


def shapes(parent: type[Schema]) -> set[type[Schema]]:
    below = set(parent.__subclasses__())
    return below.union(*map(shapes, below))


@pytest.fixture
def asked(page: "Page") -> list[str]:
    """Return the addresses that the page asks for; the page itself fails the test when it breaks its policy."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


@pytest.mark.parametrize("address", READERS)
def test_a_reader_shows_the_description_and_asks_no_other_server(
    server: str, page: "Page", asked: list[str], address: str
) -> None:
    page.goto(f"{server}{address}")
    page.get_by_text("/market/price/{symbol}").first.wait_for(state="attached")
    assert [url for url in asked if not url.startswith((server, "data:"))] == []


def test_a_call_can_be_tried_in_the_page(server: str, page: "Page") -> None:
    InstrumentFactory(symbol="BTC-USDT")
    page.goto(f"{server}/api/v1/docs")
    page.get_by_role("button", name="GET /api/v1/symbols").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    page.get_by_text("AUTHENTICATION_FAILED").first.wait_for()
