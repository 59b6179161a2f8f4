"""What a user does with alerts: it stays that user's own, and each change can be taken back."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from accounts.models import User
from alerts import undo
from alerts.models import Alert, AlertMark, AlertStatus, Urgency, Verdict
from alerts.undo import Undo
from project.common import clock
from project.common.errors import Invalid, Missing

MOST = 500
LONGEST_SNOOZE = timedelta(days=366)
NOTHING = dict.fromkeys(undo.TIMES) | dict.fromkeys(("status", "urgency", "verdict", "note"), "")
Change = Callable[[AlertMark], None]


def mark_read(user: User, alert: Alert) -> None:
    """Note that ``user`` has opened ``alert``; the first time counts."""
    mark, is_new = AlertMark.objects.get_or_create(user=user, alert=alert, defaults={"read_at": clock.now()})
    if not is_new and mark.read_at is None:
        AlertMark.objects.filter(pk=mark.pk, read_at=None).update(read_at=clock.now())


def snooze(user: User, alerts: Iterable[Alert], until: datetime | None) -> Undo:
    """Hide alerts from the active ones until then; None brings them back. Raises Invalid for a time gone by."""
    now = clock.now()
    if until is not None and not now < until <= now + LONGEST_SNOOZE:
        sentence = "Choose a time within the next year."
        raise Invalid(sentence, details={"until": sentence})
    return _apply(user, alerts, [partial(_snooze, until)])


def note(user: User, alert: Alert, text: str) -> Undo:
    """Keep a line of the user's own beside the alert; an empty one is taken away."""
    return change(user, [alert], text=text)


def change(
    user: User,
    alerts: Iterable[Alert],
    *,
    status: str | None = None,
    urgency: str | None = None,
    verdict: str | None = None,
    is_acknowledged: bool | None = None,
    text: str | None = None,
) -> Undo:
    """Change what is given of the user's marks, with one undo for all; ``text`` is the note. Raises Invalid.

    A false positive by status is also judged as one and the other way round; what takes one back takes both. An empty
    verdict is none.
    """
    changes: list[Change] = []
    if verdict is not None:
        changes.append(partial(_judge, _one_of(["", *Verdict.values], verdict, "verdict")))
    if status is not None:
        changes.append(partial(_set_status, _one_of(AlertStatus.values, status, "status")))
    if urgency is not None:
        changes.append(partial(_set_urgency, _one_of(Urgency.values, urgency, "urgency")))
    if is_acknowledged is not None:
        changes.append(partial(_acknowledge, is_acknowledged))
    if text is not None:
        changes.append(partial(_write, _short(text.strip())))
    return _apply(user, alerts, changes)


def bulk_update(user: User, ids: Sequence[int], status: str) -> Undo:
    """Set the status of the alerts with these ids. Raises Missing, which lists those not found, and changes nothing."""
    return change(user, find_all(user, ids), status=status)


def find_all(user: User, ids: Iterable[int]) -> list[Alert]:
    """Return the alerts of ``ids``. Raises Invalid over MOST, and Missing, which lists those not found."""
    wanted = list(dict.fromkeys(ids))
    if len(wanted) > MOST:
        raise Invalid(f"Choose up to {MOST} alerts at once.", details={"alert_ids": f"Send up to {MOST}."})
    found = list(Alert.objects.visible_to(user).filter(pk__in=wanted).only("pk"))
    missing = sorted(set(wanted) - {each.pk for each in found})
    if missing:
        raise Missing(
            "Some of these alerts do not exist.", code="ALERT_NOT_FOUND", details={"missing_alert_ids": missing}
        )
    return found


def restore(user: User, token: str) -> int:
    """Put back what was before a change and return for how many alerts. Raises Conflict and Invalid as undo.read."""
    before = undo.read(user, token)
    with transaction.atomic():
        marks = _locked(user, before.values)
        for mark in marks:
            for field, value in zip(before.fields, before.values[mark.alert_id], strict=True):
                setattr(mark, field, value)
        _save(marks, before.fields)
        AlertMark.objects.filter(user=user, alert__in=before.values, read_at=None, **NOTHING).delete()
    return len(marks)


def _one_of(values: Iterable[str], value: str, field: str) -> str:
    if value not in values:
        raise Invalid(f"{value[:40]!r} is no {field}.", details={field: f"{value[:40]!r} is not a choice."})
    return value


def _short(text: str) -> str:
    longest = AlertMark._meta.get_field("note").max_length or 0
    if len(text) > longest:
        sentence = f"Write up to {longest} characters."
        raise Invalid(sentence, details={"note": sentence})
    return text


def _set_status(status: str, mark: AlertMark) -> None:
    mark.status = status
    if status == AlertStatus.FALSE_POSITIVE:
        _set_verdict(Verdict.FALSE_POSITIVE, mark)
    elif mark.verdict == Verdict.FALSE_POSITIVE:
        _set_verdict("", mark)


def _judge(verdict: str, mark: AlertMark) -> None:
    _set_verdict(verdict, mark)
    if verdict == Verdict.FALSE_POSITIVE:
        mark.status = AlertStatus.FALSE_POSITIVE
    elif mark.status == AlertStatus.FALSE_POSITIVE:
        mark.status = ""


def _set_verdict(verdict: str, mark: AlertMark) -> None:
    if mark.verdict != verdict:
        mark.verdict = verdict
        mark.verdict_at = clock.now() if verdict else None


def _set_urgency(urgency: str, mark: AlertMark) -> None:
    mark.urgency = urgency


def _acknowledge(is_acknowledged: bool, mark: AlertMark) -> None:
    mark.acknowledged_at = (mark.acknowledged_at or clock.now()) if is_acknowledged else None


def _snooze(until: datetime | None, mark: AlertMark) -> None:
    mark.snoozed_until = until


def _write(text: str, mark: AlertMark) -> None:
    mark.note = text


def _apply(user: User, alerts: Iterable[Alert], changes: Sequence[Change]) -> Undo:
    with transaction.atomic():
        marks = _locked(user, {alert.pk for alert in alerts})
        before = {mark.alert_id: undo.values_of(mark) for mark in marks}
        for mark in marks:
            for each in changes:
                each(mark)
        fields = undo.changed_fields(before.values(), map(undo.values_of, marks))
        _save(marks, fields)
    return Undo(undo.sign(user, fields, before), len(marks))


def _locked(user: User, alert_ids: Iterable[int]) -> list[AlertMark]:
    """Return the user's marks of these alerts, new ones where there were none, locked in the alerts' order.

    Both the insert and the locks go in that order, so that two changes at once wait for each other and never deadlock.
    """
    ids = sorted(Alert.objects.filter(pk__in=alert_ids).values_list("pk", flat=True))
    AlertMark.objects.bulk_create([AlertMark(user=user, alert_id=key) for key in ids], ignore_conflicts=True)
    marks = AlertMark.objects.filter(user=user, alert__in=ids)
    return list(marks.select_for_update().order_by("alert_id"))


def _save(marks: Sequence[AlertMark], fields: Sequence[str]) -> None:
    if fields:
        AlertMark.objects.bulk_update(marks, fields)
