"""Notes every call of the API and writes the notes in batches, so that no call waits for the database."""

import atexit
import logging
import threading
import time
from collections import deque
from http import HTTPStatus
from itertools import islice

from django.db import Error, connections
from django.http import HttpRequest

from accounts.caller import caller_of
from accounts.usage.admission import admission_of
from accounts.usage.writing import MAX_ENDPOINT, Note, write
from project.common import clock
from project.common.client import client_address

log = logging.getLogger(__name__)

PAUSE_S = 1.0
EARLY = 200
"""Notes that are written without waiting for the pause to end."""
BREATH_S = 0.2
"""Between two writes, however much there is: SQLite lets one write at a time, and others want to."""
BATCH = 1_000
MOST = 50_000
REFUSED_A_SECOND = 10
"""Refused calls that are kept although no limit let them in: any number may come, and they may not fill the disk."""


class Meter:
    """A buffer and the one thread that empties it; what cannot be written stays and is tried again."""

    def __init__(self) -> None:
        self._notes: deque[Note] = deque()
        self._adding = threading.Lock()
        self._writing = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_failing = False
        self._refused = (0, 0)
        self.dropped = 0

    def add(self, note: Note, *, is_limited: bool = True) -> None:
        """Keep a note; of refused calls that no limit let in, only some."""
        is_unlimited = not is_limited and note.status >= HTTPStatus.BAD_REQUEST
        is_refused = is_unlimited or note.status == HTTPStatus.TOO_MANY_REQUESTS
        with self._adding:
            if is_refused and not self._has_room_for_refusal(note):
                return
            if len(self._notes) >= MOST:
                self.dropped += 1
                return
            self._notes.append(note)
        self.start()
        if len(self._notes) >= EARLY:
            self._wake.set()

    def _has_room_for_refusal(self, note: Note) -> bool:
        second, kept = self._refused
        now = int(note.at.timestamp())
        self._refused = (now, kept + 1 if now == second else 1)
        return self._refused[1] <= REFUSED_A_SECOND

    def start(self) -> None:
        """Start the thread unless it runs."""
        if self._thread and self._thread.is_alive():
            return
        with self._adding:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="meter", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """Write everything that is noted by now. Raises django.db.Error, and keeps the notes, when that fails."""
        with self._writing:
            left = len(self._notes)
            while left > 0:
                batch = self._first(min(left, BATCH))
                write(batch, self._forget)
                left -= len(batch)

    def _forget(self, number: int) -> None:
        with self._adding:
            for _ in range(number):
                self._notes.popleft()

    def _first(self, number: int) -> list[Note]:
        with self._adding:
            return list(islice(self._notes, number))

    def clear(self) -> None:
        """Forget what is not written yet."""
        with self._writing, self._adding:
            self._notes.clear()
            self._refused = (0, 0)

    def finish(self) -> None:
        """Write the last notes when the process ends."""
        if self._notes:
            self._flush_or_wait()
        if self._notes:
            log.error("%d calls were not written before the end.", len(self._notes))

    def _run(self) -> None:
        while True:
            # A database that is away gets its pause, however many calls come meanwhile.
            if self._is_failing:
                time.sleep(PAUSE_S)
            self._wake.wait(PAUSE_S)
            self._wake.clear()
            if self._notes:
                self._flush_or_wait()
                time.sleep(BREATH_S)

    def _flush_or_wait(self) -> None:
        try:
            self.flush()
        except Error as error:
            if not self._is_failing:
                log.warning("Calls are not written and wait in memory: %s", error)
            self._is_failing = True
        else:
            self._tell_end_of_failure()
        finally:
            connections.close_all()

    def _tell_end_of_failure(self) -> None:
        if self._is_failing:
            log.info("Calls are written again; %d did not fit into memory and are lost.", self.dropped)
        self._is_failing = False
        self.dropped = 0


METER = Meter()
atexit.register(METER.finish)


def record_call(request: HttpRequest, *, endpoint: str, status: int, duration_ms: float, error_code: str) -> None:
    """Note one call; it is written within about a second."""
    caller, admission = caller_of(request), admission_of(request)
    METER.add(
        Note(
            at=clock.now(),
            user_id=caller.user.pk if caller else None,
            key_id=caller.key.pk if caller and caller.key else None,
            family_id=caller.family.pk if caller and caller.family else None,
            address=client_address(request),
            month=admission.month if admission and admission.metered else None,
            method=(request.method or "")[:8],
            endpoint=endpoint[:MAX_ENDPOINT],
            status=status,
            error_code=error_code[:40],
            duration_ms=duration_ms,
            request_id=str(request.META.get("REQUEST_ID", ""))[:64],
            calls=admission.calls if admission else 1,
        ),
        is_limited=admission is not None,  # a wrong method and a false bell of Stripe pass no door that counts
    )
