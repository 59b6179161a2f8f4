"""One database address turned into Django's options."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
FORM = "Write postgresql://user:password@host:5432/name, or leave it empty for SQLite."
POSTGRES_SCHEMES = {"postgres", "postgresql"}


def database_from_url(url: str, data_dir: Path) -> dict[str, Any]:
    """Return the DATABASES entry for ``url``; an empty one means SQLite in ``data_dir``.

    Raises ImproperlyConfigured for an address that is not PostgreSQL's.
    """
    if not url:
        return _sqlite(data_dir / "tidewatch.sqlite3")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # its text may hold a part of the password
        raise ImproperlyConfigured(
            f"DATABASE_URL cannot be read; write / and @ in a password as %2F and %40. {FORM}"
        ) from None
    if parts.scheme not in POSTGRES_SCHEMES or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"DATABASE_URL is no address of a PostgreSQL database. {FORM}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": port or "",
        # A pool, because CONN_MAX_AGE under ASGI keeps one connection per thread for good.
        "CONN_MAX_AGE": 0,
        # After a restart of the server the pool is full of dead connections; each would fail one request.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**dict(parse_qsl(parts.query)), "pool": {"min_size": 1, "max_size": 8, "timeout": 10}},
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # IMMEDIATE takes the write lock at BEGIN, so a transaction never fails half way with "database is locked".
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
    }
