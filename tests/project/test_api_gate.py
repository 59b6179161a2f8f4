"""What every call of the API passes on its way in and out."""

import http.client
import json
import logging

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.keys import create_key
from accounts.models import ApiCall, User
from accounts.usage.meter import METER
from tests.project.test_api import envelope

UNKNOWN = "/api/v1/nothing"
SYMBOLS = "/api/v1/symbols"
MB = 1024 * 1024


@pytest.fixture
def key(user: User) -> str:
    return create_key(user, "Desk")[1]


def recorded() -> list[ApiCall]:
    METER.flush()
    return list(ApiCall.objects.order_by("id"))


@pytest.mark.parametrize(
    ("allowed", "address", "status"),
    [
        ([], "203.0.113.7", 401),
        (["203.0.113.7"], "203.0.113.7", 401),
        (["10.0.0.0/8", "203.0.113.0/24"], "::ffff:203.0.113.7", 401),
        (["203.0.113.8"], "203.0.113.7", 403),
        (["2001:db8::/32"], "203.0.113.7", 403),
        (["203.0.113.8"], "", 403),
    ],
)
def test_only_listed_addresses_may_call(
    client: Client, db: None, settings: Settings, allowed: list[str], address: str, status: int
) -> None:
    settings.GPT_API_IP_ALLOWLIST = allowed
    response = client.get(SYMBOLS, REMOTE_ADDR=address)
    assert response.status_code == status
    if status == 403:
        assert address in envelope(response, 403, "PERMISSION_DENIED")["message"]


def test_the_list_of_addresses_is_about_the_api_alone(client: Client, db: None, settings: Settings) -> None:
    settings.GPT_API_IP_ALLOWLIST = ["203.0.113.8"]
    assert client.get("/docs/").status_code == 200


def test_a_body_over_the_limit_is_refused(client: Client, db: None) -> None:
    response = client.post(UNKNOWN, b"x" * (MB + 1), content_type="application/json")
    assert envelope(response, 413, "REQUEST_TOO_LARGE")["details"] == {"limit_bytes": MB}
    assert client.post(UNKNOWN, b"x" * MB, content_type="application/json").status_code == 404


def test_a_body_that_does_not_say_its_length_is_measured(server: str) -> None:
    pieces = [b"x" * MB, b"x"]
    connection = http.client.HTTPConnection(server.removeprefix("http://"), timeout=30)
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    connection.request("POST", UNKNOWN, iter(pieces), headers, encode_chunked=True)
    response = connection.getresponse()
    assert (response.status, json.load(response)["error"]["code"]) == (413, "REQUEST_TOO_LARGE")
    connection.close()


def test_the_limit_is_a_setting(client: Client, db: None, settings: Settings) -> None:
    settings.REQUEST_SIZE_LIMIT_MB = 3
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * MB
    assert client.post(UNKNOWN, b"x" * 3 * MB, content_type="application/json").status_code == 404


def test_an_answer_says_how_many_calls_are_left(client: Client, key: str) -> None:
    response = client.get(SYMBOLS, headers={"X-API-Key": key})
    assert response.status_code == 200
    assert int(response["X-RateLimit-Remaining"]) < int(response["X-RateLimit-Limit"])
    assert response["RateLimit"]
    assert response["Cache-Control"] == "no-store"


def test_a_call_is_recorded_under_its_route_with_who_made_it(client: Client, key: str, user: User) -> None:
    client.get("/api/v1/market/price/no-such", headers={"X-API-Key": key, "X-Request-ID": "order-66-of-today"})
    [call] = recorded()
    assert (call.method, call.endpoint, call.status) == ("GET", "/api/v1/market/price/{symbol}", 404)
    assert (call.error_code, call.request_id, call.user) == ("INVALID_SYMBOL", "order-66-of-today", user)
    assert call.duration_ms > 0


def test_unknown_addresses_are_one_route(client: Client, db: None) -> None:
    for address in (UNKNOWN, "/api/v9/x?token=secret", "/api/v1/symbols/"):
        client.get(address)
    assert {call.endpoint for call in recorded()} == {"unknown"}


def test_who_looks_for_addresses_runs_out_of_tries(client: Client, db: None, settings: Settings) -> None:
    settings.RATE_LIMIT_IP_PER_MIN = settings.RATE_LIMIT_IP_BURST = 3
    statuses = [client.get(f"/api/v1/guess/{number}").status_code for number in range(5)]
    assert statuses == [404, 404, 404, 429, 429]


def test_nothing_is_recorded_of_what_never_reached_a_route(client: Client, db: None, settings: Settings) -> None:
    client.get(SYMBOLS, headers={"Host": "evil.example"})
    client.post(SYMBOLS, b"x" * (MB + 1), content_type="application/json")
    settings.GPT_API_IP_ALLOWLIST = ["203.0.113.8"]
    client.get(SYMBOLS)
    assert recorded() == []


def test_pages_about_the_api_and_all_others_are_no_calls(client: Client, db: None) -> None:
    for address in ("/api/v1/docs", "/api/v1/redoc", "/api/v1/openapi.json", "/docs/"):
        assert client.get(address).status_code == 200
    assert recorded() == []


def test_a_call_reads_no_session(client: Client, user: User) -> None:
    client.force_login(user)
    response = client.get(SYMBOLS)
    assert response.status_code == 401
    assert "Cookie" not in response.get("Vary", "")


def test_the_request_id_is_honoured_returned_and_in_the_line_of_the_log(
    client: Client, key: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        response = client.get(SYMBOLS, headers={"X-API-Key": key, "X-Request-ID": "order-66-of-today"})
    assert response["X-Request-ID"] == "order-66-of-today"
    [line] = [record.msg for record in caplog.records if "api_call" in str(record.msg)]
    assert isinstance(line, dict)
    assert (line["request_id"], line["endpoint"], line["status"]) == ("order-66-of-today", SYMBOLS, 200)
    assert key not in json.dumps(line, default=str)


def test_a_wrong_host_is_one_line_of_the_log_without_a_traceback(
    client: Client, db: None, caplog: pytest.LogCaptureFixture
) -> None:
    client.get(SYMBOLS, headers={"Host": "evil.example"})
    [record] = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert isinstance(record.msg, dict)
    assert (record.msg["event"], record.msg["host"], record.exc_info) == ("host_refused", "evil.example", None)


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space 123", "line\\nbreak-123", "<script>alert</script>"])
def test_an_id_that_could_do_harm_is_replaced(client: Client, db: None, given: str) -> None:
    response = client.get(UNKNOWN, headers={"X-Request-ID": given})
    assert response["X-Request-ID"] != given
    envelope(response, 404, "HTTP_EXCEPTION")


@pytest.mark.parametrize(
    ("origin", "is_allowed"), [("https://desk.example.org", True), ("https://evil.example", False)]
)
def test_only_listed_origins_may_read_answers(
    client: Client, db: None, settings: Settings, origin: str, is_allowed: bool
) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://desk.example.org"]
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-api-key"}
    preflight = client.options(SYMBOLS, headers=headers)
    answer = client.get(SYMBOLS, headers={"Origin": origin})
    for response in (preflight, answer):
        assert response.get("Access-Control-Allow-Origin") == (origin if is_allowed else None)
        assert "Access-Control-Allow-Credentials" not in response
    assert preflight.status_code == 200
    assert [call.method for call in recorded()] == ["GET"], "a preflight is no call"


def test_an_allowed_page_can_read_refusals_too(client: Client, db: None, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://desk.example.org"]
    response = client.post(
        UNKNOWN, b"x" * (MB + 1), content_type="application/json", headers={"Origin": "https://desk.example.org"}
    )
    envelope(response, 413, "REQUEST_TOO_LARGE")
    assert response["Access-Control-Allow-Origin"] == "https://desk.example.org"
    assert "X-Request-ID" in response["Access-Control-Expose-Headers"]


def test_no_page_answers_another_origin(client: Client, db: None, settings: Settings) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://desk.example.org"]
    assert "Access-Control-Allow-Origin" not in client.get("/docs/", headers={"Origin": "https://desk.example.org"})
