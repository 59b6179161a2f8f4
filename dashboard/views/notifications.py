"""The account: what the user is told, and where."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.services import set_weekly_summary
from accounts.usage.pages import count_page
from alerts.summary_mail import WEEK, send_summary
from dashboard.notices import notices
from dashboard.session import signed_in
from project.common.errors import Denied


@require_safe
@login_required
def notifications(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/page.html", {"notices": notices(), "has_mail": bool(settings.SMTP_HOST)})


@require_POST
@login_required
def weekly_summary(request: HttpRequest) -> HttpResponse:
    """Turn the mail of Monday morning on or off."""
    is_wanted = request.POST.get("wanted") == "on"
    set_weekly_summary(signed_in(request), is_wanted=is_wanted)
    messages.success(request, "The weekly summary is on." if is_wanted else "The weekly summary is off.")
    return redirect("notifications")


@require_POST
@login_required
def mail_summary(request: HttpRequest) -> HttpResponse:
    """Mail the last seven days now, which also shows whether mail arrives. Raises OverLimit, Unavailable."""
    user = signed_in(request)
    count_page(user, "mails")
    try:
        messages.success(request, f"The summary was mailed to {send_summary(user, WEEK)}.")
    except Denied as error:
        messages.error(request, error.message)
    return redirect("notifications")
