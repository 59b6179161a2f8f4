"""The one family of errors, split by what the caller should do."""

from collections.abc import Mapping
from typing import ClassVar


class TidewatchError(Exception):
    """Base of every expected error: a status, a code, one sentence and optional details."""

    status: ClassVar[int] = 500
    code = "INTERNAL_SERVER_ERROR"

    def __init__(self, message: str, *, code: str | None = None, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.details = dict(details or {})


class Invalid(TidewatchError):
    """The input is wrong; correct it and send it again."""

    status = 422
    code = "INVALID_INPUT"


class Unauthenticated(TidewatchError):
    """Nobody is signed in, or what was sent to sign in is not good."""

    status = 401
    code = "AUTHENTICATION_FAILED"


class Denied(TidewatchError):
    """The caller may not do this."""

    status = 403
    code = "PERMISSION_DENIED"


class Missing(TidewatchError):
    """There is no such thing, or the caller may not see it."""

    status = 404
    code = "NOT_FOUND"


class Conflict(TidewatchError):
    """Something else got there first; look at the present state and decide again."""

    status = 409
    code = "CONFLICT"


class TooLarge(TidewatchError):
    """The body is longer than this address takes."""

    status = 413
    code = "REQUEST_TOO_LARGE"


class OverLimit(TidewatchError):
    """Too many calls; wait ``retry_after_s`` seconds."""

    status = 429
    code = "RATE_LIMIT_EXCEEDED"

    def __init__(
        self,
        message: str,
        *,
        retry_after_s: int,
        code: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message, code=code, details={**(details or {}), "retry_after_s": retry_after_s})
        self.retry_after_s = retry_after_s


class Unavailable(TidewatchError):
    """Something outside does not answer; try again later."""

    status = 503
    code = "SERVICE_UNAVAILABLE"


class Broken(TidewatchError):
    """Something is wrong on this side; nothing the caller does helps."""
