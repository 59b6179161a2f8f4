"""The real processes: ``manage.py up`` on a folder and a port of its own."""

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings

from project.supervisor.bus import free_port

PASSWORD = "a tide table for sailors"
START_S = 90
STOP_S = 8


class Stack:
    """``url``, ``data_dir`` and ``env`` say where it runs; ``output`` is what it has printed so far."""

    def __init__(self, data_dir: Path, **env: str) -> None:
        self.data_dir = data_dir
        self.port = int(env["PORT"]) if env.get("PORT", "").isdigit() else free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
        self.env = {
            **kept,
            "DATA_DIR": str(data_dir),
            "PORT": str(self.port),
            "MARKET_DATA": "simulated",
            "ADMIN_USERNAME": "admin",
            "ADMIN_PASSWORD": PASSWORD,
            "OUTGOING_ALLOW": "127.0.0.0/8",
            **env,
        }
        self.process: subprocess.Popen[str] | None = None
        self.printed = Path(tempfile.mkdtemp(prefix="tidewatch-up-")) / "output"

    @property
    def output(self) -> str:
        return self.printed.read_text()

    def launch(self) -> None:
        with self.printed.open("w") as printed:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=settings.BASE_DIR,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def start(self) -> None:
        self.launch()
        self.wait_for_text("Stop")

    def wait_for_text(self, text: str, timeout_s: float = START_S) -> None:
        deadline = time.monotonic() + timeout_s
        while text not in self.output:
            assert self.process
            assert self.process.poll() is None, f"up ended:\n{self.output}"
            assert time.monotonic() < deadline, f"{text!r} was not printed in {timeout_s} s:\n{self.output}"
            time.sleep(0.05)

    def finish(self, timeout_s: float = START_S) -> int:
        """Wait until it ends by itself and return the exit code."""
        assert self.process
        return self.process.wait(timeout_s)

    def stop(self, number: int = signal.SIGINT) -> None:
        assert self.process
        if self.process.poll() is None:
            self.process.send_signal(number)
        assert self.process.wait(STOP_S) == 0, self.output
        self.assert_nothing_left(0)

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    def manage(self, *arguments: str) -> str:
        """Run a management command on the same data and return what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def processes(self) -> dict[int, str]:
        """Return the command line of every living process that was started for this folder, by its id."""
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and self.owns(entry):
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ").strip()
        return found

    def owns(self, entry: Path) -> bool:
        try:
            status = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            named = f"DATA_DIR={self.data_dir}\0" in (entry / "environ").read_text()
            # Valkey writes its title over its environment, but works in the folder of its log.
            return status != "Z" and (named or (entry / "cwd").resolve().is_relative_to(self.data_dir))
        except OSError:
            return False

    def process_of(self, part: str) -> int:
        """Return the oldest process whose command line holds ``part``."""
        return min(number for number, command in self.processes().items() if part in command)

    def assert_nothing_left(self, timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while left := self.processes():
            assert time.monotonic() < deadline, f"Still running: {left}"
            time.sleep(0.1)

    def status(self, path: str) -> int:
        """Return the HTTP status of a page, or 0 when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def wait_for_status(self, path: str, expected: int, timeout_s: float = 60) -> None:
        deadline = time.monotonic() + timeout_s
        while self.status(path) != expected:
            assert time.monotonic() < deadline, f"{path} did not answer {expected}."
            time.sleep(0.1)
