"""Keeps the server answering when it is asked too much, and keeps nobody waiting for an answer that never begins."""

import asyncio
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dashboard.faults import Fault, as_json, is_api, with_retry
from project.middleware import PERMISSIONS, request_id_of

log = structlog.get_logger()
ALWAYS = {"/live"}
FULL = Fault(503, "SERVICE_UNAVAILABLE", "The server is busy. Try again in a few seconds.", {})
TOO_SLOW = Fault(503, "SERVICE_UNAVAILABLE", "The answer took too long. Try again in a few seconds.", {})
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Capacity:
    """ASGI wrapper for pages: MAX_CONCURRENT_REQUESTS are worked on at once, each for up to REQUEST_TIMEOUT seconds.

    A request counts until its answer begins; one that has begun is never cut. A request whose time is up keeps its
    place until its thread is free, because a thread cannot be stopped.
    """

    def __init__(self, app: Any) -> None:
        self.app = app
        self.running: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"] in ALWAYS:
            await self.app(scope, receive, send)
        elif len(self.running) >= settings.MAX_CONCURRENT_REQUESTS:
            log.warning("server_full", limit=settings.MAX_CONCURRENT_REQUESTS)
            await refuse(scope, send, FULL)
        else:
            await self.serve(scope, receive, send)

    async def serve(self, scope: Any, receive: Any, send: Any) -> None:
        begun, is_late = asyncio.Event(), False

        async def pass_on(message: Any) -> None:
            if is_late:
                return
            begun.set()
            self.running.discard(work)
            await send(message)

        work = asyncio.create_task(self.app(scope, receive, pass_on))
        self.running.add(work)
        work.add_done_callback(self.running.discard)
        await first_of(work, begun)
        if begun.is_set() or work.done():
            await work
            return
        is_late = True
        work.add_done_callback(report)
        log.error("request_timed_out", path=scope["path"], limit_s=settings.REQUEST_TIMEOUT)
        await refuse(scope, send, TOO_SLOW)


async def first_of(work: asyncio.Task[None], begun: asyncio.Event) -> None:
    """Wait until the answer begins, the work is over or the time is up; whoever stops waiting stops the work."""
    beginning = asyncio.create_task(begun.wait())
    try:
        await asyncio.wait({work, beginning}, timeout=settings.REQUEST_TIMEOUT, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        work.cancel()
        raise
    finally:
        beginning.cancel()


def report(work: asyncio.Task[None]) -> None:
    """Log what a late request ended with, since nobody waits for it any more."""
    if not work.cancelled() and (error := work.exception()):
        log.error("late_request_failed", exc_info=error)


async def refuse(scope: Any, send: Any, fault: Fault) -> None:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    response = answer_to(scope["path"], given.decode("latin1"), fault)
    headers = [(name.encode().lower(), value.encode("latin1")) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})


def answer_to(path: str, request_id: str, fault: Fault) -> HttpResponse:
    """Return the error body, or one plain sentence outside the API, without a request to look at."""
    request = HttpRequest()
    request.path = request.path_info = path
    request.META["REQUEST_ID"] = request_id_of(request_id)
    if is_api(request):
        response = as_json(request, fault)
    else:
        response = HttpResponse(f"{fault.message}\n", status=fault.status, content_type="text/plain; charset=utf-8")
    response["Content-Length"] = str(len(response.content))
    response["X-Request-ID"] = request.META["REQUEST_ID"]
    for name, value in HEADERS.items():
        response[name] = value
    return with_retry(response, fault)
