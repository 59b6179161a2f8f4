"""How the sources do, in one sentence and one row each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from alerts.models import SourceKind
from alerts.selectors import SourceRow
from dashboard.formats import age
from markets.types import ExchangeState, FeedState
from project.common.clock import from_ms

FEED_WORDS = {"ok": "Healthy", "failing": "Failing", "waiting": "Not polled yet", "off": "Switched off"}
FEED_SHAPES = {"ok": "", "failing": "x", "waiting": "w", "off": "none"}
EXCHANGE_WORDS = {FeedState.LIVE: "Live", FeedState.STALE: "Stale", FeedState.DOWN: "Down"}
EXCHANGE_SHAPES = {FeedState.LIVE: "", FeedState.STALE: "w", FeedState.DOWN: "x"}
MOST_NAMED = 2


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A source in the table; ``shape`` is the class of its dot, ``host`` where its address leads."""

    row: SourceRow
    word: str
    shape: str
    host: str

    @property
    def can_poll(self) -> bool:
        return self.row.source.kind == SourceKind.FEED


@dataclass(frozen=True, slots=True)
class ExchangeLine:
    state: ExchangeState
    word: str
    shape: str
    at: datetime | None


def feed_line(row: SourceRow) -> FeedLine:
    host = urlsplit(row.source.url).hostname or row.source.get_kind_display()
    return FeedLine(row, FEED_WORDS[row.state], FEED_SHAPES[row.state], host)


def exchange_line(state: ExchangeState) -> ExchangeLine:
    kind = FeedState(state.state)
    return ExchangeLine(
        state, EXCHANGE_WORDS[kind], EXCHANGE_SHAPES[kind], from_ms(state.at_ms) if state.at_ms else None
    )


def summary(rows: Iterable[SourceRow], exchanges: Sequence[ExchangeState], now: datetime) -> list[str]:
    """Return the sentences on top of the page: how many are healthy, then what is wrong, the worst first."""
    rows = list(rows)
    good = sum(row.state == "ok" for row in rows) + sum(each.state == FeedState.LIVE for each in exchanges)
    failing = [row for row in rows if row.state == "failing"]
    waiting = sum(row.state == "waiting" for row in rows)
    troubled = [each for each in exchanges if each.state != FeedState.LIVE]
    heard = good + len(failing) + len(troubled)
    sentences = [f"{good} of {heard} sources healthy." if heard else "No source has been heard yet."]
    sentences += [_exchange_sentence(each, now) for each in troubled]
    if failing:
        sentences.append(_failing_sentence(failing, now))
    if waiting:
        sentences.append(f"{waiting} feed{'s wait' if waiting > 1 else ' waits'} for the first poll.")
    return sentences


def _exchange_sentence(state: ExchangeState, now: datetime) -> str:
    silence = f" for {age((now - from_ms(state.at_ms)).total_seconds())}" if state.at_ms else ""
    return (
        f"{state.name} has sent nothing{silence}."
        if state.state == FeedState.STALE
        else f"{state.name} is down{silence}."
    )


def _failing_sentence(failing: Sequence[SourceRow], now: datetime) -> str:
    if len(failing) > MOST_NAMED:
        return f"{len(failing)} feeds fail."
    return " ".join(_one_failing(row, now) for row in failing)


def _one_failing(row: SourceRow, now: datetime) -> str:
    good = row.source.last_success_at
    since = f"was last read {age((now - good).total_seconds())} ago" if good else "has never been read"
    return f"{row.source.name} fails and {since}."
