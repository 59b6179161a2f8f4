"""The API's gate: who may knock, how much they may bring, what goes into the log and the account of calls."""

import re
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.caller import caller_of
from accounts.usage.headers import limit_headers
from accounts.usage.meter import record_call
from dashboard.faults import CODES, TITLES, Fault, as_json, fault_of, is_api
from project.common.client import check_address, client_address
from project.common.errors import TidewatchError, TooLarge

log = structlog.get_logger()
# What an answer that becomes the error body keeps of its own.
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiMiddleware:
    """Everything under /api/ and at /graphql comes in and goes out here; nothing else does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_api(request):
            return self.get_response(request)
        started = time.perf_counter()
        response = self.answer(request)
        for name, value in limit_headers(request).items():
            response[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        account_for(request, response, (time.perf_counter() - started) * 1000)
        return response

    def answer(self, request: HttpRequest) -> HttpResponse:
        try:
            check_address(request)
            check_body(request)
        except TidewatchError as error:
            return as_json(request, fault_of(error))
        return in_envelope(request, self.get_response(request))


def check_body(request: HttpRequest) -> None:
    """Raise TooLarge for a body over REQUEST_SIZE_LIMIT_MB, whether or not it said its length."""
    limit = settings.REQUEST_SIZE_LIMIT_MB * 1024 * 1024
    said = request.META.get("CONTENT_LENGTH") or "0"
    if (said.isdigit() and int(said) > limit) or len(request.body) > limit:
        raise TooLarge(
            f"The body is longer than {settings.REQUEST_SIZE_LIMIT_MB} MB.",
            details={"limit_bytes": limit},
        )


def in_envelope(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return ``response``, or the error body in place of an error that has another, such as a plain 405."""
    status = response.status_code
    if status < 400 or hasattr(response, "error_code"):
        return response
    message = TITLES.get(status, TITLES[500 if status >= 500 else 400])
    answer = as_json(request, Fault(status, CODES.get(status, "HTTP_EXCEPTION"), f"{message}.", {}))
    for name in KEPT:
        if name in response:
            answer[name] = response[name]
    return answer


def account_for(request: HttpRequest, response: HttpResponse, duration_ms: float) -> None:
    """Log the call and count it, under its route: an address may hold what is nobody's business."""
    endpoint = endpoint_of(request)
    if endpoint is None:
        return
    code = getattr(response, "error_code", "")
    status = response.status_code
    caller = caller_of(request)
    log.info(
        "api_call",
        method=request.method,
        endpoint=endpoint,
        status=status,
        code=code,
        duration_ms=round(duration_ms, 1),
        user=caller.user.pk if caller else None,
        key_prefix=caller.key.prefix if caller and caller.key else None,
        address=client_address(request),
    )
    if request.resolver_match:  # what was refused before that is limited by nothing, and may not fill the table
        record_call(request, endpoint=endpoint, status=status, duration_ms=duration_ms, error_code=code)


def endpoint_of(request: HttpRequest) -> str | None:
    """Return the route, such as ``/api/v1/jobs/{job_id}``; ``unknown`` without one, None for pages about the API."""
    found = request.resolver_match
    if found is None or found.url_name == "api_unknown":
        return "unknown"
    is_counted = "api" in found.namespaces or (found.url_name == "graphql" and request.method == "POST")
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", found.route) if is_counted else None
