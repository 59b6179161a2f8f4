"""The pages of what Django itself refuses."""

import structlog
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_ratelimit.exceptions import Ratelimited

from dashboard.faults import Fault, is_api, respond, respond_bare

log = structlog.get_logger()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    is_host = isinstance(exception, DisallowedHost)
    if is_host:
        log.warning("host_refused", host=request.META.get("HTTP_HOST", "")[:200])
    message = "The Host header names no host of this server." if is_host else "The server could not read this request."
    return respond_bare(request, Fault(400, "INVALID_INPUT" if is_api(request) else "BAD_REQUEST", message, {}))


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, Ratelimited):
        return too_many(request)
    said = str(exception) if isinstance(exception, PermissionDenied) else ""
    message = said or "Your account lacks the right to open this. An administrator can grant it."
    return respond(request, Fault(403, "PERMISSION_DENIED", message, {}))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = "The form was open for too long, or cookies are blocked. Go back, reload the page and send it again."
    return respond(request, Fault(403, "CSRF_FAILED", message, {}))


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    code = "HTTP_EXCEPTION" if is_api(request) else "NOT_FOUND"
    return respond(request, Fault(404, code, "No page has this address. It may have moved.", {}))


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    message = "You have tried this too often. Wait a minute, then try again."
    return respond(request, Fault(429, "RATE_LIMIT_EXCEEDED", message, {"retry_after_s": 60}))


def broken(request: HttpRequest) -> HttpResponse:
    message = "The error has been logged. Quote the id below when you report it."
    return respond_bare(request, Fault(500, "INTERNAL_SERVER_ERROR", message, {}))
