"""The track record in words and lines, as its page shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from alerts.calibration import Bin
from alerts.models import Kind, Outcome, Urgency
from alerts.track_record import Group, Moves, Record, is_hit
from dashboard.addresses import changed_query
from dashboard.formats import fixed, horizon
from dashboard.formats import percent as change
from project.common.errors import Invalid

RANGES = {"7": "7 days", "30": "30 days", "90": "90 days", "365": "a year", "all": "all time"}
GROUP_LABELS = {"source": "Source", "company": "Company", "kind": "Kind", "urgency": "Urgency", "model": "Model"}
SHOWN = 50
SORTS: dict[str, Callable[["Line"], Any]] = {
    "name": lambda line: line.name.lower(),
    "alerts": lambda line: line.alerts,
    "measured": lambda line: line.moves.measured,
    "hit": lambda line: _or_least(line.moves.hit_rate),
    "median": lambda line: _or_least(line.moves.median),
    "mean": lambda line: _or_least(line.moves.mean),
    "net": lambda line: _or_least(line.moves.net),
}
HEADINGS = (
    *(("name", ""), ("alerts", "Alerts"), ("measured", "Measured"), ("hit", "As announced")),
    *(("median", "Median"), ("mean", "Mean"), ("net", "Net of BTC")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: changes are in percent."""

    name: str
    alerts: int
    moves: Moves
    hit: str
    interval: str
    median: float | None
    mean: float | None
    net: float | None
    best: float | None
    worst: float | None


@dataclass(frozen=True, slots=True)
class Extreme:
    outcome: Outcome
    change: float
    is_hit: bool


@dataclass(frozen=True, slots=True)
class BinLine:
    """One tenth of confidence in words."""

    name: str
    bin: Bin
    said: str
    share: str
    interval: str


def choice(query: QueryDict, name: str, options: Sequence[str], default: str) -> str:
    """Return the value of an address. Raises Invalid for one that is not offered."""
    value = query.get(name) or default
    if value not in options:
        raise Invalid("The track record has no such choice.", details={name: f"Choose one of {', '.join(options)}."})
    return value


def sentence(record: Record, days: str) -> list[str]:
    """Return the record in three sentences at most."""
    noun = "alert" if record.alerts == 1 else "alerts"
    span = "so far" if days == "all" else f"in {RANGES[days]}"
    found = [f"{record.alerts:,} {noun} {span}, {record.priced:,} with a price."]
    moves = next((record.moves[each] for each in (86_400, 3_600, 300, 60) if record.moves[each].measured), None)
    if moves:
        at = next(each for each, candidate in record.moves.items() if candidate is moves)
        found.append(
            f"After {horizon(at)} {share(moves.hit_rate)} moved as announced, median {change(hundred(moves.median))}."
        )
    return found


def horizon_lines(record: Record) -> list[Line]:
    return [line(horizon(horizon_s), record.alerts, moves) for horizon_s, moves in record.moves.items()]


def group_lines(groups: Sequence[Group], group: str, sort: str) -> list[Line]:
    """Return the lines of a table, sorted by one of SORTS; a minus before it turns the order round."""
    lines = [line(group_name(group, each.name), each.alerts, each.moves) for each in groups]
    return sorted(lines, key=SORTS[sort.lstrip("-")], reverse=sort.startswith("-"))


def group_name(group: str, name: str) -> str:
    if group == "kind":
        return str(Kind(name).label)
    if group == "urgency":
        return str(Urgency(name).label)
    if group == "model":
        return f"Version {name}" if name not in ("", "0") else "Packaged or not known"
    return name or "None"


def line(name: str, alerts: int, moves: Moves) -> Line:
    return Line(
        name=name,
        alerts=alerts,
        moves=moves,
        hit=share(moves.hit_rate),
        interval=between(moves.interval),
        median=hundred(moves.median),
        mean=hundred(moves.mean),
        net=hundred(moves.net),
        best=hundred(moves.best),
        worst=hundred(moves.worst),
    )


def bin_lines(bins: Sequence[Bin]) -> list[BinLine]:
    filled = [each for each in bins if each.decided or each.undecided]
    return [
        BinLine(f"{each.low} to {each.high}", each, share(each.mean), share(each.share), between(each.interval))
        for each in filled
    ]


def extreme_lines(outcomes: Sequence[Outcome]) -> list[Extreme]:
    return [Extreme(each, (each.change or 0.0) * 100, is_hit(each)) for each in outcomes]


def share(value: float | None) -> str:
    return "n/a" if value is None else f"{fixed(value * 100, 0)}%"


def between(interval: tuple[float, float] | None) -> str:
    return "" if interval is None else f"{fixed(interval[0] * 100, 0)} to {fixed(interval[1] * 100, 0)}%"


def hundred(value: float | None) -> float | None:
    return None if value is None else value * 100


def headings(query: QueryDict, sort: str, first: str) -> list[dict[str, str]]:
    """Return the table's headings, each with the address that sorts by it, and the other way round the second time."""
    found = []
    for name, label in HEADINGS:
        is_current = sort.lstrip("-") == name
        falls_first = name != "name"
        turned = (not sort.startswith("-")) if is_current else falls_first
        order = ("descending" if sort.startswith("-") else "ascending") if is_current else ""
        url = address(query, sort=f"-{name}" if turned else name)
        found.append({"label": label or first, "url": url, "order": order, "side": "l" if name == "name" else ""})
    return found


def address(query: QueryDict, **changes: str) -> str:
    return f"{reverse('track_record')}?{changed_query(query, **changes)}"


def _or_least(value: float | None) -> float:
    return float("-inf") if value is None else value
