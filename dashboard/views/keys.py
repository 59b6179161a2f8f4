"""API keys: the list, and how one is made, rotated and revoked."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.keys import create_key, revoke_key, rotate_key
from accounts.models import ApiKey
from dashboard.forms.keys import KeyForm
from dashboard.keys import key_table
from dashboard.parts import add_toast, render_part, wanted_part
from dashboard.session import ask_password_again, signed_in
from dashboard.usage import usage_context
from project.common.errors import Conflict, Missing

CONFIRM_PARTS = {"key-dialog": "keys/_confirm.html"}


@require_safe
@login_required
def keys(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    return render(request, "keys/page.html", {"table": key_table(user), **usage_context(user)})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def new_key(request: HttpRequest) -> HttpResponse:
    """Ask what the key is for, then show it: this answer is the only place where its text ever stands."""
    form = KeyForm(request.POST if request.method == "POST" else None, user=signed_in(request))
    if not form.is_valid():
        return render(request, "keys/new.html", {"form": form}, status=422 if form.is_bound else 200)
    ask_password_again(request)
    wanted = {name: form.cleaned_data[name] for name in ("name", "scopes", "networks")}
    wanted |= {"expires_in_days": form.expires_in_days, "is_only": True}
    try:
        key, text = create_key(signed_in(request), **wanted, request=request)
    except Conflict as error:
        form.add_error(None, error.message)
        return render(request, "keys/new.html", {"form": form}, status=error.status)
    return shown_once(request, {"key": key, "text": text})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def rotate(request: HttpRequest, key_id: int) -> HttpResponse:
    """Ask once more, then show the key that follows; to send the form again is a conflict, not a third key."""
    key = find_key(request, key_id)
    if request.method != "POST":
        return render_part(request, "keys/confirm.html", CONFIRM_PARTS, {"key": key, "act": "rotate"})
    ask_password_again(request)
    fresh, text = rotate_key(key, request=request)
    return shown_once(request, {"key": fresh, "text": text, "replaced": key})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    """Ask once more, then end the key. No password is asked for: who has to withdraw a key is in a hurry."""
    key = find_key(request, key_id)
    if request.method != "POST":
        return render_part(request, "keys/confirm.html", CONFIRM_PARTS, {"key": key, "act": "revoke"})
    revoke_key(key, request=request)
    text = f"{key.name} is revoked."
    if not wanted_part(request):
        messages.success(request, text)
        return redirect("keys")
    response = render(request, "keys/_keys.html", {"table": key_table(signed_in(request))})
    return add_toast(response, text, "success")


def shown_once(request: HttpRequest, context: dict[str, object]) -> HttpResponse:
    command = f'curl -H "X-API-Key: {context["text"]}" {settings.PUBLIC_URL}/api/v1/me'
    return render(request, "keys/made.html", {**context, "command": command})


def find_key(request: HttpRequest, key_id: int) -> ApiKey:
    key: ApiKey | None = ApiKey.objects.visible_to(request.user).filter(pk=key_id).first()
    if key is None:
        raise Missing("There is no such key.", code="KEY_NOT_FOUND")
    return key
