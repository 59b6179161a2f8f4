"""What readers have not seen yet: alerts and what became of them, read once for all who want to know."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any, Protocol

from alerts.events.selectors import Update, changes_between
from alerts.filters import FeedStatus
from alerts.models import Alert, AlertMark, AlertStatus
from alerts.selectors import alerts_between, head_seq
from project.common import clock

NO_MARK = AlertMark()


@dataclass(frozen=True, slots=True, eq=False)
class News:
    """An alert, or with ``update`` what became of one. ``written`` keeps frames for those who share them."""

    seq: int
    alert: Alert
    update: Update | None = None
    written: dict[Hashable, str] = field(default_factory=dict)


class Style(Protocol):
    """A way of writing frames that needs the database, for all who have them written alike."""

    def prepare(self, news: Collection[News]) -> None:
        """Write each into its ``written`` under this style."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A user, and how news is written for the user ahead of time, if it is."""

    user_id: int
    style: Style | None = None


class Sheet:
    """Everything after ``after`` up to ``head``; ``of`` keeps what a reader may see, as that reader has marked it."""

    def __init__(self, after: int, head: int, told: Sequence[News], marks: Mapping[tuple[int, int], AlertMark]) -> None:
        self.after, self.head = after, head
        self._told, self._marks = told, marks
        self._marked: dict[tuple[int, int], News] = {}

    def of(self, reader: Reader) -> list[News]:
        """Return news in the order of their numbers, each number once."""
        found: dict[int, News] = {}
        for place, each in enumerate(self._told):
            if each.alert.user_id in {None, reader.user_id} and each.seq not in found:
                found[each.seq] = self._as_marked(place, each, reader.user_id)
        return list(found.values())

    def _as_marked(self, place: int, news: News, user_id: int) -> News:
        mark = self._marks.get((user_id, news.alert.pk))
        if mark is None:
            return news
        if (user_id, place) not in self._marked:
            marked = update_of(news.update, mark) if news.update else News(news.seq, as_marked(news.alert, mark))
            self._marked[user_id, place] = marked
        return self._marked[user_id, place]


def read_sheet(after: int, readers: Collection[Reader]) -> Sheet | None:
    """Read what came after a number for all readers, in five queries; None when it is too much or is yet to come."""
    # What is committed between the reads waits for the next look: else a change could overtake its alert.
    head = head_seq()
    if after == head:
        return Sheet(after, head, (), {})
    users = {each.user_id for each in readers}
    alerts = alerts_between(users, after, head) if after < head else None
    updates = None if alerts is None else changes_between(users, after, head)
    if alerts is None or updates is None:
        return None
    marks = marks_of(users, [*alerts, *(each.alert for each in updates)])
    told = [News(each.seq, as_marked(each, NO_MARK)) for each in alerts]
    told += [update_of(each, NO_MARK) for each in updates]
    sheet = Sheet(after, head, sorted(told, key=lambda each: each.seq), marks)
    prepare(sheet, readers)
    return sheet


def prepare(sheet: Sheet, readers: Collection[Reader]) -> None:
    """Have each style write, once, what its readers may see."""
    wanted: dict[Style, dict[News, None]] = {}
    for reader in set(readers):
        if reader.style is not None:
            wanted.setdefault(reader.style, {}).update(dict.fromkeys(sheet.of(reader)))
    for style, news in wanted.items():
        style.prepare(news)


def marks_of(users: Collection[int], alerts: Collection[Alert]) -> dict[tuple[int, int], AlertMark]:
    marks = AlertMark.objects.filter(user__in=users, alert__in={each.pk for each in alerts}) if alerts else ()
    return {(each.user_id, each.alert_id): each for each in marks}


def update_of(update: Update, mark: AlertMark) -> News:
    alert = as_marked(update.alert, mark)
    return News(update.change.seq or 0, alert, Update(update.change, alert))


def as_marked(alert: Alert, mark: AlertMark) -> Alert:
    """Return an alert as ``as_seen`` shows it to the user whose mark that is."""
    row: Any = copy(alert)
    row.is_read = mark.read_at is not None
    row.verdict, row.note = mark.verdict, mark.note
    row.acknowledged_at, row.snoozed_until = mark.acknowledged_at, mark.snoozed_until
    row.status, row.urgency = mark.status or alert.status, mark.urgency or alert.urgency
    is_asleep = row.status == AlertStatus.ACTIVE and mark.snoozed_until and mark.snoozed_until > clock.now()
    row.seen_status = FeedStatus.SNOOZED if is_asleep else row.status
    found: Alert = row
    return found
