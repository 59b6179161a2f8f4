"""What a reader can do with alerts: each act by its name in a form, the sentence afterwards, and the way back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from alerts import triage, undo
from alerts.models import Alert, AlertStatus, Verdict
from project.common import clock
from project.common.errors import Invalid
from project.common.text import is_whole_number

DIGITS = 18
WAKES_AT = time(8)
# Between the tokens of one act that took two changes, which is the most; no token holds a space.
BETWEEN = " "
MOST_CHANGES = 2
Do = Callable[[User, Sequence[Alert]], list[undo.Undo]]


@dataclass(frozen=True, slots=True)
class Act:
    """``done`` goes after "3 alerts" and "The alert"."""

    do: Do
    done: str


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did: to which alerts, the sentence for it, and the token that takes it back."""

    ids: tuple[int, ...]
    text: str
    token: str = ""


def _change(**values: object) -> Do:
    return lambda user, alerts: [triage.change(user, alerts, **values)]  # type: ignore[arg-type]


def _snooze(until: Callable[[], datetime]) -> Do:
    return lambda user, alerts: [triage.snooze(user, alerts, until())]


def _reopen(user: User, alerts: Sequence[Alert]) -> list[undo.Undo]:
    back = triage.change(user, alerts, status=AlertStatus.ACTIVE, is_acknowledged=False)
    return [back, triage.snooze(user, alerts, None)]


def tomorrow() -> datetime:
    """Return tomorrow morning where the reader is."""
    day = timezone.localdate(clock.now()) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, WAKES_AT))


ACTS = {
    "acknowledge": Act(_change(status=AlertStatus.ARCHIVED, is_acknowledged=True), "acknowledged"),
    "archive": Act(_change(status=AlertStatus.ARCHIVED), "archived"),
    "false_positive": Act(
        _change(status=AlertStatus.FALSE_POSITIVE), "recorded as false positive for the next training"
    ),
    "useful": Act(_change(verdict=Verdict.USEFUL), "recorded as useful for the next training"),
    "no_verdict": Act(_change(verdict=""), "without your verdict again"),
    "snooze_hour": Act(_snooze(lambda: clock.now() + timedelta(hours=1)), "snoozed for an hour"),
    "snooze_tomorrow": Act(_snooze(tomorrow), "snoozed until tomorrow"),
    "snooze_week": Act(_snooze(lambda: clock.now() + timedelta(days=7)), "snoozed for a week"),
    "active": Act(_reopen, "active again"),
}


def read_act(posted: QueryDict) -> tuple[str, list[int]]:
    """Return the name of an act and the alerts it is for: those ticked, or the one named behind a colon.

    Raises Invalid.
    """
    name, _, one = posted.get("do", "").partition(":")
    if name not in ACTS:
        raise Invalid("Choose what to do.", details={"do": f"{name[:40]!r} is not one of {', '.join(ACTS)}."})
    texts = [one] if one else [part for text in posted.getlist("ids") for part in text.split(",") if part]
    if not texts:
        raise Invalid("Choose at least one alert.", details={"ids": "Choose at least one alert."})
    if wrong := [text for text in texts if not is_whole_number(text, digits=DIGITS)]:
        raise Invalid("Choose alerts.", details={"ids": f"{wrong[0][:40]!r} is not the number of an alert."})
    return name, [int(text) for text in texts]


def perform(user: User, name: str, ids: Iterable[int]) -> Done:
    """Do it to all of them or to none. Raises Missing for an alert that is not there, Invalid for too many."""
    alerts = triage.find_all(user, ids)
    with transaction.atomic():
        undos = ACTS[name].do(user, alerts)
    keys = tuple(alert.pk for alert in alerts)
    return Done(keys, f"{_subject(len(keys))} {ACTS[name].done}.", BETWEEN.join(each.token for each in undos))


def take_back(user: User, token: str) -> Done:
    """Put back what an act changed. Raises Invalid and Conflict as triage.restore."""
    tokens = token.split(BETWEEN)
    if len(tokens) > MOST_CHANGES:
        raise Invalid("This cannot be undone.")
    keys = dict.fromkeys(key for each in tokens for key in undo.read(user, each).values)
    with transaction.atomic():
        for each in reversed(tokens):
            triage.restore(user, each)
    return Done(tuple(keys), f"Undone: {_subject(len(keys)).lower()} as before.")


def _subject(count: int) -> str:
    return "The alert is" if count == 1 else f"{count} alerts are"
