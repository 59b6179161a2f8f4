"""The results of the command palette."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.palette import find
from project.common.errors import Denied


def palette(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not user.is_authenticated:
        raise Denied("Sign in to search.")
    text = request.GET.get("q", "").strip()
    return render(request, "palette/_results.html", {"found": find(user, text), "text": text})
