"""The account: preferences. Password, e-mail, Google and sessions are allauth's pages in our frame."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.services import save_preferences
from dashboard.forms.preferences import PreferencesForm
from dashboard.look import remember
from dashboard.parts import reload_page, render_part

PAGE = "account/preferences.html"
PARTS = {"preferences": "account/_preferences.html"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    user = User.objects.get(username=request.user.get_username())
    if request.method != "POST":
        return render(request, PAGE, {"form": PreferencesForm(instance=user)})
    form = PreferencesForm(request.POST, instance=user)
    if not form.is_valid():
        return render_part(request, PAGE, PARTS, {"form": form}, status=422)
    save_preferences(user, form.cleaned_data)
    messages.success(request, "The preferences are saved.")
    response = reload_page(request, "preferences")
    for name in ("theme", "density"):
        remember(response, name, form.cleaned_data[name], secure=request.is_secure())
    return response
