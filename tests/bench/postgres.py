"""A PostgreSQL server of a benchmark's own, started in a temporary folder and gone afterwards."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path:
    """Return the folder of the newest server that is installed. Raises FileNotFoundError when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise FileNotFoundError("Install PostgreSQL: its initdb is looked for in /usr/lib/postgresql.")
    return found[-1].parent


@contextmanager
def postgres(database: str = "bench") -> Iterator[str]:
    """Yield the DATABASE_URL of a fresh server whose user owns ``database`` and is no superuser."""
    folder, port = Path(tempfile.mkdtemp(prefix="tidewatch-bench-")), free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    data, tools = folder / "data", binaries()
    try:
        run(tools / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=512MB"
        run(tools / "pg_ctl", "-D", data, "-s", "-w", "-l", folder / "log", "-o", options, "start")
        server = ("-h", "127.0.0.1", "-p", str(port), "-U", "postgres")
        run(tools / "createuser", *server, "tidewatch")
        run(tools / "createdb", *server, "-O", "tidewatch", database)
        yield f"postgresql://tidewatch@127.0.0.1:{port}/{database}"
    finally:
        if (data / "postmaster.pid").exists():
            run(tools / "pg_ctl", "-D", data, "-m", "immediate", "-s", "stop")
        shutil.rmtree(folder)


def run(*command: object) -> None:
    """Run a tool of the server; as root through its own user, because it refuses to run as root."""
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*user, *map(str, command)], check=True, stdout=subprocess.DEVNULL)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
