"""What X still lets us read: one row that whoever is about to call locks, so that no two callers spend the same."""

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from alerts.models import Allowance
from project.common import clock
from project.common.errors import OverLimit
from project.common.http import Fetched
from project.common.text import is_whole_number

SERVICE = "x"
CALL_MARGIN_S = 10
TURN_S = 3.0
LOOK_S = 0.05
BUSY_AGAIN_S = 5
# The reset is told in whole seconds, and the clocks may differ.
RESET_MARGIN = timedelta(seconds=1)
LONGEST_WINDOW = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to make one call that reads at most ``reads`` posts."""

    token: UUID
    reads: int
    month: date


def take_turn(wanted: int, least: int) -> Turn:
    """Return the right to one call, waiting a little while another caller is at it.

    The posts are counted now and given back by ``end_turn`` as far as they were not read, so that a caller that dies
    has spent them. Raises OverLimit when the calls of the window or the reads of the month do not suffice.
    """
    end = time.monotonic() + TURN_S
    while (turn := _try_turn(wanted, least)) is None:
        if time.monotonic() >= end:
            raise OverLimit("Another source is being read from X.", retry_after_s=BUSY_AGAIN_S)
        time.sleep(LOOK_S)
    return turn


def end_turn(turn: Turn, *, reads: int, answer: Fetched | None) -> None:
    """Count what was read, keep to what X said of its own limit, and let the next caller in."""
    with transaction.atomic():
        row = Allowance.objects.select_for_update().get(pk=SERVICE)
        if row.month == turn.month:
            row.reads = max(0, row.reads - turn.reads + reads)
        if row.busy_token == turn.token:
            row.busy_token = row.busy_until = None
        if answer is not None:
            _obey(row, answer, clock.now())
        row.save()


def over_limit(now: datetime) -> OverLimit:
    """Return the error that says until when X must not be called."""
    return _held(Allowance.objects.get(pk=SERVICE), now)


def _held(row: Allowance, now: datetime) -> OverLimit:
    """Say when both our own window and X let us call again."""
    ours = row.window_ends_at if not row.calls_left else None
    again = max(each for each in (ours, row.held_until, now) if each)
    return OverLimit(
        f"X may be called again at {again:%H:%M:%S} UTC, when its rate limit starts anew.",
        retry_after_s=_seconds_to(again, now),
    )


def _try_turn(wanted: int, least: int) -> Turn | None:
    now = clock.now()
    with transaction.atomic():
        Allowance.objects.get_or_create(service=SERVICE)
        row = Allowance.objects.select_for_update().get(pk=SERVICE)
        if row.busy_until and row.busy_until > now:
            return None
        _roll(row, now)
        left = settings.TWITTER_MONTHLY_READS - row.reads
        if left < least:
            raise _used_up(now)
        if not row.calls_left or (row.held_until and row.held_until > now):
            raise _held(row, now)
        turn = Turn(uuid4(), min(wanted, left), _month(now))
        row.calls_left = (row.calls_left or 0) - 1
        row.reads += turn.reads
        row.busy_token = turn.token
        row.busy_until = now + timedelta(seconds=settings.TWITTER_TIMEOUT + CALL_MARGIN_S)
        row.save()
    return turn


def _roll(row: Allowance, now: datetime) -> None:
    """Begin a new window and a new month where the old one is over."""
    calls, seconds = settings.TWITTER_RATE_LIMIT
    if row.window_ends_at is None or row.window_ends_at <= now or row.calls_left is None:
        row.window_ends_at, row.calls_left = now + timedelta(seconds=seconds), calls
    if row.month != _month(now):
        row.month, row.reads = _month(now), 0


def _obey(row: Allowance, answer: Fetched, now: datetime) -> None:
    """Hold all calls until the moment that X names, once it has refused one or says that none is left."""
    is_refused = answer.status == HTTPStatus.TOO_MANY_REQUESTS
    if not is_refused and answer.headers.get("x-rate-limit-remaining") != "0":
        return
    until = _reset_at(_whole(answer.headers.get("x-rate-limit-reset", "")), answer.retry_after_s, now)
    if until is None and is_refused:
        until = now + timedelta(seconds=settings.TWITTER_RATE_LIMIT[1])
    row.held_until = max((each for each in (row.held_until, until) if each), default=None)


def _reset_at(reset: int | None, retry_after_s: int | None, now: datetime) -> datetime | None:
    """Return the later of the two moments that X names; None when it names none that can be."""
    moments = [now + timedelta(seconds=retry_after_s)] if retry_after_s is not None else []
    if reset is not None and abs(reset - now.timestamp()) < LONGEST_WINDOW.total_seconds():
        # One that is over by now is no reason to wait; the margin keeps a wrong clock from asking without end.
        moments.append(max(datetime.fromtimestamp(reset, UTC), now) + RESET_MARGIN)
    return max(moments, default=None)


def _used_up(now: datetime) -> OverLimit:
    following = _month(_month(now) + timedelta(days=31))
    starts = datetime(following.year, following.month, 1, tzinfo=UTC)
    return OverLimit(
        f"The budget of {settings.TWITTER_MONTHLY_READS:,} posts a month is used up; "
        f"X is read again from {starts:%-d %B}, or once TWITTER_MONTHLY_READS is raised.",
        retry_after_s=_seconds_to(starts, now),
        code="BUDGET_USED_UP",
    )


def _month(day: date) -> date:
    return date(day.year, day.month, 1)


def _seconds_to(moment: datetime, now: datetime) -> int:
    return max(1, int((moment - now).total_seconds()) + 1)


def _whole(text: str) -> int | None:
    return int(text) if is_whole_number(text, digits=12) else None
