import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django_q.models import OrmQ

from project.supervisor import canary as module
from project.supervisor.canary import Canary, answer
from project.supervisor.child import Child
from project.supervisor.supervisor import Supervisor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def answer_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "canary"
    monkeypatch.setattr(module, "answer_file", lambda: path)
    return path


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    """Return a supervisor whose worker never does anything."""
    lines: list[str] = []
    supervisor = Supervisor(lines.append)
    supervisor.canary = Canary(interval_s=0.05, patience_s=0.3)
    supervisor.watchdog.start()
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    worker = Child("worker", command, log=tmp_path / "worker.log", environment={}, watchdog=supervisor.watchdog)
    worker.start()
    supervisor.children = [worker]
    supervisor.canary.start()
    yield supervisor
    supervisor.stop()
    supervisor.canary.join()


def test_an_answered_canary_is_sent_again_and_never_silent(answer_file: Path) -> None:
    canary = Canary(patience_s=0)
    canary.send()
    assert OrmQ.objects.count() == 1
    assert canary.is_silent()
    answer(canary.token)
    assert not canary.is_waiting()
    assert not canary.is_silent()


def test_the_answer_to_an_earlier_canary_counts_for_nothing() -> None:
    canary = Canary(patience_s=0)
    canary.send()
    first = canary.token
    canary.send()
    answer(first)
    assert canary.is_waiting()


def test_a_worker_that_does_not_answer_is_killed_and_started_again(supervisor: Supervisor) -> None:
    worker = supervisor.children[0]
    first, deadline = worker.group, time.monotonic() + 20
    while worker.group in {first, 0}:
        assert time.monotonic() < deadline
        supervisor.tick()
    assert worker.is_running()


def test_a_worker_that_answers_is_left_alone(supervisor: Supervisor) -> None:
    worker, answered = supervisor.children[0], set()
    first = worker.group
    while len(answered) < 5:
        if token := supervisor.canary.token:
            answer(token)
            answered.add(token)
        supervisor.tick()
    assert worker.group == first


def test_a_database_that_fails_is_no_fault_of_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def fail(*args: object, **options: object) -> None:
        raise OperationalError("no disk")

    monkeypatch.setattr(module, "async_task", fail)
    canary = Canary(patience_s=0)
    canary.send()
    assert not canary.is_silent()
