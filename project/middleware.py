"""What every request passes through before Django's own middleware."""

import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
Handler = Callable[[HttpRequest], Any]
# What no page of ours uses. Passkeys and the clipboard stay, for our own pages.
PERMISSIONS = ", ".join(
    [
        *(f"{name}=()" for name in ("accelerometer", "autoplay", "browsing-topics", "camera")),
        *(f"{name}=()" for name in ("display-capture", "geolocation", "gyroscope", "hid", "idle-detection")),
        *(f"{name}=()" for name in ("local-fonts", "magnetometer", "microphone", "midi", "payment", "serial", "usb")),
        *(f"{name}=(self)" for name in ("clipboard-write", "fullscreen")),
        *(f"{name}=(self)" for name in ("publickey-credentials-create", "publickey-credentials-get")),
    ]
)


class RequestIdMiddleware:
    """Give each request an id, honour a safe one that came with it, and bind it to every log line."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if iscoroutinefunction(self.get_response):
            return self.answer_async(request)
        bind_request_id(request)
        response: HttpResponseBase = self.get_response(request)
        response["X-Request-ID"] = request.META["REQUEST_ID"]
        return response

    async def answer_async(self, request: HttpRequest) -> HttpResponseBase:
        bind_request_id(request)
        response: HttpResponseBase = await self.get_response(request)
        response["X-Request-ID"] = request.META["REQUEST_ID"]
        return response


class HeadersMiddleware:
    """Close what Django's own middleware leaves open: the browser's abilities, embedding elsewhere, stored pages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # Whoever comes back to a shared computer must not find what a session showed.
        is_private = settings.SESSION_COOKIE_NAME in {*request.COOKIES, *response.cookies}
        response.headers.setdefault("Cache-Control", "no-store" if is_private else "private, no-cache")
        return response


def bind_request_id(request: HttpRequest) -> None:
    request.META["REQUEST_ID"] = request_id_of(request.headers.get("X-Request-ID", ""))
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request.META["REQUEST_ID"])


def request_id_of(given: str) -> str:
    """Return the id that came with a request if it is safe to repeat, or a new one."""
    return given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex
