"""Access tokens: signed, short-lived, and good only as long as the sign-in that they name."""

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import jwt
from django.conf import settings

from project.common import clock
from project.common.errors import Unauthenticated

ISSUER = "tidewatch"
AUDIENCE = "tidewatch-api"
CLAIMS = ["sub", "jti", "iat", "exp", "aud", "iss", "fam"]
# Two servers' clocks may differ by this much.
LEEWAY_S = 5


@dataclass(frozen=True, slots=True)
class AccessClaims:
    user_id: int
    family_id: uuid.UUID
    expires_at: datetime


@cache
def signing_keys(secrets: tuple[str, ...]) -> dict[str, bytes]:
    """Return a key for each secret under its public id; the first one signs."""
    keys = [hmac.new(secret.encode(), b"tidewatch access tokens", hashlib.sha512).digest() for secret in secrets]
    return {hashlib.sha256(key).hexdigest()[:16]: key for key in keys}


def present_keys() -> dict[str, bytes]:
    return signing_keys((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def sign_access_token(user_id: int, family_id: uuid.UUID) -> str:
    key_id, key = next(iter(present_keys().items()))
    at = clock.now()
    claims = {
        "sub": str(user_id),
        "jti": uuid.uuid4().hex,
        "iat": at,
        "exp": at + settings.ACCESS_TOKEN_LIFETIME,
        "aud": AUDIENCE,
        "iss": ISSUER,
        "fam": str(family_id),
    }
    return jwt.encode(claims, key, settings.JWT_ALGORITHM, {"kid": key_id})


def read_access_token(text: str) -> AccessClaims:
    """Return what a token says. Raises Unauthenticated unless we signed it and it has not expired."""
    try:
        key = present_keys().get(str(jwt.get_unverified_header(text).get("kid")))
        if key is None:  # never an empty one, which anybody can sign with
            raise jwt.InvalidKeyError
        claims = jwt.decode(
            text,
            key,
            algorithms=[settings.JWT_ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            leeway=LEEWAY_S,
            options={"require": CLAIMS},
        )
    except jwt.ExpiredSignatureError:
        raise Unauthenticated("The access token has expired. Refresh it, or sign in again.") from None
    except jwt.PyJWTError:
        raise Unauthenticated("The access token is not valid.") from None
    return AccessClaims(int(claims["sub"]), uuid.UUID(claims["fam"]), datetime.fromtimestamp(claims["exp"], UTC))
