"""Asks a running server what it must answer, as a caller from outside would.

It calls the one address that an operator names, so the rules for addresses that users name do not apply to it.
"""

import http.client
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from project.common.errors import Invalid

TIMEOUT_S = 30
STRANGER = "https://smoke.invalid"
LOGIN = "/api/v1/auth/login"
MOST_CALLS = 1_000
HEADERS = {
    "content-security-policy": "default-src 'none'",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Wrong(Exception):
    """What was found instead, as one phrase."""


# What makes a check fail.
FAILURES = (Wrong, OSError, http.client.HTTPException)


class Skipped(Exception):
    """What a check would need."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Server:
    """The server at ``url``; ``key`` and ``origin`` are what some checks need, ``limit_mb`` its limit of a body."""

    url: str
    key: str = ""
    origin: str = ""
    limit_mb: int = 1
    uses_up_limits: bool = False
    sent_id: str = field(default_factory=lambda: f"smoke-{uuid.uuid4().hex}")

    def ask(self, method: str, path: str, *, body: bytes | None = None, **headers: str) -> Answer:
        """Call one address, following no redirect. Raises OSError or http.client.HTTPException."""
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"X-Request-ID": self.sent_id, **({"Content-Type": "application/json"} if body is not None else {})}
        try:
            connection.request(method, parts.path.rstrip("/") + path, body, {**sent, **named})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read())
        finally:
            connection.close()


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    run: Callable[[Server], None]


def server_at(url: str, **options: Any) -> Server:
    """Return the server of an address. Raises Invalid for one that is no http address."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Invalid("Name the server by its address, such as http://127.0.0.1:8000.")
    return Server(url, **options)


def expect_error(server: Server, answer: Answer, status: int, code: str) -> None:
    """Raise Wrong unless ``answer`` is the error body with this status and code, and with the id that was sent."""
    if answer.status != status:
        raise Wrong(f"the status is {answer.status}")
    try:
        body = json.loads(answer.body)
        error = body["error"]
        is_whole = body["success"] is False and "timestamp" in body and error.keys() >= {"message", "details"}
        found, said_id = error["code"], error["correlation_id"]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Wrong("the body is not the error body") from None
    if not is_whole or found != code:
        raise Wrong(f"the code is {found}")
    if not said_id == answer.headers.get("x-request-id") == server.sent_id:
        raise Wrong("the request id did not come back")


def unknown_job(server: Server) -> None:
    if not server.key:
        raise Skipped("needs --key")
    answer = server.ask("GET", f"/api/v1/jobs/{uuid.uuid4()}", X_API_Key=server.key)
    expect_error(server, answer, 404, "JOB_NOT_FOUND")


def no_credentials(server: Server) -> None:
    expect_error(server, server.ask("GET", "/api/v1/me"), 401, "AUTHENTICATION_FAILED")


def bad_token(server: Server) -> None:
    answer = server.ask("GET", "/api/v1/me", Authorization="Bearer no-such-token")
    expect_error(server, answer, 401, "AUTHENTICATION_FAILED")


def unknown_route(server: Server) -> None:
    expect_error(server, server.ask("GET", "/api/v1/no-such-route"), 404, "HTTP_EXCEPTION")


def empty_body(server: Server) -> None:
    expect_error(server, server.ask("POST", LOGIN, body=b""), 422, "INVALID_INPUT")


def long_field(server: Server) -> None:
    body = json.dumps({"username": "x" * 5_001, "password": "x" * 5_001}).encode()
    expect_error(server, server.ask("POST", LOGIN, body=body), 422, "INVALID_INPUT")


def health(server: Server) -> None:
    answer = server.ask("GET", "/ready")
    if answer.status != 200:
        raise Wrong(f"the status is {answer.status}: {answer.body[:120].decode(errors='replace')}")


def security_headers(server: Server) -> None:
    answer = server.ask("GET", "/docs/")
    wrong = [name for name, part in HEADERS.items() if part not in answer.headers.get(name, "")]
    if wrong:
        raise Wrong(f"missing or weak: {', '.join(wrong)}")


def transport_security(server: Server) -> None:
    is_promised = "strict-transport-security" in server.ask("GET", "/docs/").headers
    if is_promised != (urlsplit(server.url).scheme == "https"):
        raise Wrong("it is promised on http" if is_promised else "it is not promised on https")


def foreign_origin(server: Server) -> None:
    answer = server.ask("GET", "/api/v1/me", Origin=STRANGER)
    if "access-control-allow-origin" in answer.headers:
        raise Wrong(f"{STRANGER} is allowed")


def own_origin(server: Server) -> None:
    if not server.origin:
        raise Skipped("needs --origin")
    answer = server.ask("OPTIONS", "/api/v1/me", Origin=server.origin, Access_Control_Request_Method="GET")
    if answer.headers.get("access-control-allow-origin") != server.origin:
        raise Wrong(f"{server.origin} is not allowed")


def wrong_password(server: Server) -> None:
    body = json.dumps({"username": "nobody-of-the-smoke-test", "password": uuid.uuid4().hex}).encode()
    expect_error(server, server.ask("POST", LOGIN, body=body), 401, "AUTHENTICATION_FAILED")


def long_body(server: Server) -> None:
    body = b"x" * (server.limit_mb * 1_048_576 + 1)
    expect_error(server, server.ask("POST", LOGIN, body=body), 413, "REQUEST_TOO_LARGE")


def too_many_calls(server: Server) -> None:
    if not server.uses_up_limits:
        raise Skipped("needs --limits, and uses up what this address may call")
    for _ in range(MOST_CALLS):
        answer = server.ask("POST", LOGIN, body=b"{}")
        if answer.status != 422:
            break
    expect_error(server, answer, 429, "RATE_LIMIT_EXCEEDED")
    if not answer.headers.get("retry-after", "").isdigit():
        raise Wrong("there is no Retry-After")


CHECKS = [
    Check("a job that does not exist is 404 JOB_NOT_FOUND", unknown_job),
    Check("a call without a key is 401", no_credentials),
    Check("a call with a bad token is 401", bad_token),
    Check("an address that does not exist is 404 HTTP_EXCEPTION", unknown_route),
    Check("an empty body is 422", empty_body),
    Check("a field that is too long is 422", long_field),
    Check("the server is ready", health),
    Check("pages carry the security headers", security_headers),
    Check("https is promised on https alone", transport_security),
    Check("a foreign page may not read answers", foreign_origin),
    Check("a page of CORS_ORIGINS may read answers", own_origin),
    Check("a wrong password is 401", wrong_password),
    Check("a body over the limit is 413", long_body),
    Check("too many calls are 429 with Retry-After", too_many_calls),
]
