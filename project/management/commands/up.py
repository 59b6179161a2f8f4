"""``manage.py up``: run everything in the foreground, until Ctrl-C."""

import contextlib
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from project.checks import notes
from project.supervisor.errors import CannotStart
from project.supervisor.supervisor import Supervisor

PRICES = {
    "live": "live prices from the exchanges",
    "simulated": "simulated prices, marked on every page",
    "auto": "live prices where the exchanges answer, else simulated ones, marked on every page",
}


class Command(BaseCommand):
    help = "Start Tidewatch: bus, web server, worker and price stream. Ctrl-C ends them all."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        os.umask(0o077)  # database, mail and logs are for nobody else on this machine
        supervisor = Supervisor(self.say)
        try:
            log_to_file(Path(settings.DATA_DIR) / "logs" / "up.log")
            self.say("Starting Tidewatch …")
            supervisor.run(self.announce)
        except CannotStart as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from None
        self.say("Stopped.")
        logging.shutdown()
        os._exit(0)  # everything has ended; taking the interpreter apart would keep the user waiting a second more

    def say(self, line: str) -> None:
        with contextlib.suppress(OSError):  # the terminal may be gone
            self.stdout.write(line)
            self.stdout.flush()

    def announce(self, password: str | None) -> None:
        rows = {
            "Open": settings.PUBLIC_URL + "/",
            "Admin": settings.ADMIN_USERNAME + (f"   password {password}   (shown only now)" if password else ""),
            "Prices": PRICES[settings.MARKET_DATA],
            "Data": f"{settings.DATA_DIR}   (logs in logs/)",
            "Stop": "Ctrl-C",
        }
        self.say("\nTidewatch is running.\n" + "\n".join(f"  {name:<7}{text}" for name, text in rows.items()) + "\n")
        for note in notes():
            self.say(f"Note: {note}")


def log_to_file(path: Path) -> None:
    """Keep the supervisor's own log out of the terminal, where only what the user needs is printed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=5_000_000, backupCount=3, delay=True)
    except OSError:
        return
    root = logging.getLogger()
    handler.setFormatter(root.handlers[0].formatter if root.handlers else None)
    root.handlers = [handler]
