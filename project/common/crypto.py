"""Encryption of secrets that have to be read again, and the digests that stand for those that have not."""

import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from project.common.errors import Broken


@cache
def key_ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Return ``text`` encrypted with the first of ENCRYPTION_KEYS."""
    return key_ring(tuple(settings.ENCRYPTION_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return what ``encrypt`` was given. Raises Broken when no key of the ring fits."""
    try:
        return key_ring(tuple(settings.ENCRYPTION_KEYS)).decrypt(token.encode()).decode()
    except InvalidToken:
        raise Broken("A stored secret cannot be read. Put its key back into ENCRYPTION_KEYS.") from None


def keyed_digest(secret: str) -> str:
    """Return the hex HMAC-SHA256 under which a key or token is stored and found; the secret itself is not kept."""
    return hmac.new(settings.TOKEN_PEPPER.encode(), secret.encode(), hashlib.sha256).hexdigest()
