"""The processes of one installation and their command lines."""

import os
import sys
from pathlib import Path

from django.conf import settings

from project.supervisor.child import Child
from project.supervisor.watchdog import Watchdog

MANAGE = str(settings.BASE_DIR / "manage.py")


def web_command() -> list[str]:
    options = ["--bind", settings.HOST, "--port", str(settings.PORT), "--verbosity", "0", "--no-server-name"]
    limits = ["--application-close-timeout", "3", "--websocket-max-message-size", "65536"]
    return [sys.executable, "-m", "daphne", *options, *limits, "project.asgi:application"]


def commands() -> dict[str, list[str]]:
    """Return the command of every process beside the bus, in the order in which they start."""
    return {
        "web": web_command(),
        "stream": [sys.executable, MANAGE, "stream"],
        "worker": [sys.executable, MANAGE, "qcluster"],
    }


def children(watchdog: Watchdog, redis_url: str) -> list[Child]:
    environment = {
        **os.environ,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(settings.DATA_DIR),
        "PYTHONUNBUFFERED": "1",
        # daphne and qcluster find the project from any working directory.
        "PYTHONPATH": os.pathsep.join(filter(None, [str(settings.BASE_DIR), os.environ.get("PYTHONPATH")])),
    }
    logs = Path(settings.DATA_DIR) / "logs"
    return [
        Child(name, command, log=logs / f"{name}.log", environment=environment, watchdog=watchdog)
        for name, command in commands().items()
    ]
