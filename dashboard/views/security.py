"""How an account is signed in to: means, sessions and history on one page."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts import sessions
from accounts.mfa import second_steps
from accounts.selectors import google_accounts, is_email_confirmed, may_administer
from accounts.sign_ins import password_changed_at, sign_in_history
from dashboard.parts import add_toast, render_part, wanted_part, wants_part
from dashboard.session import signed_in
from project.common.text import is_whole_number

PAGE = "security/page.html"
PARTS = {"sessions": "security/_sessions.html", "sign-ins": "security/_sign_ins.html"}


@require_safe
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """Show all of it, or only another page of the history."""
    is_part = wanted_part(request) in PARTS
    rest = {} if is_part else means_of(request) | sessions_of(request)
    return render_part(request, PAGE, PARTS, {**history_of(request), **rest, "is_part": is_part})


@require_POST
@login_required
def end_browser(request: HttpRequest, session_id: int) -> HttpResponse:
    sessions.end_browser_session(request, signed_in(request), session_id)
    return ended(request, "That browser is signed out.")


@require_POST
@login_required
def end_program(request: HttpRequest, family_id: UUID) -> HttpResponse:
    sessions.end_program_session(request, signed_in(request), family_id)
    return ended(request, "That program is signed out.")


@require_POST
@login_required
def end_others(request: HttpRequest) -> HttpResponse:
    count = sessions.end_other_sessions(request, signed_in(request))
    return ended(request, f"{count} other {'session' if count == 1 else 'sessions'} ended.")


def ended(request: HttpRequest, text: str) -> HttpResponse:
    """Show the sessions that are left: htmx gets their part and a toast."""
    if not request.user.is_authenticated:  # it was this browser's own
        return leave(request)
    if not wants_part(request):
        messages.success(request, text)
        return redirect(f"{reverse('security')}#sessions")
    response = render_part(request, PAGE, PARTS, {**sessions_of(request), "is_part": True})
    return add_toast(response, text, "success")


@require_safe
@login_required
def moved(request: HttpRequest, part: str) -> HttpResponse:
    return redirect(f"{reverse('security')}#{part}")


def leave(request: HttpRequest) -> HttpResponse:
    if wants_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_login")})
    return redirect("account_login")


def means_of(request: HttpRequest) -> dict[str, object]:
    user = signed_in(request)
    return {
        "password_changed_at": password_changed_at(user),
        "google_accounts": google_accounts(user),
        "steps": second_steps(user),
        "is_confirmed": is_email_confirmed(user),
        "needs_step": user.is_staff and not may_administer(user),
    }


def sessions_of(request: HttpRequest) -> dict[str, object]:
    user = signed_in(request)
    browsers = sessions.browser_sessions(user, request.session.session_key)
    programs = sessions.program_sessions(user)
    has_others = bool(programs) or any(not browser.is_current for browser in browsers)
    return {"browsers": browsers, "programs": programs, "has_others": has_others}


def history_of(request: HttpRequest) -> dict[str, object]:
    before = request.GET.get("before", "")
    entry = int(before) if is_whole_number(before, digits=18) else None
    history, more = sign_in_history(signed_in(request), entry)
    return {"history": history, "more": more, "is_first_page": entry is None}
