"""Turns our errors into pages, and leads administrators to two-step sign-in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils import timezone

from accounts.models import User
from accounts.selectors import may_administer, zone_of
from dashboard.faults import fault_of, is_api, respond, wants_json, wrong_method
from project.common.errors import Denied, TidewatchError

# What is for administrators alone: whole folders of addresses, single views, and what a view that all may see changes.
STAFF_FOLDERS = ("/admin/", "/ops/")
STAFF_VIEWS = frozenset(
    {
        *("new_source", "poll_source", "pause_source", "resume_source", "delete_source"),
        *("new_company", "edit_company", "delete_company", "import_companies", "apply_import"),
    }
)
STAFF_CHANGES = frozenset({"source"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ALWAYS_OPEN = frozenset({"admin:logout", "admin:jsi18n"})
NEEDS_MFA = "Administrators need two-step sign-in on this server. Set it up under Account, Security."


class ErrorPageMiddleware:
    """Answer what a view raises; every time a page shows is in the reader's zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_api(request):  # it speaks UTC, and asking for the user would read a session
            return self.get_response(request)
        with timezone.override(zone_of(request.user)):
            response = self.get_response(request)
            # Django's own answer to a wrong method has no words, and its decorators raise nothing.
            return wrong_method(request, response) if isinstance(response, HttpResponseNotAllowed) else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return respond(request, fault_of(exception)) if isinstance(exception, TidewatchError) else None


class StaffMfaMiddleware:
    """Close the administrators' pages to one whose password alone opens them, while REQUIRE_STAFF_MFA is on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if not settings.REQUIRE_STAFF_MFA or not is_for_staff(request):
            return None
        user = request.user
        if not isinstance(user, User) or not user.is_staff or may_administer(user):
            return None
        if getattr(request, "htmx", False) or wants_json(request):
            return respond(request, fault_of(Denied(NEEDS_MFA, code="MFA_SETUP_REQUIRED")))
        return redirect("security")


def is_for_staff(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    if name in STAFF_VIEWS or (name in STAFF_CHANGES and request.method not in SAFE):
        return True
    return request.path_info.startswith(STAFF_FOLDERS) and name not in ALWAYS_OPEN
