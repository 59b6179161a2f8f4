"""Secrets that the program makes for itself and keeps beside its data."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def saved_secret(path: Path) -> str:
    """Return the secret stored at ``path``, making it on first use, readable by its owner alone.

    Raises ImproperlyConfigured when the folder cannot be written.
    """
    try:
        return _read_or_make(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR {path.parent} cannot be written: {error.strerror}. Set DATA_DIR to a folder that you may write."
        ) from None


def _read_or_make(path: Path) -> str:
    if path.is_file():
        return path.read_text().strip()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    secret = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    return secret
