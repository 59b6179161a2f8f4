"""What an error looks like to whoever asked: a page, a part of one, or the JSON envelope."""

import math
from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from dashboard.look import Look, look_of
from dashboard.parts import wants_part
from project.common import clock
from project.common.errors import TidewatchError

TITLES = {
    400: "The request is not valid",
    403: "You may not open this",
    404: "There is nothing here",
    405: "This address does not take that",
    409: "Something changed in the meantime",
    422: "Some of the input is not valid",
    429: "Too many requests",
    500: "Something broke here",
    503: "A service does not answer",
}


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
        """How long to wait, when that is known."""
        seconds = self.details.get("retry_after_s")
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


def fault_of(error: TidewatchError) -> Fault:
    return Fault(error.status, error.code, error.message, error.details)


def respond(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Answer with what the caller can use, never with less than a code, a sentence and the request's id."""
    if wants_json(request):
        response: HttpResponse = JsonResponse(envelope(request, fault), status=fault.status)
    else:
        template = "errors/_part.html" if wants_part(request) else "errors/page.html"
        response = render(request, template, context_of(request, fault), status=fault.status)
    return with_retry(response, fault)


def respond_bare(request: HttpRequest, fault: Fault) -> HttpResponse:
    """Answer without touching session or database, for errors in which they may have a part."""
    if wants_json(request):
        return JsonResponse(envelope(request, fault), status=fault.status)
    template = "errors/_part.html" if wants_part(request) else "errors/page.html"
    context = {**context_of(request, fault), "shell": BareShell(look_of(request, None))}
    return HttpResponse(render_to_string(template, context), status=fault.status)


def context_of(request: HttpRequest, fault: Fault) -> dict[str, object]:
    return {"fault": fault, "request_id": request_id(request), "is_bare": fault.status in {400, 500}}


def with_retry(response: HttpResponse, fault: Fault) -> HttpResponse:
    if fault.retry_after_s is not None:
        response["Retry-After"] = str(fault.retry_after_s)
    return response


def envelope(request: HttpRequest, fault: Fault) -> dict[str, object]:
    error = {
        "code": fault.code,
        "message": fault.message,
        "details": fault.details,
        "correlation_id": request_id(request),
    }
    return {"success": False, "error": error, "timestamp": clock.now().isoformat()}


def wants_json(request: HttpRequest) -> bool:
    return request.path.endswith(".json") or request.headers.get("Accept", "").startswith("application/json")


def request_id(request: HttpRequest) -> str:
    return str(request.META.get("REQUEST_ID", ""))
