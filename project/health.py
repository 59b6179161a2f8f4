"""What a load balancer asks: does it live, is it ready, which version is it."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from project import VERSION

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
]
