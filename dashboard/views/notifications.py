"""The account: what the user is told, and where."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboard.notices import notices


@require_safe
@login_required
def notifications(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/page.html", {"notices": notices(), "has_mail": bool(settings.SMTP_HOST)})
