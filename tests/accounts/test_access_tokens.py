"""Access tokens: what is in them, and every way to forge one."""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pytest_django.fixtures import Settings

from accounts.access_tokens import present_keys, read_access_token, sign_access_token
from project.common import clock
from project.common.errors import Unauthenticated

FAMILY = uuid.uuid4()
KEY = rsa.generate_private_key(65537, 2048)
PUBLIC = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def claims(**changes: object) -> dict[str, object]:
    at = clock.now()
    told = {"sub": "7", "jti": "j", "iat": at, "exp": at + timedelta(hours=1), "aud": "tidewatch-api"}
    told |= {"iss": "tidewatch", "fam": str(FAMILY), **changes}
    return {name: value for name, value in told.items() if value is not None}


def our_key() -> tuple[str, bytes]:
    return next(iter(present_keys().items()))


def signed(told: dict[str, object], algorithm: str = "HS256", **header: object) -> str:
    key_id, key = our_key()
    return jwt.encode(told, key, algorithm, {"kid": key_id, **header})


def unsigned(header: dict[str, object]) -> str:
    told = {**claims(), "iat": 1, "exp": 4_000_000_000}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, told)]
    return ".".join([*parts, ""])


def test_a_token_names_its_user_and_sign_in_and_how_long_it_is_good() -> None:
    text = sign_access_token(7, FAMILY)
    told = jwt.decode(text, options={"verify_signature": False})
    assert jwt.get_unverified_header(text) == {"alg": "HS256", "typ": "JWT", "kid": our_key()[0]}
    assert set(told) == {"sub", "jti", "iat", "exp", "aud", "iss", "fam"}
    assert told["exp"] - told["iat"] == 86_400
    assert (read_access_token(text).user_id, read_access_token(text).family_id) == (7, FAMILY)
    assert sign_access_token(7, FAMILY) != text


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(lambda: unsigned({"alg": "none", "typ": "JWT"}), id="no signature"),
        pytest.param(lambda: unsigned({"alg": "none", "typ": "JWT", "kid": our_key()[0]}), id="no signature, our key"),
        pytest.param(lambda: unsigned({"alg": "HS256", "kid": our_key()[0]}), id="empty signature"),
        pytest.param(lambda: jwt.encode(claims(), KEY, "RS256", {"kid": our_key()[0]}), id="RS256"),
        pytest.param(lambda: signed(claims(), "HS512"), id="another HMAC with our key"),
        pytest.param(lambda: jwt.encode(claims(), b"x" * 64, "HS256", {"kid": our_key()[0]}), id="another key"),
        pytest.param(lambda: jwt.encode(claims(), our_key()[1], "HS256"), id="no kid"),
        pytest.param(lambda: signed(claims(), kid="0000000000000000"), id="an unknown kid"),
        pytest.param(lambda: signed(claims(aud="another-api")), id="another audience"),
        pytest.param(lambda: signed(claims(iss="somebody")), id="another issuer"),
        pytest.param(lambda: signed(claims(fam=None)), id="no family"),
        pytest.param(lambda: signed(claims(exp=None)), id="no end"),
        pytest.param(lambda: signed(claims(jti=None)), id="no id"),
        pytest.param(lambda: signed(claims(iat=clock.now() + timedelta(minutes=5))), id="from the future"),
        pytest.param(lambda: signed(claims())[:-3] + "abc", id="a changed signature"),
        pytest.param(lambda: "eyJ.eyJ.x", id="garbage"),
        pytest.param(lambda: "eyJhbGciOiJIUzI1NiIsImtpZCI6W119.e30.x", id="a kid that is no text"),
        pytest.param(lambda: "eyJ\u00e4.\u00f6.\u00fc", id="letters no token has"),
    ],
)
def test_a_forged_token_is_refused(forged: object) -> None:
    with pytest.raises(Unauthenticated, match="The access token is not valid"):
        read_access_token(forged())


@pytest.mark.parametrize(
    ("kid", "secret"),
    [
        pytest.param(lambda: our_key()[0], PUBLIC, id="a public key"),
        pytest.param(lambda: "0000000000000000", b"", id="no key, under an unknown name"),
    ],
)
def test_what_everybody_has_is_no_shared_secret(kid: Callable[[], str], secret: bytes) -> None:
    head = unsigned({"alg": "HS256", "kid": kid()}).rstrip(".")
    mac = hmac.new(secret, head.encode(), hashlib.sha256).digest()
    with pytest.raises(Unauthenticated, match="The access token is not valid"):
        read_access_token(f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}")


def test_a_token_ends_after_its_lifetime(settings: Settings) -> None:
    settings.ACCESS_TOKEN_LIFETIME = timedelta(hours=1)
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False) as traveller:
        text = sign_access_token(7, FAMILY)
        traveller.move_to("2026-03-01T10:59:59Z")
        assert read_access_token(text).user_id == 7
        traveller.move_to("2026-03-01T11:00:06Z")
        with pytest.raises(Unauthenticated, match="has expired"):
            read_access_token(text)


def test_a_token_survives_a_new_secret_key_as_long_as_the_old_one_is_a_fallback(settings: Settings) -> None:
    text = sign_access_token(7, FAMILY)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a-new-secret-" + "y" * 50, [old]
    assert read_access_token(text).user_id == 7
    newer = sign_access_token(7, FAMILY)
    assert jwt.get_unverified_header(newer)["kid"] != jwt.get_unverified_header(text)["kid"]
    settings.SECRET_KEY_FALLBACKS = []
    assert read_access_token(newer).user_id == 7
    with pytest.raises(Unauthenticated):
        read_access_token(text)


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_only_the_algorithm_of_the_setting_counts(settings: Settings, algorithm: str) -> None:
    settings.JWT_ALGORITHM = algorithm
    assert read_access_token(sign_access_token(7, FAMILY)).user_id == 7
    for other in {"HS256", "HS384", "HS512"} - {algorithm}:
        with pytest.raises(Unauthenticated):
            read_access_token(signed(claims(), other))
