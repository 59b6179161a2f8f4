"""Ends the process groups of a supervisor that died without a word. Run as a script, it needs nothing but Python.

It reads ``+<group>`` and ``-<group>`` lines; when its input ends, whatever is still listed is killed.
"""

import contextlib
import os
import signal
import subprocess
import sys


def serve() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        group = int(line[1:])
        (groups.add if line[0] == "+" else groups.discard)(group)
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


class Watchdog:
    """The supervisor's end of the line."""

    def __init__(self) -> None:
        self.groups: set[int] = set()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603  our own script
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        for group in self.groups:
            self.tell(f"+{group}")

    def watch(self, group: int) -> None:
        self.groups.add(group)
        self.tell(f"+{group}")

    def forget(self, group: int) -> None:
        self.groups.discard(group)
        self.tell(f"-{group}")

    def tell(self, line: str) -> None:
        if self.process and self.process.stdin:
            # A watchdog that died is started again by check(), with every group told anew.
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.write(line + "\n")
                self.process.stdin.flush()

    def check(self) -> None:
        if self.process and self.process.poll() is not None:
            self.start()

    def stop(self) -> None:
        if self.process and self.process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
            self.process.wait()
            self.process = None


if __name__ == "__main__":
    serve()
