"""The account: who the user is to others."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.billing.selectors import tier_of
from accounts.models import User
from accounts.services import save_profile
from dashboard.forms.profile import ProfileForm
from dashboard.parts import reload_page, render_part
from dashboard.session import signed_in
from project.common.errors import Conflict

PAGE = "profile/page.html"
PARTS = {"profile": "profile/_profile.html"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    # A copy: what a refused form has put into it must not stand in the frame of the page.
    user = User.objects.select_related("subscription__tier").get(pk=signed_in(request).pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=user)
    if form.is_valid() and is_saved(request, user, form):
        messages.success(request, "The profile is saved.")
        return reload_page(request, "profile")
    context = {"form": form, "tier": tier_of(user)}
    return render_part(request, PAGE, PARTS, context, status=422) if form.is_bound else render(request, PAGE, context)


def is_saved(request: HttpRequest, user: User, form: ProfileForm) -> bool:
    """Save the profile, or tell the form that somebody took the name just now."""
    try:
        save_profile(user, request=request, **form.cleaned_data)
    except Conflict as error:
        form.add_error("username", error.message)
        return False
    return True
