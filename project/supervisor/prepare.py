"""What happens to the data before the processes start: tables, static files, catalogues, the first administrator."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DatabaseError

from project.common.errors import TidewatchError
from project.supervisor.errors import CannotStart
from project.supervisor.preflight import reason


def migrate() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        raise CannotStart(f"The database cannot be brought up to date: {reason(error)}.") from error


def collect_static() -> None:
    """Write hashed and compressed static files, unless those of the last start are still right."""
    if settings.DEBUG:
        return
    stamp = settings.STATIC_ROOT / ".sources"
    fingerprint = static_fingerprint()
    if stamp.is_file() and stamp.read_text() == fingerprint:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """Return a digest over name, size and time of every static file and over the code that hashes them."""
    digest = hashlib.sha256(Path(settings.BASE_DIR / "project" / "storage.py").read_bytes())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def seed() -> str | None:
    """Load what a new installation starts with; return the administrator's password if one had to be made."""
    from project.seeds import load_seeds  # noqa: PLC0415  models load after Django is set up

    try:
        return load_seeds()
    except TidewatchError as error:
        raise CannotStart(error.message) from error
