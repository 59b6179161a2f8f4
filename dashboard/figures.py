"""The five figures at the head of the overview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from alerts.events.calendar import Launch
from alerts.selectors import AlertSummary
from dashboard.charts.segments import Segment, segments
from dashboard.lines import Line
from markets.quant.breadth import Breadth, TurnoverSplit, breadth, mean_change, turnover_split
from markets.types import Price


@dataclass(frozen=True, slots=True)
class WatchlistFigure:
    """``week`` is the mean of the assets' weeks, each starting at 100."""

    change: float | None
    week: list[float]
    count: int
    best: Line | None


@dataclass(frozen=True, slots=True)
class TurnoverFigure:
    split: TurnoverSplit
    rising_percent: int
    falling_percent: int
    bar: list[Segment]


@dataclass(frozen=True, slots=True)
class BreadthFigure:
    breadth: Breadth
    bar: list[Segment]


@dataclass(frozen=True, slots=True)
class LaunchFigure:
    launch: Launch
    begins_at: datetime
    left: str
    confidence_percent: int


@dataclass(frozen=True, slots=True)
class ComingLaunch:
    """``tone`` is the class of the chip that says how long is left: critical under two days, high under a week."""

    launch: Launch
    day: date
    left: str
    tone: str


class Figures(NamedTuple):
    watchlist: WatchlistFigure
    alerts: AlertSummary
    turnover: TurnoverFigure
    breadth: BreadthFigure
    launch: LaunchFigure | None


def watchlist_figure(lines: Sequence[Line]) -> WatchlistFigure:
    moving = [line for line in lines if line.change_24h is not None]
    return WatchlistFigure(
        change=mean_change(line.change_24h for line in lines),
        week=mean_week([line.week for line in lines]),
        count=len(lines),
        best=max(moving, key=lambda line: line.change_24h or 0.0, default=None),
    )


def mean_week(weeks: Sequence[Sequence[float]]) -> list[float]:
    """Return the mean of the longest weeks, each rebased to 100 at its start; shorter ones are left out."""
    length = max((len(week) for week in weeks), default=0)
    whole = [week for week in weeks if len(week) == length and length and week[0] > 0]
    return [sum(week[at] / week[0] for week in whole) / len(whole) * 100.0 for at in range(length)] if whole else []


def turnover_figure(prices: Sequence[Price]) -> TurnoverFigure:
    split = turnover_split((price.change_24h, price.turnover_24h) for price in prices)
    moving = split.rising + split.falling
    rising = round(split.rising / moving * 100) if moving else 0
    return TurnoverFigure(
        split=split,
        rising_percent=rising,
        falling_percent=100 - rising if moving else 0,
        bar=segments([("up", split.rising), ("down", split.falling)]),
    )


def breadth_figure(prices: Sequence[Price]) -> BreadthFigure:
    counted = breadth(price.change_24h for price in prices)
    return BreadthFigure(counted, segments([("up", counted.up), ("flat", counted.flat), ("down", counted.down)]))


def launch_figure(launches: Sequence[Launch], now: datetime) -> LaunchFigure | None:
    """Return the next launch with the time left to its hour, or to the start of its day in UTC."""
    launch = next(iter(launches), None)
    begins_at = begin_of(launch) if launch else None
    if launch is None or begins_at is None:
        return None
    return LaunchFigure(launch, begins_at, time_left(begins_at - now), round(float(launch.event.confidence) * 100))


def begin_of(launch: Launch) -> datetime | None:
    """Return the hour that was named, or the start of the day in UTC; None without a day."""
    if launch.event.starts_at:
        return launch.event.starts_at
    return datetime.combine(launch.span.starts_on, time(), UTC) if launch.span else None


def time_left(left: timedelta) -> str:
    """Return ``5d 17h``, under a day ``17h 05m``, and ``Today`` once the day has begun."""
    minutes = int(left.total_seconds() // 60)
    if minutes < 0:
        return "Today"
    days, hours = divmod(minutes // 60, 24)
    return f"{days}d {hours}h" if days else f"{hours}h {minutes % 60:02d}m"


def coming(launches: Sequence[Launch], now: datetime) -> list[ComingLaunch]:
    rows = []
    for launch in launches:
        begins_at = begin_of(launch)
        if launch.span and begins_at:
            left = begins_at - now
            rows.append(ComingLaunch(launch, launch.span.starts_on, time_left(left), tone_of(left)))
    return rows


def tone_of(left: timedelta) -> str:
    """Return the class of the chip: critical under two days, high under a week."""
    return "crit" if left < timedelta(days=2) else "high" if left < timedelta(days=7) else ""
