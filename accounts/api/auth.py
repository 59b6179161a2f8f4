"""Signing in, registering and signing out with a program."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Status

from accounts import audit
from accounts.api.me import profile_of
from accounts.api.schemas import (
    ChangePasswordIn,
    DetailOut,
    GoogleIn,
    LoginIn,
    RefreshIn,
    RegisteredOut,
    RegisterIn,
    SignedInOut,
    TokensOut,
)
from accounts.auth import anybody, signed_in, the_caller
from accounts.google_tokens import sign_in_with_google
from accounts.new_password import change_password
from accounts.program_sign_in import sign_in
from accounts.registering import register
from accounts.tokens import Tokens, end_family, renew_tokens
from project.common.schemas import errors

router = Router(tags=["Sign-in"])
CONFIRM = "Open the link that was mailed to this address, then sign in."
BOTH_WAYS: dict[str, Any] = {"security": [{}, {"AccessToken": []}]}


def shown(tokens: Tokens) -> dict[str, Any]:
    return {
        "access_token": tokens.access,
        "refresh_token": tokens.refresh,
        "expires_in": round(settings.ACCESS_TOKEN_LIFETIME.total_seconds()),
    }


def signed_in_as(tokens: Tokens) -> SignedInOut:
    return SignedInOut(**shown(tokens), user=profile_of(tokens.family.user))


@router.post(
    "/auth/login",
    auth=anybody(),
    response={200: SignedInOut, **errors(401, 403, 422, 429, 503)},
    summary="Sign in",
)
def login(request: HttpRequest, body: LoginIn) -> SignedInOut:
    """Trade a username or an e-mail address and the password for tokens.

    With a second step, send its code too; without it the answer is 401 with the code MFA_REQUIRED.
    """
    return signed_in_as(sign_in(request, body.login, body.password, body.code))


@router.post(
    "/auth/google",
    auth=anybody(),
    response={200: SignedInOut, **errors(401, 403, 404, 409, 422, 429, 503)},
    summary="Sign in with Google",
)
def google(request: HttpRequest, body: GoogleIn) -> SignedInOut:
    """Trade an ID token that Google made for this server for tokens of ours."""
    return signed_in_as(sign_in_with_google(request, body.id_token, body.code))


@router.post(
    "/auth/register",
    auth=anybody(),
    response={201: RegisteredOut, 202: DetailOut, **errors(401, 403, 422, 429, 503)},
    summary="Create an account",
    openapi_extra=BOTH_WAYS,
)
def register_account(request: HttpRequest, body: RegisterIn) -> Status[RegisteredOut | DetailOut]:
    """Create an account with its first key and sign it in; where addresses are confirmed first, mail the link."""
    typed = {"username": body.username, "email": body.email, "password1": body.password}
    made = register(request, typed, body.full_name)
    if made is None:
        return Status(202, DetailOut(detail=CONFIRM))
    user = profile_of(made.user)
    top = user.dict(include={"id", "email", "username", "full_name", "subscription_tier", "is_admin"})
    return Status(201, RegisteredOut(**shown(made.tokens), **top, user=user, api_key=made.key))


@router.post(
    "/auth/refresh",
    auth=anybody("normal"),
    response={200: TokensOut, **errors(401, 422, 429, 503)},
    summary="Renew the tokens",
)
def refresh(request: HttpRequest, body: RefreshIn) -> TokensOut:
    """Trade a refresh token for new tokens. It works once: a second use ends the whole sign-in."""
    return TokensOut(**shown(renew_tokens(body.refresh_token, request)))


@router.post("/auth/logout", auth=signed_in(), response={204: None, **errors(401, 403, 429, 503)}, summary="Sign out")
def logout(request: HttpRequest) -> Status[None]:
    """End the sign-in that the access token belongs to, with all of its tokens."""
    caller = the_caller(request)
    with transaction.atomic():
        if caller.family and end_family(caller.family, "sign_out"):
            audit.record("sign_out", user=caller.user, actor=caller.user, request=request)
    return Status(204, None)


@router.post(
    "/auth/change-password",
    auth=signed_in("strict"),
    response={200: TokensOut, **errors(401, 403, 422, 429, 503)},
    summary="Change the password",
)
def new_password(request: HttpRequest, body: ChangePasswordIn) -> TokensOut:
    """Set another password, end every sign-in in browsers and programs, and begin a new one for this program."""
    user = the_caller(request).user
    return TokensOut(**shown(change_password(request, user, body.current_password, body.new_password)))
