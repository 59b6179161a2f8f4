"""How a program signs in on a socket; what it asks there is counted and noted like any call of the API."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest
from django.urls import ResolverMatch

from accounts.access_tokens import read_access_token
from accounts.auth import Rule, credential, enter, the_caller
from accounts.models import Scope
from accounts.passes import Pass
from accounts.usage import limiter
from accounts.usage.layers import Group
from accounts.usage.meter import record_call
from project.common.client import client_address
from project.common.errors import TidewatchError

RULE = Rule(scope=Scope.READ)


def opening(scope: Any) -> HttpRequest:
    """Return the opening of a socket as a request: its headers and its address, never what its query says."""
    request = ASGIRequest({**scope, "type": "http", "method": "WS", "query_string": b""}, BytesIO())
    request.resolver_match = ResolverMatch(opening, (), {}, route=scope["path"].strip("/"))
    return request


def has_credential(scope: Any) -> bool:
    """Tell whether a key or a token came with the opening. Raises Unauthenticated for a header of another kind."""
    return bool(credential(opening(scope)))


def sign_in(scope: Any, sent: str = "") -> Pass:
    """Let in whoever has the key or token that was ``sent``, or came with the opening.

    Raises Unauthenticated, Denied without the scope ``read``, OverLimit.
    """
    request = opening(scope)
    text = sent or credential(request)
    with noted(request):
        enter(request, RULE, text)
        caller = the_caller(request)
    ends_at = caller.key.expires_at if caller.key else read_access_token(text).expires_at
    return Pass(caller, client_address(request), ends_at)


def count_call(scope: Any, held: Pass, group: Group = "") -> None:
    """Count what a program asks for, also against its month. Raises OverLimit."""
    request = opening(scope)
    request.caller = held.caller  # type: ignore[attr-defined]
    with noted(request):
        limiter.admit(request, held.caller, metered=True, group=group)


@contextmanager
def noted(request: HttpRequest) -> Iterator[None]:
    """Note a call with what became of it."""
    began, status, code = time.perf_counter(), 200, ""
    try:
        yield
    except TidewatchError as error:
        status, code = error.status, error.code
        raise
    finally:
        duration_ms = (time.perf_counter() - began) * 1000
        record_call(request, endpoint=request.path, status=status, duration_ms=duration_ms, error_code=code)
