"""What a load balancer asks: does it live, is it ready, which version is it; and how its parts do, for who runs it."""

from dataclasses import asdict

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.auth import Rule, enter
from accounts.models import Scope, User
from accounts.selectors import may_administer
from dashboard.faults import as_json, fault_of
from markets.multi.counts import report
from markets.selectors import data_mode, exchange_states
from project import VERSION
from project.common.errors import TidewatchError

TIMEOUT_S = 2


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 503 while the database or the bus does not answer, and say which."""
    parts = {"database": database_answers(), "bus": bus_answers()}
    down = [name for name, answers in parts.items() if not answers]
    body = {"status": "unavailable" if down else "ok", "down": down}
    return JsonResponse(body, status=503 if down else 200)


@never_cache
@require_safe
def version(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"name": "Tidewatch", "version": VERSION})


@never_cache
@require_safe
def cache(request: HttpRequest) -> HttpResponse:
    """Say how often a shared answer was there already, to administrators."""
    return refusal(request) or JsonResponse(report())


@never_cache
@require_safe
def exchanges(request: HttpRequest) -> HttpResponse:
    """Say how each exchange's stream does, to administrators: what the page of sources shows."""
    return refusal(request) or JsonResponse(
        {"mode": data_mode(), "exchanges": [asdict(each) for each in exchange_states()]}
    )


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to who is no administrator: signed in on the web, or by key or token; None lets them in."""
    try:
        if not (isinstance(request.user, User) and may_administer(request.user)):
            enter(request, Rule(scope=str(Scope.ADMIN)))
    except TidewatchError as error:
        return as_json(request, fault_of(error))
    return None


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def bus_answers() -> bool:
    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, retry=None
        ) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


urlpatterns = [
    path("live", live, name="live"),
    path("ready", ready, name="ready"),
    path("version", version, name="version"),
    path("health/cache", cache, name="health_cache"),
    path("health/exchanges", exchanges, name="health_exchanges"),
]
