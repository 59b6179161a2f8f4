"""A body that is longer than the server takes in, before any page sees it."""

import json
import socket

import pytest

from project.bodies import MAX_BYTES
from tests.stack import Stack


def refusal_of(stack: Stack, address: str) -> tuple[str, dict[str, str], bytes]:
    """Send one byte too many and return the status line, the headers and the body of the answer."""
    head = f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {MAX_BYTES + 1}\r\n"
    with socket.create_connection(("127.0.0.1", stack.port), timeout=30) as connection:
        connection.sendall(f"{head}X-Request-ID: order-66-of-today\r\n\r\n".encode() + b"x" * (MAX_BYTES + 1))
        with connection.makefile("rb") as answer:
            top, _, body = answer.read().partition(b"\r\n\r\n")
    status, *lines = top.decode().split("\r\n")
    return status, {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}, body


@pytest.mark.parametrize("address", ["/api/v1/auth/login?x=1", "/alerts/"])
def test_the_refusal_says_what_is_wrong_in_the_form_of_the_address(live_stack: Stack, address: str) -> None:
    status, headers, body = refusal_of(live_stack, address)
    assert status == "HTTP/1.1 413 Content Too Large"
    assert headers["x-request-id"] == "order-66-of-today"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["connection"] == "close"
    assert int(headers["content-length"]) == len(body)
    if address.startswith("/api/"):
        error = json.loads(body)["error"]
        assert (error["code"], error["correlation_id"]) == ("REQUEST_TOO_LARGE", "order-66-of-today")
    else:
        assert body == b"The body is longer than 10 MB.\n"
