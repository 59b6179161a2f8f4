"""Signing in with an ID token that a program got from Google by itself."""

from typing import Any

import jwt
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.signals import user_signed_up
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.google import views as google
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest

from accounts import audit
from accounts.adapters import Refused
from accounts.models import User
from accounts.program_sign_in import begin, pass_checks
from accounts.sign_ins import record_failure
from accounts.tokens import Tokens
from project.common.errors import Conflict, Denied, Missing, Unauthenticated, Unavailable

WAY = "Google"
BAD_TOKEN = "This is no ID token of Google for this server, or it has expired."  # noqa: S105  a sentence
REASONS = {
    "unconfirmed": "Google has not confirmed the e-mail address of this Google account.",
    "taken": "An account here uses this address without having confirmed it. Sign in with its password.",
}


def sign_in_with_google(request: HttpRequest, id_token: str, code: str) -> Tokens:
    """Sign in the account of a Google user, linking or creating it under the rules of the sign-in page.

    Raises Missing when Google is not set up, Unauthenticated for a bad token, Denied for an account that may not.
    """
    provider = google_provider(request)
    claims = read_id_token(provider.app, id_token)
    login = provider.sociallogin_from_response(request, claims)
    login.lookup()
    try:
        get_adapter().pre_social_login(request, login)
        ways = pass_checks(request, login.user, WAY, code) if login.is_existing else []
        spend(claims)  # only now, because a sign-in that still lacks its code comes again with the same token
        user = enter(request, login)
    except Refused as refused:
        record_failure(request, None, WAY)
        raise Denied(REASONS[refused.reason]) from None
    return begin(request, user, [WAY, *ways])


def google_provider(request: HttpRequest) -> Any:
    try:
        return get_adapter().get_provider(request, "google")
    except Http404:
        raise Missing("Google sign-in is not set up on this server.") from None


def read_id_token(app: Any, id_token: str) -> dict[str, Any]:
    """Return the claims of a token that Google signed for us. Raises Unauthenticated or Unavailable."""
    try:
        header = jwt.get_unverified_header(id_token)
        if header["alg"] != "RS256" or not isinstance(header["kid"], str):
            raise Unauthenticated(BAD_TOKEN)
        _, key = jwtkit.fetch_key(id_token, google.CERTS_URL, jwtkit.lookup_kid_pem_x509_certificate)
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=["RS256"],
            audience=app.client_id,
            issuer=google.ID_TOKEN_ISSUER,
            options={"require": ["sub", "exp", "iat", "aud", "iss"]},
        )
    except (jwt.PyJWTError, OAuth2Error, KeyError):
        raise Unauthenticated(BAD_TOKEN) from None
    except OSError as error:  # what requests raises
        raise Unavailable("Google does not answer. Try again in a few seconds.") from error
    return claims


def spend(claims: dict[str, Any]) -> None:
    """Remember a token that carries an id, so that it works once."""
    try:
        jwtkit.verify_jti(claims)
    except OAuth2Error:
        raise Unauthenticated("This ID token was used already. Get another one from Google.") from None


def enter(request: HttpRequest, login: Any) -> User:
    """Return the account: the one that is linked, the one with the same confirmed address, or a new one."""
    if not login.is_existing:
        return create(request, login)
    try:
        login._accept_login(request)
    except IntegrityError:
        raise Conflict("This Google account is being linked just now. Try again.") from None
    user: User = login.user
    return user


def create(request: HttpRequest, login: Any) -> User:
    if not get_adapter().is_open_for_signup(request, login):
        raise Denied("Registration is closed. Ask the administrator for an account.")
    try:
        get_account_adapter().clean_username(login.user.username)
    except ValidationError:
        login.user.username = ""  # allauth then makes one from the address
    with transaction.atomic():
        user: User = get_adapter().save_user(request, login)
        audit.record("account.created", user=user, actor=user, request=request, details={"way": WAY})
    user_signed_up.send(sender=User, request=request, user=user, sociallogin=login)
    return user
