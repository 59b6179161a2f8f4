"""What every request passes through before Django's own middleware."""

import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
Handler = Callable[[HttpRequest], Any]


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


def bind_request_id(request: HttpRequest) -> None:
    given = request.headers.get("X-Request-ID", "")
    request.META["REQUEST_ID"] = given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request.META["REQUEST_ID"])
