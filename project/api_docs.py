"""Pages about the API: its description and two readers of it, open to whom API_DOCS says."""

from functools import cache

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja.openapi.schema import OpenAPISchema

from accounts.usage import limiter
from project.api import api
from project.common.errors import Missing, Unauthenticated

# ReDoc makes empty style elements, which it fills rule by rule, and one with this text: the cursor of its scroll bar.
REDOC_STYLES = [
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='",
]


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    if not may_read(request):
        raise Unauthenticated("Sign in on the web to read the description of the API.")
    return JsonResponse(read_schema())


@require_safe
def swagger(request: HttpRequest) -> HttpResponse:
    return reader(request, "api/swagger.html")


@require_safe
@csp_update({"style-src": REDOC_STYLES})
def redoc(request: HttpRequest) -> HttpResponse:
    return reader(request, "api/redoc.html")


@csrf_exempt
def unknown(request: HttpRequest, rest: str) -> HttpResponse:
    limiter.admit_visitor(request, rate="generous")  # whoever looks for addresses is counted like a caller
    raise Missing("No address of the API is like this.", code="HTTP_EXCEPTION")


def reader(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template) if may_read(request) else redirect_to_login(request.get_full_path())


def may_read(request: HttpRequest) -> bool:
    """Tell whether API_DOCS lets this visitor read. Raises Missing where nobody may."""
    if settings.API_DOCS == "off":
        raise Missing("The description of the API is switched off here.", code="HTTP_EXCEPTION")
    return settings.API_DOCS == "everybody" or request.user.is_authenticated


@cache
def read_schema() -> OpenAPISchema:
    """Return the OpenAPI description; the addresses do not change while the program runs."""
    return api.get_openapi_schema()


urlpatterns = [
    path("v1/openapi.json", schema, name="api_schema"),
    path("v1/docs", swagger, name="api_docs"),
    path("v1/redoc", redoc, name="api_redoc"),
    path("v1/", api.urls),
    path("<path:rest>", unknown, name="api_unknown"),
]
