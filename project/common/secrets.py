"""Secrets that the program makes for itself and keeps beside its data."""

import os
import secrets
from pathlib import Path


def saved_secret(path: Path) -> str:
    """Return the secret stored at ``path``, making it on first use, readable by its owner alone.

    Raises OSError when the folder cannot be written.
    """
    if path.is_file():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True)
    secret = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was faster
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    return secret
