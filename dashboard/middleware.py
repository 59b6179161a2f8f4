"""Turns our errors into pages."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import User
from dashboard.faults import fault_of, respond
from project.common.errors import TidewatchError


class ErrorPageMiddleware:
    """Answer what a view raises; every time a page shows is in the reader's zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of(request.user)):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return respond(request, fault_of(exception)) if isinstance(exception, TidewatchError) else None


def zone_of(user: User | AnonymousUser) -> ZoneInfo | None:
    """Return the user's zone, or None, which means UTC; a zone this machine does not know is UTC too."""
    name = getattr(user, "time_zone", "")
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
