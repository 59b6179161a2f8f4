"""API keys, managed with an access token."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from accounts.api.schemas import KeyIn, KeyOut, NewKeyOut, Page, RowId
from accounts.auth import signed_in, the_caller
from accounts.keys import create_key, revoke_key, rotate_key
from accounts.models import ApiKey
from project.common import clock
from project.common.errors import Missing
from project.common.schemas import errors

router = Router(tags=["API keys"])


def shown(key: ApiKey) -> dict[str, Any]:
    names = [name for name in KeyOut.model_fields if name != "is_active"]
    return {name: getattr(key, name) for name in names} | {"is_active": key.is_active(clock.now())}


def own_key(request: HttpRequest, key_id: int) -> ApiKey:
    user = the_caller(request).user
    key: ApiKey | None = ApiKey.objects.visible_to(user).select_related("user").filter(pk=key_id).first()
    if key is None:
        raise Missing("There is no such key.")
    return key


@router.post(
    "/auth/api-keys",
    auth=signed_in("strict"),
    response={201: NewKeyOut, **errors(401, 403, 409, 422, 429, 503)},
    summary="Make a key",
)
def make_key(request: HttpRequest, body: KeyIn) -> Status[NewKeyOut]:
    """Make a key. Its text is in this answer and nowhere else."""
    user = the_caller(request).user
    key, text = create_key(
        user,
        body.name,
        body.scopes,
        expires_in_days=body.expires_in_days,
        networks=body.networks,
        request=request,
    )
    return Status(201, NewKeyOut(**shown(key), key=text))


@router.get(
    "/auth/api-keys",
    auth=signed_in(),
    response={200: list[KeyOut], **errors(401, 403, 422, 429, 503)},
    summary="My keys",
)
def list_keys(request: HttpRequest, page: Query[Page]) -> list[KeyOut]:
    """Return the keys, also expired and revoked ones, the newest first."""
    keys = ApiKey.objects.visible_to(the_caller(request).user)
    return [KeyOut(**shown(key)) for key in page.of(keys)]


@router.delete(
    "/auth/api-keys/{key_id}",
    auth=signed_in(),
    response={204: None, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Revoke a key",
)
def delete_key(request: HttpRequest, key_id: Path[RowId]) -> Status[None]:
    """End a key at once; a key that has ended stays so."""
    revoke_key(own_key(request, key_id), request=request)
    return Status(204, None)


@router.post(
    "/auth/api-keys/{key_id}/rotate",
    auth=signed_in("strict"),
    response={201: NewKeyOut, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Replace a key",
)
def replace_key(request: HttpRequest, key_id: Path[RowId]) -> Status[NewKeyOut]:
    """Make a key with the same name, scopes and addresses, and end this one at once."""
    key, text = rotate_key(own_key(request, key_id), request=request)
    return Status(201, NewKeyOut(**shown(key), key=text))
