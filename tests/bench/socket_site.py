"""A bus, a database and servers for the benchmarks of sockets, in a temporary folder and gone afterwards."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.postgres import free_port

ROOT = Path(__file__).parents[2]
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
LIMIT_S = 60


class Server:
    """One uvicorn process, and what the kernel says of it."""

    def __init__(self, name: str, port: int, process: "subprocess.Popen[bytes]") -> None:
        self.name, self.port, self._process = name, port, process

    @property
    def cpu_s(self) -> float:
        parts = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / TICKS_A_SECOND

    @property
    def memory_kb(self) -> int:
        lines = Path(f"/proc/{self._process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def prepare(folder: Path) -> None:
    """Make an empty database and set Django up for it; limits are as high as the sockets need."""
    from tests.valkey import start_valkey

    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "project.settings",
        "DATA_DIR": str(folder),
        "SECRET_KEY": "only-for-benchmarks-" + "x" * 50,
        "REDIS_URL": start_valkey(folder).url,
        "RATE_LIMIT_ENABLED": "false",
        "WEBSOCKET_MAX_CONNECTIONS": "20000",
        "WEBSOCKET_USER_CONNECTIONS": "20000",
        "LOG_LEVEL": "warning",
    }
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, skip_checks=True)


@contextmanager
def serving(name: str, application: str, folder: Path) -> Iterator[Server]:
    """Serve an ASGI application by one uvicorn process of its own."""
    port = free_port()
    options = ["--port", str(port), "--log-level", "warning", "--loop", "uvloop", "--ws", "websockets-sansio"]
    command = [sys.executable, "-m", "uvicorn", *options]
    with (folder / f"{name}.log").open("w") as log:
        process = subprocess.Popen([*command, application], cwd=ROOT, env=os.environ, stdout=log, stderr=log)
    try:
        wait_for(port, process, folder / f"{name}.log")
        yield Server(name, port, process)
    finally:
        process.terminate()
        process.wait(LIMIT_S)


def wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + LIMIT_S
    while process.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"The server does not start: {log.read_text()}")
