"""The start page's fork, and what the top bar and the palette save."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.models import Density, Theme, User
from dashboard.look import remember
from dashboard.views.landing import landing
from dashboard.views.overview import overview
from project.common.errors import Invalid


def home(request: HttpRequest) -> HttpResponseBase:
    return overview(request) if request.user.is_authenticated else landing(request)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    return save_choice(request, "theme", Theme.values)


@require_POST
def set_density(request: HttpRequest) -> HttpResponse:
    return save_choice(request, "density", Density.values)


def save_choice(request: HttpRequest, name: str, choices: list[str]) -> HttpResponse:
    """Save a choice to the user, if there is one, and to this browser.

    Raises Invalid for a value that is not among the choices.
    """
    value = request.POST.get(name, "")
    if value not in choices:
        raise Invalid(f"There is no such {name}.", details={name: f"Choose one of {', '.join(choices)}."})
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(**{name: value})
    is_script = bool(request.headers.get("X-Requested-With"))
    response = HttpResponse(status=204) if is_script else redirect(next_page(request))
    remember(response, name, value, secure=request.is_secure())
    return response


def next_page(request: HttpRequest) -> str:
    """Return the page the form came from, if it is one of ours."""
    given = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if is_ours and given.startswith("/") else "/"
