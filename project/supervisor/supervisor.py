"""Starts the bus, the web server, the worker and the stream, keeps them running, and ends them together."""

import http.client
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

import structlog
from django.conf import settings

from project.supervisor import preflight, prepare
from project.supervisor.bus import Bus, answers, without_password
from project.supervisor.canary import Canary
from project.supervisor.child import Child
from project.supervisor.errors import CannotStart
from project.supervisor.mode import ModeNews
from project.supervisor.processes import children
from project.supervisor.signals import Stopped, StopSignals
from project.supervisor.watchdog import Watchdog

log = structlog.get_logger()
TICK_S = 0.1
ROUND_S = 3.0
FIRST_ANSWER_S = 90.0
DRAIN_S = 2.5


class Supervisor:
    """``say`` prints a line for the user; everything else is in the logs."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.data_dir = Path(settings.DATA_DIR)
        self.signals = StopSignals()
        self.watchdog = Watchdog()
        self.canary = Canary()
        self.lock: IO[str] | None = None
        self.bus: Bus | None = None
        self.children: list[Child] = []
        self.mode: ModeNews | None = None
        self.round_at = 0.0

    def run(self, started: Callable[[str | None], None]) -> None:
        """Run until a signal asks for the end; ``started`` gets a new administrator's password once pages answer."""
        self.signals.install()
        try:
            self.check()
            redis_url = self.start_bus()
            password = self.prepare()
            self.start_children(redis_url)
            self.wait_for_web()
            started(password)
            self.watch()
        except Stopped:
            self.say("\nStopping.")
        finally:
            self.stop()

    def check(self) -> None:
        with self.signals.interruptible():
            preflight.check_folder(self.data_dir)
            self.lock = preflight.take_lock(self.data_dir / "run" / "up.lock", settings.PUBLIC_URL)
            preflight.check_port(settings.HOST, settings.PORT)
            preflight.check_database()

    def start_bus(self) -> str:
        """Return the address of the bus, which is ours unless REDIS_URL names another."""
        self.watchdog.start()
        if settings.OWN_BUS:
            self.bus = Bus(self.data_dir / "logs" / "bus.log", self.watchdog)
            self.bus.start()
            self.bus.wait_until_ready()
            self.write_bus_file(self.bus.url)
            return self.bus.url
        if not answers(settings.REDIS_URL):
            raise CannotStart(
                f"Nothing answers at {without_password(settings.REDIS_URL)}. Correct REDIS_URL, or leave it empty."
            )
        return settings.REDIS_URL

    def write_bus_file(self, url: str) -> None:
        """Tell other commands on this machine, such as ``manage.py poll``, where the bus is."""
        settings.BUS_FILE.unlink(missing_ok=True)
        settings.BUS_FILE.touch(mode=0o600)
        settings.BUS_FILE.write_text(url)

    def prepare(self) -> str | None:
        with self.signals.interruptible():
            prepare.migrate()
            prepare.collect_static()
            return prepare.seed()

    def start_children(self, redis_url: str) -> None:
        self.mode = ModeNews(redis_url)
        self.children = children(self.watchdog, redis_url)
        for child in self.children:
            self.signals.check()
            child.start()
        self.canary.start()

    def wait_for_web(self) -> None:
        deadline = time.monotonic() + FIRST_ANSWER_S
        while not self.web_answers():
            web = self.children[0]
            if web.failures >= 3 or time.monotonic() > deadline:
                raise CannotStart(f"The web server does not start; {web.log} says why.")
            self.tick()

    def web_answers(self) -> bool:
        with self.signals.interruptible():
            return web_answers()

    def watch(self) -> None:
        while True:
            self.tick()
            if time.monotonic() - self.round_at > ROUND_S:
                self.go_round()

    def tick(self) -> None:
        self.signals.check()
        self.watchdog.check()
        for child in self.all_processes():
            self.revive(child)
        if self.canary.is_silent():
            self.restart_silent_worker()
        time.sleep(TICK_S)

    def go_round(self) -> None:
        """Do what is not urgent."""
        self.round_at = time.monotonic()
        for child in self.all_processes():
            child.rotate_log()
        if self.mode and (line := self.mode.line()):
            self.say(line)

    def all_processes(self) -> list[Child]:
        return [*([self.bus] if self.bus else []), *self.children]

    def revive(self, child: Child) -> None:
        code = child.ended_with()
        if code is not None:
            self.say(
                f"{child.name} ended ({meaning(code)}) and starts again in {child.pause_s():g} s; see {child.log}."
            )
        if child.is_due():
            child.start()
            if child.name == "worker":
                self.canary.forgive()

    def restart_silent_worker(self) -> None:
        """Kill the whole group: the workers of a cluster that hangs don't end when their parent is asked to."""
        worker = next(child for child in self.children if child.name == "worker")
        self.say(f"worker has not answered for {self.canary.patience_s:g} s and is started again; see {worker.log}.")
        worker.kill()
        self.canary.forgive()

    def stop(self) -> None:
        """End everything within 5 seconds, the bus last."""
        self.canary.ended.set()
        asked_at = time.monotonic()
        for child in self.children:
            child.terminate()
        for child in self.children:
            child.wait(asked_at + DRAIN_S)
            log.info(
                "ended",
                name=child.name,
                after_s=round(time.monotonic() - asked_at, 2),
                by_itself=not child.is_running(),
            )
            child.kill()
        if self.bus:
            self.bus.terminate()
            self.bus.wait(time.monotonic() + 0.3)
            self.bus.kill()
            settings.BUS_FILE.unlink(missing_ok=True)
        self.watchdog.stop()
        if self.lock:
            self.lock.close()


def web_answers() -> bool:
    """Return whether any HTTP answer comes from the address, a redirect to https included."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)  # noqa: S104  the other way round
    connection = http.client.HTTPConnection(host, settings.PORT, timeout=15)
    try:
        connection.request("GET", "/live", headers={"Host": "localhost"})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def meaning(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
