"""Write a picture of every page, in both themes and two sizes, signed in, with sample data."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from project.browser import chromium
from project.supervisor.bus import free_port
from project.tour import SIZES, STOPS, THEMES, Stop, confirm, newest_alert, settle, sign_in, visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

START_S = 90
WARM_UP_S = 8


class Command(BaseCommand):
    help = "Write a PNG of every page to DATA_DIR/shots. It runs a copy of its own with a simulated market."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="*", help="Only these pages, such as overview alerts.")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = set(options["names"]) or {stop.name for stop in STOPS}
        if unknown := wanted - {stop.name for stop in STOPS}:
            known = ", ".join(stop.name for stop in STOPS)
            raise CommandError(f"There is no page called {', '.join(sorted(unknown))}. Choose from {known}.")
        folder = settings.DATA_DIR / "shots"
        folder.mkdir(parents=True, exist_ok=True)
        password = secrets.token_urlsafe(16)
        with running_copy(folder / "run", password) as url, ThreadPoolExecutor(len(SIZES)) as pool:
            self.stdout.write(f"Taking {len(wanted) * len(SIZES) * len(THEMES)} pictures, which takes a minute or two.")
            time.sleep(WARM_UP_S)  # the tape and the sparklines want a few seconds of market
            tours = [pool.submit(take_all, url, password, size, wanted, folder) for size in SIZES]
            for path in chain.from_iterable(tour.result() for tour in tours):
                self.stdout.write(str(path))


def take_all(url: str, password: str, size: str, wanted: set[str], folder: Path) -> list[Path]:
    """Walk all wanted pages in a browser of our own and return the pictures."""
    with chromium() as browser:
        session = sign_in(browser, url, "admin", password)
        looks = product(THEMES, (True, False))
        return [
            path
            for theme, visitor in looks
            for path in take(browser, url, size, theme, session if not visitor else "", wanted, folder, password)
        ]


def take(
    browser: "Browser", url: str, size: str, theme: str, session: str, wanted: set[str], folder: Path, password: str
) -> Iterator[Path]:
    """Take the pages of a user, or without a session those of a visitor."""
    with visit(browser, url, size, theme, session) as context:
        for stop in STOPS:
            if stop.name in wanted and stop.visitor != bool(session):
                path = folder / f"{stop.name}-{size}-{theme}.png"
                photograph(context, stop, path, password)
                yield path


def photograph(context: "BrowserContext", stop: Stop, path: Path, password: str) -> None:
    page = context.new_page()
    page.goto(stop.path.format(alert=newest_alert(context)) if "{alert}" in stop.path else stop.path)
    confirm(page, stop, password)
    settle(page)
    page.wait_for_timeout(400)  # live cells fill in
    page.screenshot(path=path)
    page.close()


@contextmanager
def running_copy(data_dir: Path, password: str) -> Iterator[str]:
    """Run Tidewatch on an empty folder and a free port; the folder is removed afterwards.

    Raises CommandError when it does not start.
    """
    shutil.rmtree(data_dir, ignore_errors=True)
    port = free_port()
    own = {
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "MARKET_DATA": "simulated",
        "ADMIN_USERNAME": "admin",
        "ADMIN_PASSWORD": password,
        **dict.fromkeys(("DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "DEBUG"), ""),
    }
    command = [sys.executable, "manage.py", "up"]
    copy = subprocess.Popen(  # noqa: S603  our own command
        command, cwd=settings.BASE_DIR, env={**os.environ, **own}, stdout=subprocess.DEVNULL
    )
    try:
        yield wait_for(copy, port)
    finally:
        copy.terminate()
        copy.wait()
        shutil.rmtree(data_dir, ignore_errors=True)


def wait_for(copy: "subprocess.Popen[bytes]", port: int) -> str:
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_S
    while not answers(port):
        if copy.poll() is not None or time.monotonic() > deadline:
            raise CommandError("The copy for the pictures does not start. Try manage.py up to see why.")
        time.sleep(0.1)
    return url


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
