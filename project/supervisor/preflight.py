"""What must hold before anything is started; each failure is one sentence."""

import fcntl
import os
import socket
from pathlib import Path
from typing import IO

from django.db import DatabaseError, connection

from project.supervisor.errors import CannotStart


def check_folder(folder: Path) -> None:
    probe = folder / "run" / f"probe.{os.getpid()}"
    try:
        probe.parent.mkdir(parents=True, exist_ok=True)
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"DATA_DIR {folder} cannot be written: {error.strerror}. Set DATA_DIR to a folder that you may write."
        ) from error


def take_lock(path: Path, url: str) -> IO[str]:
    """Return the open lock file; it is free again when this process ends, however it ends."""
    lock = path.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        holder = lock.read().strip() or "starting"
        lock.close()
        raise CannotStart(
            f"Tidewatch runs on {path.parent.parent} already ({holder}). Stop it first, or set another DATA_DIR."
        ) from None
    lock.truncate(0)
    lock.write(f"process {os.getpid()}, {url}")
    lock.flush()
    return lock


def check_port(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise CannotStart(f"HOST is {host}, which is no address of this machine. Write 127.0.0.1 or 0.0.0.0.") from None
    with socket.socket(family, kind, protocol) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(1)
        except OSError as error:
            raise CannotStart(
                f"Port {port} on {host} cannot be used: {error.strerror}. "
                f"Set PORT to another, such as PORT={other_port(port)}."
            ) from None


def other_port(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8080


def check_database() -> None:
    try:
        if connection.vendor == "postgresql":
            connect_once()
        else:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM sqlite_master")
    except (DatabaseError, OSError) as error:
        where = "DATABASE_URL" if connection.vendor == "postgresql" else str(connection.settings_dict["NAME"])
        raise CannotStart(f"The database in {where} cannot be used: {reason(error)}.") from error
    finally:
        connection.close()


def connect_once() -> None:
    """Connect to PostgreSQL beside the pool, which would try again and again before it gives up."""
    import psycopg  # noqa: PLC0415  only where PostgreSQL is used

    options = {**connection.get_connection_params(), "connect_timeout": 5}
    options.pop("pool", None)
    try:
        psycopg.connect(**options).close()
    except psycopg.Error as error:
        raise DatabaseError(str(error)) from error


def reason(error: Exception) -> str:
    """Return the last line that says what happened, without its full stop; libpq adds advice, as a question."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip() and not line.rstrip().endswith("?")]
    return lines[-1].removeprefix("FATAL:").strip().rstrip(".") if lines else type(error).__name__
