"""Every error of the API has the one body, whoever raised it and however far the request came."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from ninja import Query, Router
from ninja.errors import AuthorizationError, HttpError
from pydantic import Field
from redis.exceptions import ConnectionError as RedisConnectionError

from dashboard.faults import CODES
from project import urls as project_urls
from project.api import new_api
from project.common.errors import Denied, Invalid, Missing, OverLimit, Unauthenticated, Unavailable
from project.common.schemas import Input
from tests.sources import ROOT, python_files

router = Router()
ERRORS: dict[str, Exception] = {
    "invalid": Invalid("That date is over.", details={"from": "Write a date to come."}),
    "unauthenticated": Unauthenticated("The key is not known."),
    "denied": Denied("This needs the scope write.", details={"scope": "write"}),
    "missing": Missing("There is no such job.", code="JOB_NOT_FOUND"),
    "limit": OverLimit("Too many calls.", retry_after_s=17),
    "quota": OverLimit("The month is used up.", retry_after_s=90, code="QUERY_LIMIT_EXCEEDED"),
    "away": Unavailable("The bus does not answer."),
    "http": HttpError(418, "Short and stout"),
    "http401": HttpError(401, "No"),
    "forbidden": AuthorizationError(),
    "http404": Http404(),
    "database_away": OperationalError("server closed the connection, password=hunter22"),
    "database_closed": InterfaceError("connection already closed"),
    "database_locked": OperationalError("database is locked"),
    "database_broken": ProgrammingError("relation secret_table does not exist"),
    "database_schema": OperationalError("no such table: secret_table"),
    "database": DatabaseError("hunter22"),
    "bus": RedisConnectionError("hunter22"),
    "broken": ZeroDivisionError("hunter22"),
}
EXPECTED = {
    "invalid": (422, "INVALID_INPUT"),
    "unauthenticated": (401, "AUTHENTICATION_FAILED"),
    "denied": (403, "PERMISSION_DENIED"),
    "missing": (404, "JOB_NOT_FOUND"),
    "limit": (429, "RATE_LIMIT_EXCEEDED"),
    "quota": (429, "QUERY_LIMIT_EXCEEDED"),
    "away": (503, "SERVICE_UNAVAILABLE"),
    "http": (418, "HTTP_EXCEPTION"),
    "http401": (401, "AUTHENTICATION_FAILED"),
    "forbidden": (403, "PERMISSION_DENIED"),
    "http404": (404, "HTTP_EXCEPTION"),
    "database_away": (503, "SERVICE_UNAVAILABLE"),
    "database_closed": (503, "SERVICE_UNAVAILABLE"),
    "database_locked": (503, "SERVICE_UNAVAILABLE"),
    "database_broken": (500, "DATABASE_ERROR"),
    "database_schema": (500, "DATABASE_ERROR"),
    "database": (500, "DATABASE_ERROR"),
    "bus": (503, "SERVICE_UNAVAILABLE"),
    "broken": (500, "INTERNAL_SERVER_ERROR"),
}


class Login(Input):
    username: str = Field(max_length=20)
    password: str = Field(min_length=12)
    tags: list[str] = []


@router.get("/fail/{name}")
def fail(request: HttpRequest, name: str) -> None:
    raise ERRORS[name]


def nobody(request: HttpRequest) -> None:
    return None


@router.get("/guarded", auth=nobody)
def guarded(request: HttpRequest) -> None:
    return None


@router.get("/plain", include_in_schema=False)
def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("no", status=409)


@router.post("/login")
def login(request: HttpRequest, data: Login) -> dict[str, str]:
    return {"username": data.username}


@router.get("/list")
def listed(request: HttpRequest, limit: int = Query(10, le=100), word: str = "") -> dict[str, int]:
    return {"limit": limit}


failing = new_api([])
failing.add_router("", router)


class Urls:
    urlpatterns = [path("api/v1/", failing.urls), path("", include("project.urls"))]
    handler400, handler403, handler404 = project_urls.handler400, project_urls.handler403, project_urls.handler404
    handler500 = project_urls.handler500


@pytest.fixture
def api(client: Client, db: None) -> Iterator[Client]:
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=Urls):
        yield client


def envelope(response: Any, status: int, code: str) -> dict[str, Any]:
    """Check that ``response`` has exactly the error body, and return its error."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/json"
    assert response["Cache-Control"] == "no-store"
    body = json.loads(response.content)
    assert body.keys() == {"success", "error", "timestamp"}
    assert body["success"] is False
    assert datetime.fromisoformat(body["timestamp"]).utcoffset() is not None
    error: dict[str, Any] = body["error"]
    assert error.keys() == {"code", "message", "details", "correlation_id"}
    assert error["code"] == code
    assert error["message"].endswith(".")
    assert error["correlation_id"] == response["X-Request-ID"]
    return error


@pytest.mark.parametrize("name", EXPECTED)
def test_whatever_an_operation_raises_has_the_one_body(api: Client, name: str) -> None:
    response = api.get(f"/api/v1/fail/{name}")
    envelope(response, *EXPECTED[name])
    assert "hunter22" not in response.content.decode()
    assert "secret_table" not in response.content.decode()


def test_what_we_say_ourselves_arrives_as_it_is(api: Client) -> None:
    error = envelope(api.get("/api/v1/fail/invalid"), 422, "INVALID_INPUT")
    assert (error["message"], error["details"]) == ("That date is over.", {"from": "Write a date to come."})


@pytest.mark.parametrize(("name", "seconds"), [("limit", "17"), ("quota", "90"), ("away", "5"), ("database_away", "5")])
def test_who_has_to_wait_is_told_how_long(api: Client, name: str, seconds: str) -> None:
    assert api.get(f"/api/v1/fail/{name}")["Retry-After"] == seconds


def test_who_is_not_signed_in_is_told_how_to(api: Client) -> None:
    response = api.get("/api/v1/guarded")
    envelope(response, 401, "AUTHENTICATION_FAILED")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "address", ["/api/v1/nothing", "/api/v1", "/api/v1/", "/api/", "/api/v2/login", "/api/v1/list/"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_unknown_address_has_the_one_body(api: Client, address: str, method: str) -> None:
    envelope(getattr(api, method)(address), 404, "HTTP_EXCEPTION")


def test_a_method_that_is_not_taken_has_the_one_body_and_names_those_that_are(api: Client) -> None:
    response = api.put("/api/v1/login")
    envelope(response, 405, "HTTP_EXCEPTION")
    assert response["Allow"] == "POST"


def test_an_error_that_came_as_something_else_gets_the_one_body(api: Client) -> None:
    envelope(api.get("/api/v1/plain"), 409, "HTTP_EXCEPTION")


def test_an_unknown_host_gets_the_one_body(api: Client) -> None:
    response = api.get("/api/v1/list", headers={"Host": "evil.example"})
    envelope(response, 400, "INVALID_INPUT")
    assert b"evil.example" not in response.content


@pytest.mark.parametrize(
    "body", ["{", "", "NaN", '{"username": NaN}', "[" * 100_000, b"\xff\xfe", '{"a":' + "1" * 5000 + "}"]
)
def test_a_body_that_is_no_json_is_invalid_input(api: Client, body: Any) -> None:
    envelope(api.post("/api/v1/login", body, content_type="application/json"), 422, "INVALID_INPUT")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_body_of_another_kind_is_invalid_input(api: Client, kind: str) -> None:
    error = envelope(api.post("/api/v1/login", '{"username": "ann"}', content_type=kind), 422, "INVALID_INPUT")
    assert error["details"] == {"Content-Type": "Send the header Content-Type: application/json."}


def test_wrong_fields_are_named_by_their_path_without_what_was_sent(api: Client) -> None:
    sent = {"username": "x" * 21, "password": "hunter22", "tags": ["a", 7], "admin": "hunter22"}
    response = api.post("/api/v1/login", sent, content_type="application/json")
    assert envelope(response, 422, "INVALID_INPUT")["details"] == {
        "username": "String should have at most 20 characters.",
        "password": "String should have at least 12 characters.",
        "tags.1": "Input should be a valid string.",
        "admin": "There is no such field.",
    }
    assert b"hunter22" not in response.content


def test_no_more_fields_are_named_than_any_body_has(api: Client) -> None:
    sent = {f"field_{number}": 0 for number in range(50_000)}
    response = api.post("/api/v1/login", sent, content_type="application/json")
    assert envelope(response, 422, "INVALID_INPUT")["details"] == {"body": "Send up to 200 fields."}


def test_an_empty_object_names_every_missing_field(api: Client) -> None:
    error = envelope(api.post("/api/v1/login", {}, content_type="application/json"), 422, "INVALID_INPUT")
    assert error["details"] == dict.fromkeys(["username", "password"], "This field is required.")


@pytest.mark.parametrize("body", ["[]", '"x"', "7", "null"])
def test_a_body_that_is_no_object_is_invalid_input(api: Client, body: str) -> None:
    error = envelope(api.post("/api/v1/login", body, content_type="application/json"), 422, "INVALID_INPUT")
    assert error["details"].keys() == {"body"}


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_that_no_database_takes_is_invalid_input(api: Client, text: str) -> None:
    sent = {"username": text, "password": "long enough to pass", "tags": [text]}
    error = envelope(api.post("/api/v1/login", sent, content_type="application/json"), 422, "INVALID_INPUT")
    assert error["details"].keys() == {"username", "tags"}


@pytest.mark.parametrize(("query", "field"), [("limit=101", "limit"), ("limit=x", "limit"), ("word=%00", "word")])
def test_wrong_parameters_are_named(api: Client, query: str, field: str) -> None:
    assert envelope(api.get(f"/api/v1/list?{query}"), 422, "INVALID_INPUT")["details"].keys() == {field}


def test_a_right_call_passes(api: Client) -> None:
    sent = {"username": "ann", "password": "a tide table for sailors"}
    response = api.post("/api/v1/login", sent, content_type="application/json; charset=utf-8")
    assert (response.status_code, response.json()) == (200, {"username": "ann"})
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("debug", [True, False])
def test_debugging_changes_no_body(api: Client, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        for address, status, code in [
            ("fail/broken", 500, "INTERNAL_SERVER_ERROR"),
            ("nothing", 404, "HTTP_EXCEPTION"),
        ]:
            envelope(api.get(f"/api/v1/{address}"), status, code)
        envelope(api.get("/api/v1/list", headers={"Host": "evil.example"}), 400, "INVALID_INPUT")


CODES_NAMED = re.compile(r"code(?: =|=)\s*\"([A-Z_]{4,})\"")


def test_every_code_is_documented_with_what_to_do() -> None:
    parts = [*python_files("accounts"), *python_files("markets/api"), *python_files("project")]
    named = [found for path in parts if path.name != "http.py" for found in CODES_NAMED.findall(path.read_text())]
    rows = re.findall(r"^\| [\d, ]+ \| `([A-Z_]+)` \|", (ROOT / "templates/docs/api.md").read_text(), re.M)
    assert {*named, *CODES.values()} - set(rows) == set()
