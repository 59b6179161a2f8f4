"""The one JSON body of every error."""

from django.http import HttpRequest

from project.common import clock


def envelope(
    request: HttpRequest, code: str, message: str, details: dict[str, object] | None = None
) -> dict[str, object]:
    return body_of(request_id(request), code, message, details)


def body_of(
    correlation_id: str, code: str, message: str, details: dict[str, object] | None = None
) -> dict[str, object]:
    error = {"code": code, "message": message, "details": details or {}, "correlation_id": correlation_id}
    return {"success": False, "error": error, "timestamp": clock.now().isoformat()}


def graphql_body(
    request: HttpRequest, code: str, message: str, details: dict[str, object] | None = None
) -> dict[str, object]:
    """Return the error as GraphQL clients read it: one of ``errors``, with the code in its extensions."""
    extensions = {"code": code, "details": details or {}, "correlation_id": request_id(request)}
    return {"errors": [{"message": message, "extensions": extensions}]}


def request_id(request: HttpRequest) -> str:
    return str(request.META.get("REQUEST_ID", ""))
