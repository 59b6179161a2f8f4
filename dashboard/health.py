"""How the sources do, in one sentence and one row each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.template.defaultfilters import pluralize
from django.utils import timezone

from alerts.health import Slot, SourceHealth
from alerts.models import POLLED, MonitoringSession, SourceKind
from alerts.quota import Quota
from alerts.sources.registry import missing_setting
from dashboard.formats import age
from markets.stream.abilities import ABILITIES
from markets.types import ExchangeState, FeedState
from project.common.clock import from_ms

FEED_WORDS = {
    "ok": "Healthy",
    "failing": "Failing",
    "waiting": "Not read yet",
    "paused": "Paused",
    "off": "Switched off",
    "token": "Needs token",
}
FEED_SHAPES = {"ok": "", "failing": "x", "waiting": "w", "paused": "none", "off": "none", "token": "w"}
EXCHANGE_WORDS = {state: state.value.capitalize() for state in FeedState}
# A market that rests at night is no trouble.
HEALTHY = {FeedState.LIVE, FeedState.CLOSED}
EXCHANGE_SHAPES = {FeedState.LIVE: "", FeedState.CLOSED: "none", FeedState.STALE: "w", FeedState.DOWN: "x"}
MOST_NAMED = 2
# The drawing of a day: 48 marks, each 3 wide and 1 apart.
SLOT_STEP = 4


class Mark(NamedTuple):
    """One half hour in the bar; ``look`` is the class of its mark, ``x`` where it stands."""

    x: int
    look: str
    title: str


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A source in the table; ``shape`` is the class of its dot, ``host`` where its address leads."""

    row: SourceHealth
    word: str
    shape: str
    host: str
    marks: tuple[Mark, ...]
    bar: str
    note: str
    lag: str
    quota: Quota | None

    @property
    def can_poll(self) -> bool:
        return self.row.source.kind in POLLED and not missing_setting(self.row.source.kind)


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    """An exchange in the list; ``dropped`` are the reasons with their counts, the most frequent first."""

    state: ExchangeState
    word: str
    shape: str
    at: datetime | None
    last_error_at: datetime | None
    abilities: tuple[tuple[str, bool], ...]

    @property
    def dropped(self) -> list[tuple[str, int]]:
        return sorted(self.state.dropped.items(), key=lambda each: -each[1])

    @property
    def dropped_count(self) -> int:
        return sum(self.state.dropped.values())


def feed_line(row: SourceHealth, quotas: "dict[str, Quota] | None" = None) -> FeedLine:
    source = row.source
    return FeedLine(
        row=row,
        word=FEED_WORDS[row.state],
        shape=FEED_SHAPES[row.state],
        host=where(row),
        marks=tuple(mark(number, slot) for number, slot in enumerate(row.slots)),
        bar=bar_words(row),
        note=note(row),
        lag=age(row.lag_s) if row.lag_s is not None else "n/a",
        quota=(quotas or {}).get(source.kind),
    )


def where(row: SourceHealth) -> str:
    """Return where an address leads: a host, and on X the account."""
    parts = urlsplit(row.source.url)
    if row.source.kind == SourceKind.X:
        return row.source.query or f"@{parts.path.strip('/')}"
    return parts.hostname or str(row.source.get_kind_display())


def mark(number: int, slot: Slot) -> Mark:
    look = "none" if not slot.polls else "bad" if slot.failures >= slot.polls else "part" if slot.failures else "ok"
    time = f"{timezone.localtime(slot.starts_at):%H:%M}"
    return Mark(number * SLOT_STEP, look, f"{time} {counts(slot)}" if slot.polls else f"{time} not read")


def counts(slot: "Slot | SourceHealth") -> str:
    failed = f", {slot.failures} failed" if slot.failures else ""
    return f"read {slot.polls} time{pluralize(slot.polls)}{failed}, {slot.items} item{pluralize(slot.items)}"


def bar_words(row: SourceHealth) -> str:
    """Return what a reader who does not see the bar is told."""
    return f"Last 24 hours: {counts(row)}." if row.polls else "Last 24 hours: not read."


def note(row: SourceHealth) -> str:
    source = row.source
    if row.state == "token":
        return missing_setting(source.kind)
    if not source.is_active:
        return source.paused_because
    in_a_row = source.failures_in_a_row
    repeated = f" {in_a_row} failures in a row." if in_a_row > 1 else ""
    return f"{source.last_error}{repeated}".strip()


def exchange_line(state: ExchangeState) -> ExchangeLine:
    kind = FeedState(state.state)
    return ExchangeLine(
        state=state,
        word=EXCHANGE_WORDS[kind],
        shape=EXCHANGE_SHAPES[kind],
        at=from_ms(state.at_ms) if state.at_ms else None,
        last_error_at=from_ms(state.last_error_ms) if state.last_error_ms else None,
        abilities=tuple((name, name in state.abilities) for name in ABILITIES),
    )


def summary(rows: Iterable[SourceHealth], exchanges: Sequence[ExchangeState], now: datetime) -> list[str]:
    """Return the sentences on top of the page: how many are healthy, then what is wrong, the worst first."""
    rows = list(rows)
    troubled = [each for each in exchanges if each.state not in HEALTHY]
    good = sum(row.state == "ok" for row in rows) + len(exchanges) - len(troubled)
    failing = [row for row in rows if row.state == "failing"]
    waiting = sum(row.state == "waiting" for row in rows)
    heard = good + len(failing) + len(troubled)
    sentences = [f"{good} of {heard} sources healthy." if heard else "No source has been heard yet."]
    sentences += [_exchange_sentence(each, now) for each in troubled]
    if failing:
        sentences.append(_failing_sentence(failing, now))
    if waiting:
        sentences.append(f"{waiting} feed{'s wait' if waiting > 1 else ' waits'} to be read first.")
    return sentences


def _exchange_sentence(state: ExchangeState, now: datetime) -> str:
    silence = f" for {age((now - from_ms(state.at_ms)).total_seconds())}" if state.at_ms else ""
    return (
        f"{state.name} has sent nothing{silence}."
        if state.state == FeedState.STALE
        else f"{state.name} is down{silence}."
    )


def _failing_sentence(failing: Sequence[SourceHealth], now: datetime) -> str:
    if len(failing) > MOST_NAMED:
        return f"{len(failing)} feeds fail."
    return " ".join(_one_failing(row, now) for row in failing)


def _one_failing(row: SourceHealth, now: datetime) -> str:
    good = row.source.last_success_at
    since = f"was last read {age((now - good).total_seconds())} ago" if good else "has never been read"
    return f"{row.source.name} fails and {since}."


def resting_words(session: MonitoringSession) -> str:
    """Return "3 feeds are resting until 14:20." for a round, empty when it left none alone."""
    if session.rests_until is None:
        return ""
    until, today = timezone.localtime(session.rests_until), timezone.localtime(session.created_at).date()
    day = "" if until.date() == today else f"{until.day} {until:%b}, "
    count = session.feeds_resting
    return f"{count} feed{' is' if count == 1 else 's are'} resting until {day}{until:%H:%M}."
