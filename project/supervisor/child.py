"""One supervised process: started in a group of its own, logged to a file, started again when it ends."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from project.supervisor.watchdog import Watchdog

LOG_BYTES = 10 * 1024 * 1024
LOG_COPIES = 3
LONGEST_PAUSE_S = 30.0
STEADY_AFTER_S = 60.0


class Child:
    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str],
        watchdog: Watchdog,
        stdin: str = "",
    ) -> None:
        self.name = name
        self.command = list(command)
        self.log = log
        self.environment = dict(environment)
        self.watchdog = watchdog
        self.stdin = stdin
        self.process: subprocess.Popen[bytes] | None = None
        self.group = 0
        self.started_at = 0.0
        self.due_at = 0.0
        self.failures = 0

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  our own commands
                self.command,
                stdin=subprocess.PIPE if self.stdin else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environment,
                start_new_session=True,
            )
        self.group = self.process.pid
        self.started_at = time.monotonic()
        self.watchdog.watch(self.group)
        if self.process.stdin:
            with self.process.stdin as stdin:
                stdin.write(self.stdin.encode())

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ended_with(self) -> int | None:
        """Return the exit code of a process that has just ended, once; negative for a signal."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self.kill()
        self.process = None
        self.failures = 0 if time.monotonic() - self.started_at > STEADY_AFTER_S else self.failures + 1
        self.due_at = time.monotonic() + self.pause_s()
        return code

    def pause_s(self) -> float:
        return min(LONGEST_PAUSE_S, 0.5 * 2.0 ** max(0, self.failures - 1))

    def is_due(self) -> bool:
        return self.process is None and time.monotonic() >= self.due_at

    def terminate(self) -> None:
        """Ask the process itself, and not its group, to end: a worker's parent drains its own processes."""
        if self.is_running() and self.process:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        if self.process:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, deadline - time.monotonic()))

    def kill(self) -> None:
        """End whatever is left of the group."""
        if self.group:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.group, signal.SIGKILL)
            if self.process:
                self.process.wait()
            self.watchdog.forget(self.group)
            self.group = 0

    def rotate_log(self) -> None:
        """Copy a long log aside and empty it; the process goes on writing, because it appends."""
        if not self.log.is_file() or self.log.stat().st_size < LOG_BYTES:
            return
        for number in range(LOG_COPIES, 1, -1):
            older = self.log.with_suffix(f".log.{number - 1}")
            if older.is_file():
                older.replace(self.log.with_suffix(f".log.{number}"))
        # On a full disk there is no room for a copy, and all the more need to empty the log.
        with contextlib.suppress(OSError):
            shutil.copyfile(self.log, self.log.with_suffix(".log.1"))
        os.truncate(self.log, 0)
