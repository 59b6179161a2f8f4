import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from project.supervisor import child as module
from project.supervisor.child import Child
from project.supervisor.watchdog import Watchdog

MakeChild = Callable[..., Child]
FOREVER = "import time; time.sleep(600)"
WITH_GRANDCHILD = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("ready", flush=True)
time.sleep(600)
"""


@pytest.fixture
def watchdog() -> Iterator[Watchdog]:
    watchdog = Watchdog()
    watchdog.start()
    yield watchdog
    watchdog.stop()


@pytest.fixture
def make_child(tmp_path: Path, watchdog: Watchdog) -> Iterator[MakeChild]:
    made: list[Child] = []

    def make(script: str, **options: str) -> Child:
        command = [sys.executable, "-c", script]
        child = Child("part", command, log=tmp_path / "part.log", environment=os.environ, watchdog=watchdog, **options)
        made.append(child)
        return child

    yield make
    for child in made:
        child.kill()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_a_child_prints_is_in_its_log(make_child: MakeChild) -> None:
    child = make_child("import sys; print(sys.stdin.read(), flush=True); print('oh', file=sys.stderr)", stdin="given")
    child.start()
    wait_until(lambda: child.ended_with() == 0)
    assert child.log.read_text().split() == ["given", "oh"]


def test_a_child_that_ends_again_and_again_waits_longer_each_time(make_child: MakeChild) -> None:
    child = make_child("raise SystemExit(3)")
    pauses = []
    for _ in range(8):
        child.start()
        wait_until(lambda: child.ended_with() == 3)
        assert not child.is_due()
        pauses.append(child.pause_s())
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_a_child_that_ran_steadily_starts_again_at_once(make_child: MakeChild) -> None:
    child = make_child("raise SystemExit(3)")
    child.failures = 6
    child.start()
    child.started_at -= module.STEADY_AFTER_S + 1
    wait_until(lambda: child.ended_with() == 3)
    assert child.pause_s() == 0.5


def test_kill_ends_grandchildren_too(make_child: MakeChild) -> None:
    child = make_child(WITH_GRANDCHILD)
    child.start()
    wait_until(lambda: "ready" in child.log.read_text())
    group = child.group
    child.kill()
    wait_until(lambda: not group_lives(group))


def test_grandchildren_of_a_child_that_died_are_ended(make_child: MakeChild) -> None:
    child = make_child(WITH_GRANDCHILD)
    child.start()
    wait_until(lambda: "ready" in child.log.read_text())
    group = child.group
    os.kill(group, signal.SIGKILL)
    wait_until(lambda: child.ended_with() == -signal.SIGKILL)
    wait_until(lambda: not group_lives(group))


def test_the_watchdog_ends_groups_when_its_line_breaks(make_child: MakeChild, watchdog: Watchdog) -> None:
    child = make_child(FOREVER)
    child.start()
    watchdog.stop()
    wait_until(lambda: not child.is_running())


def test_a_killed_watchdog_is_replaced_and_knows_the_groups(make_child: MakeChild, watchdog: Watchdog) -> None:
    child = make_child(FOREVER)
    child.start()
    assert watchdog.process
    first = watchdog.process
    first.kill()
    first.wait()
    watchdog.check()
    if first.stdin:
        first.stdin.close()
    assert watchdog.process is not first
    watchdog.stop()
    wait_until(lambda: not child.is_running())


def test_a_long_log_is_set_aside_while_the_child_writes(make_child: MakeChild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOG_BYTES", 10)
    child = make_child("import time; print('x' * 20, flush=True); time.sleep(0.5); print('after', flush=True)")
    child.start()
    wait_until(lambda: child.log.stat().st_size > 10)
    child.rotate_log()
    wait_until(lambda: child.log.read_text() == "after\n")
    assert child.log.with_suffix(".log.1").read_text() == "x" * 20 + "\n"


def test_only_three_old_logs_are_kept(make_child: MakeChild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOG_BYTES", 1)
    child = make_child("pass")
    for number in range(5):
        child.log.write_text(f"log {number}")
        child.rotate_log()
    kept = {path.name: path.read_text() for path in child.log.parent.glob("*.log.*")}
    assert kept == {"part.log.1": "log 4", "part.log.2": "log 3", "part.log.3": "log 2"}


def test_a_full_disk_does_not_end_the_supervisor(make_child: MakeChild, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "LOG_BYTES", 1)
    monkeypatch.setattr(module.shutil, "copyfile", refuse)
    child = make_child("pass")
    child.log.write_text("a long log")
    child.rotate_log()
    assert child.log.read_text() == ""
