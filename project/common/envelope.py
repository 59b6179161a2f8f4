"""The one JSON body of every error."""

from django.http import HttpRequest

from project.common import clock


def envelope(
    request: HttpRequest, code: str, message: str, details: dict[str, object] | None = None
) -> dict[str, object]:
    error = {"code": code, "message": message, "details": details or {}, "correlation_id": request_id(request)}
    return {"success": False, "error": error, "timestamp": clock.now().isoformat()}


def request_id(request: HttpRequest) -> str:
    return str(request.META.get("REQUEST_ID", ""))
