"""Closed doors while the counter of failed sign-ins is out of reach, and when a session was last seen."""

from collections import OrderedDict
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

from accounts.sessions import TRACKED, note_seen
from project.common.clock import now_ms

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


class LastSeenMiddleware:
    """Note when and from where a browser session was used, at most once in WAIT_MS; other requests cost no query."""

    WAIT_MS = 60_000
    MOST = 10_000

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.noted: OrderedDict[str, int] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.status_code < 500 and not request.path_info.startswith("/api/")
        if is_page and request.user.is_authenticated and request.session.get(TRACKED):
            self.note(request)
        return response

    def note(self, request: HttpRequest) -> None:
        key, at = str(request.session.session_key), now_ms()
        if at - self.noted.get(key, 0) < self.WAIT_MS:
            return
        note_seen(request)
        self.noted[key] = at
        self.noted.move_to_end(key)
        while len(self.noted) > self.MOST:
            self.noted.popitem(last=False)
