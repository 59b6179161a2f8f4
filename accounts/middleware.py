"""Closed doors while the counter of failed sign-ins is out of reach."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

log = structlog.get_logger()
Handler = Callable[[HttpRequest], HttpResponse]


class SignInGuardMiddleware:
    """Answer 503 on an account page that needs Redis while it does not answer: nobody gets in uncounted."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not request.path.startswith("/accounts/") or not isinstance(exception, RedisError):
            return None
        log.error("sign_in_paused", error=str(exception))
        page = render(request, "account/paused.html", status=503)
        page["Retry-After"] = "30"
        return page
