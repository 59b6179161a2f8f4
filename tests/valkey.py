"""A real Valkey for tests, on a port and with a password of its own; it ends with the process that started it."""

import atexit
from pathlib import Path

from project.supervisor.bus import Bus
from project.supervisor.watchdog import Watchdog


def start_valkey(folder: Path) -> Bus:
    watchdog = Watchdog()
    watchdog.start()
    bus = Bus(folder / "bus.log", watchdog)
    bus.start()
    bus.wait_until_ready()
    atexit.register(watchdog.stop)
    atexit.register(bus.kill)
    return bus
