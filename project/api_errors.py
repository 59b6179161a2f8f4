"""Turns whatever an operation raises into the one error body."""

from typing import Any

import structlog
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from redis.exceptions import RedisError

from dashboard.faults import CODES, Fault, as_json, fault_of
from project.common.errors import TidewatchError, Unavailable

log = structlog.get_logger()
BROKEN = "The error has been logged. Quote the correlation id when you report it."
# SQLite calls a missing table or column an operational error, and no waiting mends that.
NO_SUCH = ("no such table", "no such column")


def answer_expected(request: HttpRequest, error: TidewatchError) -> HttpResponse:
    return as_json(request, fault_of(error))


def answer_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return as_json(request, Fault(422, "INVALID_INPUT", "Some of the input is not valid.", error.errors[0]))


def answer_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """Answer what ninja raises; an error of ours that it wrapped comes out again."""
    if isinstance(error.__cause__, TidewatchError):
        return answer_expected(request, error.__cause__)
    code = CODES.get(error.status_code, "HTTP_EXCEPTION")
    return as_json(request, Fault(error.status_code, code, error.message.rstrip(".") + ".", {}))


def answer_unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    return as_json(request, unexpected_fault(error, request.path))


def unexpected_fault(error: Exception, path: str) -> Fault:
    """Return what the caller is told of an error that nobody raised on purpose, and log the rest of it."""
    if isinstance(error, DatabaseError | InterfaceError):
        return database_fault(error)
    if isinstance(error, RedisError):
        log.error("api_bus_error", error=str(error))
        return fault_of(Unavailable("The counter of calls does not answer. Try again in a few seconds."))
    log.error("api_error", path=path, exc_info=error)
    return Fault(500, "INTERNAL_SERVER_ERROR", BROKEN, {})


def database_fault(error: DatabaseError | InterfaceError) -> Fault:
    """Return 503 when the database is out of reach or busy, and 500 when it refused what it was told."""
    is_away = isinstance(error, OperationalError | InterfaceError) and not str(error).startswith(NO_SUCH)
    log.error("api_database_error", error=str(error), exc_info=error)
    if is_away:
        return fault_of(Unavailable("The database does not answer. Try again in a few seconds."))
    return Fault(500, "DATABASE_ERROR", BROKEN, {})


HANDLERS: dict[type[Exception], Any] = {
    TidewatchError: answer_expected,
    ValidationError: answer_invalid,
    HttpError: answer_http_error,
    DatabaseError: answer_unexpected,
    InterfaceError: answer_unexpected,
    RedisError: answer_unexpected,
    Exception: answer_unexpected,
}


def add_handlers(api: NinjaAPI) -> None:
    for kind, handler in HANDLERS.items():
        api.add_exception_handler(kind, handler)
