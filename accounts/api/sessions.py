"""Sign-ins of programs, listed and ended."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from accounts.api.schemas import Page, SessionOut
from accounts.auth import signed_in, the_caller
from accounts.models import TokenFamily
from accounts.sessions import end_program_session
from accounts.tokens import open_families
from project.common.schemas import errors

router = Router(tags=["Sign-in"])


def shown(family: TokenFamily, current: TokenFamily | None) -> SessionOut:
    return SessionOut(
        id=family.pk,
        user_agent=family.user_agent,
        address=family.address,
        created_at=family.created_at,
        last_used_at=family.last_used_at,
        expires_at=family.expires_at,
        is_current=family == current,
    )


@router.get(
    "/auth/sessions",
    auth=signed_in(),
    response={200: list[SessionOut], **errors(401, 403, 422, 429, 503)},
    summary="My sign-ins",
)
def list_sessions(request: HttpRequest, page: Query[Page]) -> list[SessionOut]:
    """Return the sign-ins of programs that still work, the last used first."""
    caller = the_caller(request)
    return [shown(family, caller.family) for family in page.of(open_families(caller.user))]


@router.delete(
    "/auth/sessions/{session_id}",
    auth=signed_in(),
    response={204: None, **errors(401, 403, 404, 422, 429, 503)},
    summary="End a sign-in",
)
def end_session(request: HttpRequest, session_id: UUID) -> Status[None]:
    """End a sign-in with all of its tokens."""
    end_program_session(request, the_caller(request).user, session_id)
    return Status(204, None)
