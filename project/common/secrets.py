"""Secrets that the program makes for itself and keeps beside its data."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured


def saved_secret(path: Path) -> str:
    """Return the secret stored at ``path``, making it on first use, readable by its owner alone.

    Raises ImproperlyConfigured when the folder cannot be written.
    """
    return _saved(path, lambda: secrets.token_urlsafe(48))


def saved_fernet_key(path: Path) -> str:
    """Return the encryption key stored at ``path``, in the same way."""
    return _saved(path, lambda: Fernet.generate_key().decode())


def _saved(path: Path, make: Callable[[], str]) -> str:
    try:
        return _read_or_make(path, make)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR {path.parent} cannot be written: {error.strerror}. Set DATA_DIR to a folder that you may write."
        ) from None


def _read_or_make(path: Path, make: Callable[[], str]) -> str:
    if path.is_file():
        return path.read_text().strip()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = make()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    return secret
