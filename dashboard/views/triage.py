"""What a reader does with alerts: one or many at once, a note, and taking it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from alerts import triage
from alerts.selectors import get_alert
from dashboard.acts import Done, perform, read_act, take_back
from dashboard.parts import add_toast, wants_part
from dashboard.session import signed_in
from dashboard.triage_context import asked_by, changed_context
from dashboard.views.alerts import current_address, current_query, is_on_feed
from project.common.errors import Invalid, TidewatchError
from project.common.text import is_whole_number


@require_POST
@login_required
def bulk(request: HttpRequest) -> HttpResponse:
    """Do one thing with all alerts that are ticked, or with none."""
    try:
        name, ids = read_act(request.POST)
        done = perform(signed_in(request), name, ids)
    except TidewatchError as error:
        return _refused(request, error)
    return _answer(request, done)


@require_POST
@login_required
def act(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Do one thing with one alert."""
    posted = request.POST.copy()
    posted.setlist("ids", [str(alert_id)])
    try:
        name, _ = read_act(posted)
        done = perform(signed_in(request), name, [alert_id])
    except TidewatchError as error:
        return _refused(request, error)
    return _answer(request, done)


@require_POST
@login_required
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what the token was given for."""
    try:
        done = take_back(signed_in(request), request.POST.get("token", ""))
    except TidewatchError as error:
        return _refused(request, error)
    return _answer(request, done, kind="info")


@require_POST
@login_required
def note(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Keep the reader's own note; one that is too long comes back with what is wrong."""
    user = signed_in(request)
    found, text = get_alert(user, alert_id), request.POST.get("note", "")
    context: dict[str, object] = {"alert": found, "note": text.strip()}
    try:
        kept = triage.note(user, found, text)
    except Invalid as error:
        if not wants_part(request):
            raise
        return render(request, "alerts/_note.html", context | {"error": error.message}, status=422)
    done = Done((alert_id,), "The note is saved." if text.strip() else "The note is removed.", kept.token)
    if not wants_part(request):
        return _go_back(request, done)
    return add_toast(render(request, "alerts/_note.html", context), done.text, "success", undo=done.token)


def _answer(request: HttpRequest, done: Done, kind: str = "success") -> HttpResponse:
    if not wants_part(request):
        return _go_back(request, done)
    user, query = signed_in(request), asked_by(signed_in(request), current_query(request))
    on_feed = is_on_feed(request)
    opened = query.selected if on_feed else _opened(request)
    context = changed_context(user, query, done.ids, on_feed=on_feed, opened=opened)
    return add_toast(render(request, "alerts/_changed.html", context), done.text, kind, undo=done.token)


def _opened(request: HttpRequest) -> int | None:
    """Return the alert whose own page the browser is at."""
    key = current_address(request).path.removeprefix(reverse("alerts")).strip("/")
    return int(key) if is_whole_number(key, digits=18) else None


def _refused(request: HttpRequest, error: TidewatchError) -> HttpResponse:
    if not wants_part(request):
        raise error
    return add_toast(HttpResponse(status=error.status), error.message, "error")


def _go_back(request: HttpRequest, done: Done) -> HttpResponseRedirect:
    """Lead a browser without scripts to where it was, with the sentence and its undo."""
    messages.success(request, done.text, extra_tags=done.token)
    before = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return redirect(before if is_ours and "/" in before else "alerts")
