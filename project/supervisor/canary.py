"""Asks the worker for a sign of life: django-q can lose every worker to a lock and still look alive."""

import secrets
import threading
import time
from pathlib import Path

import structlog
from django.conf import settings
from django.db import DatabaseError, connections
from django_q.tasks import async_task

log = structlog.get_logger()

INTERVAL_S = 15.0
# A worker whose every slot is busy answers late, so the longest task is waited for.
PATIENCE_S = settings.TASK_TIMEOUT_S + 15.0


def answer_file() -> Path:
    return Path(settings.DATA_DIR) / "run" / "canary"


def answer(token: str) -> None:
    """Run in the worker."""
    answer_file().write_text(token)


class Canary(threading.Thread):
    """Sends a task every 15 s, once the one before is answered. A thread, because a database may keep it waiting."""

    def __init__(self, interval_s: float = INTERVAL_S, patience_s: float = PATIENCE_S) -> None:
        super().__init__(name="canary", daemon=True)
        self.interval_s = interval_s
        self.patience_s = patience_s
        self.token = ""
        self.sent_at = 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(self.interval_s):
            if not self.is_waiting():
                self.send()

    def send(self) -> None:
        token = secrets.token_hex(8)
        try:
            async_task("project.supervisor.canary.answer", token, task_name="canary", save=False)
        except DatabaseError as error:
            log.warning("canary_not_sent", error=str(error))
            return
        finally:
            connections.close_all()
        self.token, self.sent_at = token, time.monotonic()

    def is_waiting(self) -> bool:
        if self.token and self.read_answer() == self.token:
            self.token = ""
        return bool(self.token)

    def is_silent(self) -> bool:
        """Return whether the worker has left a task unanswered for too long."""
        return self.is_waiting() and time.monotonic() - self.sent_at > self.patience_s

    def forgive(self) -> None:
        """Start anew after the worker was started again."""
        self.token = ""

    @staticmethod
    def read_answer() -> str:
        try:
            return answer_file().read_text()
        except OSError:
            return ""
