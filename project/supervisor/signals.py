"""Ctrl-C and SIGTERM: noticed between steps, or at once while a step says that it may be cut short."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(BaseException):
    """The user asked for the end. No Exception, so that nothing on its way takes it for an error."""


class StopSignals:
    def __init__(self) -> None:
        self.requested = False
        self.may_interrupt = False

    def install(self) -> None:
        signal.signal(signal.SIGINT, self.receive)
        signal.signal(signal.SIGTERM, self.receive)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup
            signal.signal(signal.SIGHUP, self.receive)

    def receive(self, number: int, frame: FrameType | None) -> None:
        self.requested = True
        if self.may_interrupt:
            raise Stopped

    def check(self) -> None:
        if self.requested:
            raise Stopped

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Cut the block short when the signal comes. Nothing in it may own a process."""
        self.may_interrupt = True
        try:
            self.check()
            yield
        finally:
            self.may_interrupt = False
