"""What an error looks like to whoever asked: a page, a part of one, or the JSON envelope."""

import math
from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dashboard.look import Look, look_of
from dashboard.parts import wants_part
from project.common.envelope import envelope, graphql_body, request_id
from project.common.errors import TidewatchError

TITLES = {
    400: "The request is not valid",
    401: "Sign in first",
    403: "You may not open this",
    404: "There is nothing here",
    405: "This address does not take that",
    409: "Something changed in the meantime",
    413: "That is too much at once",
    422: "Some of the input is not valid",
    429: "Too many requests",
    500: "Something broke here",
    503: "A service does not answer",
}
# What stands in the envelope when only the status is known.
CODES = {
    400: "INVALID_INPUT",
    401: "AUTHENTICATION_FAILED",
    403: "PERMISSION_DENIED",
    404: "HTTP_EXCEPTION",
    405: "HTTP_EXCEPTION",
    413: "REQUEST_TOO_LARGE",
    422: "INVALID_INPUT",
    429: "RATE_LIMIT_EXCEEDED",
    500: "INTERNAL_SERVER_ERROR",
    503: "SERVICE_UNAVAILABLE",
}
ONLY_SENT = (
    "This address only takes what a form sends, so nothing was done. "
    "Go back to the page with the form and press its button there."
)
ONLY_READ = "This address is only read, so nothing was done. Open it without sending a form."
GRAPHQL = "/graphql"
# Long enough for a database or a bus to come back, short enough for somebody who waits.
COME_BACK_S = 5


@dataclass(frozen=True, slots=True)
class Fault:
    status: int
    code: str
    message: str
    details: dict[str, object]

    @property
    def title(self) -> str:
        return TITLES.get(self.status, TITLES[500])

    @property
    def retry_after_s(self) -> int | None:
        """How long to wait; a service that is away gets a moment even when nobody knows how long it takes."""
        seconds = self.details.get("retry_after_s", COME_BACK_S if self.status == 503 else None)
        return math.ceil(seconds) if isinstance(seconds, int | float) else None

    @property
    def field_errors(self) -> dict[str, object]:
        return {name: text for name, text in self.details.items() if isinstance(text, str)}


@dataclass(frozen=True, slots=True)
class BareShell:
    """The shell without a user: it reads neither session, bus nor database."""

    look: Look
    base: ClassVar[str] = "base_public.html"
    page: ClassVar[str] = ""
    mode: ClassVar[str] = ""
    user: ClassVar[None] = None


class ErrorResponse(JsonResponse):
    """The error body as an answer, known by its code to whoever counts."""

    def __init__(self, request: HttpRequest, fault: Fault) -> None:
        write = graphql_body if request.path_info == GRAPHQL else envelope
        super().__init__(write(request, fault.code, fault.message, fault.details), status=fault.status)
        self.error_code = fault.code
        if fault.status == 401:
            self["WWW-Authenticate"] = 'Bearer realm="Tidewatch"'


def fault_of(error: TidewatchError) -> Fault:
    return Fault(error.status, error.code, error.message, error.details)


def respond(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Answer with what the caller can use, never with less than a code, a sentence and the request's id."""
    if wants_json(request):
        return as_json(request, fault)
    template = "errors/_part.html" if wants_part(request) else "errors/page.html"
    return with_retry(render(request, template, context_of(request, fault), status=fault.status), fault)


def respond_bare(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Answer without touching session or database, for errors in which they may have a part."""
    if wants_json(request):
        return as_json(request, fault)
    template = "errors/_part.html" if wants_part(request) else "errors/page.html"
    context = {**context_of(request, fault), "shell": BareShell(look_of(request, None))}
    return with_retry(HttpResponse(render_to_string(template, context), status=fault.status), fault)


def wrong_method(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Say what to do at an address that takes other methods; ``refused`` names them."""
    is_for_forms = "GET" not in refused["Allow"].split(", ")
    response = respond(request, Fault(405, "METHOD_NOT_ALLOWED", ONLY_SENT if is_for_forms else ONLY_READ, {}))
    response["Allow"] = refused["Allow"]
    return response


def as_json(request: HttpRequest, fault: Fault) -> HttpResponse:
    return with_retry(ErrorResponse(request, fault), fault)


def context_of(request: HttpRequest, fault: Fault) -> dict[str, object]:
    return {"fault": fault, "request_id": request_id(request), "is_bare": fault.status in {400, 500}}


def with_retry(response: HttpResponse, fault: Fault) -> HttpResponse:
    if fault.retry_after_s is not None:
        response["Retry-After"] = str(fault.retry_after_s)
    return response


def wants_json(request: HttpRequest) -> bool:
    wants_by_header = request.headers.get("Accept", "").startswith("application/json")
    return is_api(request) or request.path.endswith(".json") or wants_by_header


def is_api(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/") or request.path_info == GRAPHQL
