"""Your data: what is kept, a copy of it, and the end of the account."""

from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.deletion import delete_account, obstacle
from accounts.documents import download
from accounts.exports import export_of, exports_of, request_export
from accounts.models import User
from dashboard.forms.data import DeleteForm
from dashboard.kept import kept
from dashboard.parts import add_toast, render_part, wanted_part
from dashboard.session import ask_password_again, signed_in
from project.common.errors import Conflict, Unavailable
from project.common.jobs import JobState, cancel

PAGE = "data/page.html"
PARTS = {"copies": "data/_copies.html"}
DONE = {
    JobState.READY: ("Your copy is ready.", "success"),
    JobState.FAILED: ("Your copy could not be made.", "error"),
    JobState.CANCELLED: ("The copy is cancelled.", "info"),
}


@require_safe
@never_cache
@login_required
def your_data(request: HttpRequest) -> HttpResponse:
    """Show the page, or the copies alone: while one is made, that part asks for itself again and again."""
    user = signed_in(request)
    if wanted_part(request) in PARTS:
        return answer_copies(request, user)
    context = {**copies_of(user), "kept": kept(), "form": DeleteForm(user=user), "obstacle": obstacle(user)}
    return render_part(request, PAGE, PARTS, context)


def answer_copies(request: HttpRequest, user: User) -> HttpResponse:
    """Show the copies, and say in a toast what became of one that is over."""
    copies = copies_of(user)
    response = render_part(request, PAGE, PARTS, copies)
    if copies["running"] is None and copies["over"]:
        text, kind = DONE[copies["over"][0].state]
        add_toast(response, text, kind)
    return response


def copies_of(user: User) -> dict[str, Any]:
    """Return the copy that is being made, if any, and those that are over, the newest first."""
    rows = list(exports_of(user))
    running = next((row for row in rows if row.is_active), None)
    return {"running": running, "over": [row for row in rows if not row.is_active]}


@require_POST
@login_required
def make_copy(request: HttpRequest) -> HttpResponse:
    ask_password_again(request)
    request_export(signed_in(request), request=request)
    return redirect("your_data")


@require_safe
@never_cache
@login_required
def download_copy(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    """Give the file out; who has to give the password first comes back to the page, not to a bare file."""
    export = export_of(signed_in(request), copy_id)
    if is_reauthentication_required(request, app="allauth.account"):
        return redirect(f"{reverse('account_reauthenticate')}?next={reverse('your_data')}")
    return download(request, export)


@require_POST
@login_required
def cancel_copy(request: HttpRequest, copy_id: UUID) -> HttpResponse:
    cancel(export_of(signed_in(request), copy_id))
    if wanted_part(request):
        return answer_copies(request, signed_in(request))
    messages.info(request, DONE[JobState.CANCELLED][0])
    return redirect("your_data")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def delete(request: HttpRequest) -> HttpResponse:
    """Ask for the username, then for the password, then delete: nothing of this can be taken back."""
    user = signed_in(request)
    form = DeleteForm(request.POST if request.method == "POST" else None, user=user)
    context = {"form": form, "obstacle": obstacle(user)}
    if not form.is_valid():
        return render(request, "data/delete.html", context, status=422 if form.is_bound else 200)
    ask_password_again(request)
    try:
        delete_account(user, actor=user)
    except (Conflict, Unavailable) as error:
        return render(request, "data/delete.html", {**context, "obstacle": error.message}, status=error.status)
    request.session.flush()
    request.user = AnonymousUser()
    messages.success(request, "Your account is deleted.")
    return redirect("overview")
