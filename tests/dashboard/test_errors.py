"""What an error looks like to a browser, to htmx and to a program."""

import json
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path, reverse
from django_ratelimit.exceptions import Ratelimited

from accounts.models import User
from dashboard.faults import TITLES
from project import urls as project_urls
from project.common.errors import Denied, Invalid, Missing, OverLimit, TidewatchError, Unavailable

ERRORS: dict[str, Exception] = {
    "invalid": Invalid("Some filters are not valid.", details={"from": "Write a date as 2026-11-28."}),
    "denied": Denied("This page is for staff."),
    "missing": Missing("There is no instrument X.", code="INVALID_SYMBOL", details={"supported_symbols": ["BTC-USDT"]}),
    "limit": OverLimit("Too many searches.", retry_after_s=1),
    "away": Unavailable("The bus does not answer."),
    "ratelimited": Ratelimited(),
    "refused": PermissionDenied(),
    "broken": ZeroDivisionError("a secret"),
}
EXPECTED = {
    "invalid": 422,
    "denied": 403,
    "missing": 404,
    "limit": 429,
    "away": 503,
    "ratelimited": 429,
    "refused": 403,
}
HTMX = {"HX-Request": "true"}


def fail(request: HttpRequest, name: str) -> HttpResponse:
    raise ERRORS[name.removesuffix(".json")]


class Urls:
    urlpatterns = [path("fail/<str:name>", fail), *project_urls.urlpatterns]
    handler400, handler403, handler404 = project_urls.handler400, project_urls.handler403, project_urls.handler404
    handler500 = project_urls.handler500


@pytest.fixture(autouse=True)
def failing_pages() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=Urls):
        yield


@pytest.fixture
def visitor(client: Client, db: None) -> Client:
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("name", "status"), EXPECTED.items())
def test_a_browser_gets_a_page_in_the_shell(visitor: Client, name: str, status: int) -> None:
    response = visitor.get(f"/fail/{name}")
    html = response.content.decode()
    assert response.status_code == status
    assert '<main id="main"' in html
    assert response["X-Request-ID"] in html


@pytest.mark.parametrize(("name", "status"), EXPECTED.items())
def test_htmx_gets_a_part_that_fits_any_target(visitor: Client, name: str, status: int) -> None:
    response = visitor.get(f"/fail/{name}", headers=HTMX)
    html = response.content.decode()
    assert response.status_code == status
    assert '<div class="faultbar" role="alert"' in html
    assert "<html" not in html


@pytest.mark.parametrize("extra", [{"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}])
def test_htmx_gets_the_page_when_it_replaces_the_page(visitor: Client, extra: dict[str, str]) -> None:
    assert "<html" in visitor.get("/fail/missing", headers=HTMX | extra).content.decode()


@pytest.mark.parametrize(("path", "headers"), [("missing.json", {}), ("missing", {"Accept": "application/json"})])
def test_a_program_gets_the_envelope(visitor: Client, path: str, headers: dict[str, str]) -> None:
    response = visitor.get(f"/fail/{path}", headers=headers)
    body = json.loads(response.content)
    assert response.status_code == 404
    assert body.keys() == {"success", "error", "timestamp"}
    assert body["success"] is False
    assert body["error"] == {
        "code": "INVALID_SYMBOL",
        "message": "There is no instrument X.",
        "details": {"supported_symbols": ["BTC-USDT"]},
        "correlation_id": response["X-Request-ID"],
    }
    assert body["timestamp"].endswith("+00:00")


def test_wrong_fields_are_named(visitor: Client) -> None:
    for headers in ({}, HTMX):
        assert "Write a date as 2026-11-28." in visitor.get("/fail/invalid", headers=headers).content.decode()


def test_a_limit_says_when_to_come_back(visitor: Client) -> None:
    response = visitor.get("/fail/limit")
    assert response["Retry-After"] == "1"
    assert "Try again in 1 second." in response.content.decode()


def test_an_unexpected_error_shows_its_id_and_no_secret(visitor: Client) -> None:
    response = visitor.get("/fail/broken", headers={"X-Request-ID": "order-66-of-today"})
    html = response.content.decode()
    assert response.status_code == 500
    assert "order-66-of-today" in html
    assert "a secret" not in html


def test_an_unexpected_error_needs_no_database(client: Client, user: User) -> None:
    client.raise_request_exception = False
    client.force_login(user)
    for headers in ({}, HTMX, {"Accept": "application/json"}):
        response = client.get("/fail/broken", headers=headers)
        assert response.status_code == 500
        assert response.content


def test_the_page_of_an_unexpected_error_asks_the_database_nothing(client: Client) -> None:
    # No db fixture: any query would fail this test.
    client.raise_request_exception = False
    client.cookies["theme"] = "light"
    response = client.get("/fail/broken")
    assert (response.status_code, b'data-theme="light"' in response.content) == (500, True)


def test_an_unknown_address_offers_a_search_to_users(client: Client, user: User) -> None:
    assert b'name="q"' not in client.get("/no-such-page/").content
    client.force_login(user)
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert b'name="q"' in response.content


POSTED = ("bulk_alerts", "run_sources", "set_theme", "test_company", "make_copy", "train_scorer")
NOTHING_SENT = "This address only takes what a form sends, so nothing was done."


@pytest.mark.parametrize("name", POSTED)
def test_opening_what_a_form_is_sent_to_says_what_to_do(client: Client, user: User, name: str) -> None:
    client.force_login(user)
    response = client.get(reverse(name))
    html = response.content.decode()
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert '<main id="main"' in html
    assert "405 METHOD_NOT_ALLOWED" in html
    assert f"{NOTHING_SENT} Go back to the page with the form and press its button there." in html


def test_sending_to_a_page_that_is_only_read_says_what_to_do(client: Client, user: User) -> None:
    client.force_login(user)
    response = client.post(reverse("alerts"))
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert "This address is only read, so nothing was done. Open it without" in response.content.decode()


def test_a_wrong_method_fits_whoever_asked(visitor: Client) -> None:
    address = reverse("set_theme")
    part = visitor.get(address, headers=HTMX).content.decode()
    assert NOTHING_SENT in part
    assert "<html" not in part
    error = visitor.get(address, headers={"Accept": "application/json"}).json()["error"]
    assert (error["code"], error["message"].startswith(NOTHING_SENT)) == ("METHOD_NOT_ALLOWED", True)
    assert visitor.head(address).status_code == 405


def test_an_unknown_json_address_gets_the_envelope(visitor: Client) -> None:
    assert visitor.get("/nothing.json").json()["error"]["code"] == "NOT_FOUND"


def test_an_old_form_says_what_to_do() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/account/theme/", {"theme": "light"}, headers={"Accept": "application/json"})
    assert response.status_code == 403
    assert response.json()["error"]["code"] == "CSRF_FAILED"


def test_an_unknown_host_is_refused_without_a_trace(client: Client) -> None:
    response = client.get("/docs/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert b"evil.example" not in response.content


def test_every_error_of_ours_has_a_title() -> None:
    assert {kind.status for kind in TidewatchError.__subclasses__()} <= TITLES.keys()
