"""The door of GraphQL: one query by POST, for programs with a key or a token and for signed-in pages."""

from http import HTTPStatus

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from graphql import OperationType

from accounts.auth import Rule, enter
from accounts.caller import caller_of
from accounts.models import Scope, User
from accounts.page_callers import enter_by_session
from accounts.usage.limiter import admit_more
from dashboard.faults import Fault, as_json
from project.common.envelope import request_id
from project.common.errors import Invalid, TooLarge
from project.graphql.limits import MAX_BYTES
from project.graphql.run import Answer, Asked, Refused, read_asked, run, weigh
from project.graphql.schema import Desk

RULE = Rule(scope=Scope.READ, metered=True)
JSON, GRAPHQL_JSON = "application/json", "application/graphql-response+json"


# A session is taken by accounts/page_callers.py, which has a check of its own.
@csrf_exempt
def graphql(request: HttpRequest) -> HttpResponse:
    if request.method == "GET" and settings.DEBUG:
        return render(request, "graphql/playground.html")
    if request.method != "POST":
        return refused(request, 405, "HTTP_EXCEPTION", "Send the query by POST.", Allow="POST")
    if request.content_type != JSON:
        return refused(request, 415, "INVALID_INPUT", f"Send the header Content-Type: {JSON}.")
    let_in(request)
    try:
        asked = read_body(request)
    except Invalid as error:
        # 400 is what the specification has for a request that cannot be read.
        return as_json(request, Fault(400, error.code, error.message, error.details))
    return respond(request, answer(request, asked))


def let_in(request: HttpRequest) -> None:
    """Sign in and count the caller. Raises Unauthenticated, Denied, OverLimit."""
    sends_something = any(name in request.headers for name in ("X-API-Key", "Authorization")) or "token" in request.GET
    if not sends_something and isinstance(request.user, User):
        enter_by_session(request, request.user)
    else:
        enter(request, RULE)


def read_body(request: HttpRequest) -> Asked:
    """Return what is asked. Raises TooLarge, Invalid."""
    if len(request.body) > MAX_BYTES:
        raise TooLarge(f"The body is longer than {MAX_BYTES:,} bytes.", details={"limit_bytes": MAX_BYTES})
    try:
        # Refuses half a character too, which could not be told back.
        return read_asked(orjson.loads(request.body))
    except orjson.JSONDecodeError:
        raise Invalid("The body is not valid JSON.") from None


def answer(request: HttpRequest, asked: Asked) -> Answer:
    """Weigh the query, count it for what it weighs, and run it. Raises OverLimit."""
    caller = caller_of(request)
    try:
        size = weigh(asked, OperationType.QUERY, request_id(request))
    except Refused as refusal:
        return refusal.answer
    admit_more(request, caller, size.calls)
    return run(asked, Desk(caller), request_id(request))


def respond(request: HttpRequest, found: Answer) -> HttpResponse:
    """Write the answer in the kind of JSON that was asked for; an older client reads every one with 200."""
    kind = request.get_preferred_type([JSON, GRAPHQL_JSON]) or JSON
    is_refused = kind == GRAPHQL_JSON and not found.was_run
    status = HTTPStatus.BAD_REQUEST if is_refused else HTTPStatus.OK
    response = HttpResponse(orjson.dumps(found.payload), content_type=f"{kind}; charset=utf-8", status=status)
    response.error_code = found.code  # type: ignore[attr-defined]
    return response


def refused(request: HttpRequest, status: int, code: str, message: str, **headers: str) -> HttpResponse:
    response = as_json(request, Fault(status, code, message, {}))
    for name, value in headers.items():
        response[name] = value
    return response
