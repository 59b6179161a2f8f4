"""What the price did after an alert: cells that fill in with time, and a small drawing with the alert in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from alerts.models import Alert, Outcome
from dashboard.formats import NONE, direction, moment, percent, price
from markets.candles.selectors import latest_candles
from markets.models import Instrument
from markets.types import TIMEFRAME_MS, Timeframe
from project.common import clock
from project.common.clock import from_ms

AFTER = {60: "1m", 300: "5m", 3_600: "1h", 86_400: "24h", 604_800: "7d"}
LABELS = {0: "At alert"} | {horizon_s: f"+{name}" for horizon_s, name in AFTER.items()}
# Soon after a price is due it is measured; a page that asks sooner would ask twice.
MEASURED_AFTER_S = 20
RARELY_S = 600
WIDTH, HEIGHT = 300.0, 64.0
FEWEST_POINTS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One price of the row; ``text`` is the price at the alert, later the change, or when it is due."""

    label: str
    text: str
    state: str
    direction: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Latest:
    """The last change that is known, for a row of the feed."""

    change: float
    after: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A line of closes in a box of WIDTH by HEIGHT; ``mark`` is where the alert stands, from the left."""

    path: str
    area: str
    mark: str
    high: str
    low: str
    begins: datetime
    ends: datetime
    spoken: str
    step: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """``refresh_s`` is when to look again, None when nothing is to come."""

    symbol: str
    cells: Sequence[Cell]
    drawing: Drawing | None
    refresh_s: int | None


def with_reactions(alerts: Sequence[Alert]) -> Sequence[Alert]:
    """Give each alert ``reaction``, its last known change or None, in one query."""
    measured = Outcome.objects.filter(state=Outcome.State.MEASURED).order_by("horizon_s")
    prefetch_related_objects(list(alerts), Prefetch("outcomes", queryset=measured, to_attr="measured"))
    for alert in alerts:
        alert.reaction = latest(alert.measured)  # type: ignore[attr-defined]
    return alerts


def latest(outcomes: Iterable[Outcome]) -> Latest | None:
    prices = {each.horizon_s: each.price for each in outcomes if each.price}
    start = prices.pop(0, None)
    if not start or not prices:
        return None
    horizon = max(prices)
    return Latest((float(prices[horizon] or 0) / start - 1) * 100, AFTER.get(horizon, ""))


def describe_reaction(alert: Alert, instrument: Instrument | None) -> Reaction | None:
    """Return what the price of the alert's asset did; None while it is not traded."""
    outcomes = list(alert.outcomes.order_by("horizon_s"))
    symbol = outcomes[0].symbol if outcomes else instrument.symbol if instrument else ""
    if not symbol:
        return None
    if instrument is None or instrument.symbol != symbol:
        instrument = Instrument.objects.filter(symbol=symbol).first()
    drawing = draw(alert.created_at, instrument) if instrument else None
    return Reaction(symbol, cells(outcomes, instrument), drawing, refresh_s(outcomes, clock.now()))


def cells(outcomes: Sequence[Outcome], instrument: Instrument | None) -> list[Cell]:
    """Return the cells in the order of time; nothing when no price was ever to be measured."""
    start = next((each.price for each in outcomes if each.horizon_s == 0), None)
    decimals = instrument.decimals if instrument else 4
    return [_cell(each, start, decimals) for each in outcomes if each.horizon_s in LABELS]


def _cell(outcome: Outcome, start: float | None, decimals: int) -> Cell:
    label = LABELS[outcome.horizon_s]
    if outcome.state == Outcome.State.MISSING or (outcome.state == Outcome.State.MEASURED and not outcome.price):
        return Cell(label, NONE, "missing", title="No price was stored for that time.")
    if outcome.state == Outcome.State.PENDING:
        return Cell(label, due_words(outcome.due_at), "pending", title=f"Due {moment(outcome.due_at)}")
    known = price(outcome.price, decimals)
    if outcome.horizon_s == 0 or not start:
        return Cell(label, known, "measured", title=moment(outcome.due_at))
    change = (float(outcome.price or 0) / start - 1) * 100
    return Cell(label, percent(change), "measured", direction(change), f"{known} at {moment(outcome.due_at)}")


def due_words(due_at: datetime) -> str:
    """Write when a price is due: the hour if that is today, else the date, in the reader's zone."""
    local, now = timezone.localtime(due_at), timezone.localtime(clock.now())
    if due_at <= now:
        return "measuring"
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local.day} {local:%b}"


def refresh_s(outcomes: Iterable[Outcome], now: datetime) -> int | None:
    waits = [(each.due_at - now).total_seconds() for each in outcomes if each.state == Outcome.State.PENDING]
    if not waits:
        return None
    return min(max(int(min(waits)), 0) + MEASURED_AFTER_S, RARELY_S)


def draw(at: datetime, instrument: Instrument) -> Drawing | None:
    """Draw the closes around ``at``: by the minute in its first hours, by the hour later."""
    is_fresh = clock.now() - at < timedelta(hours=6)
    timeframe = Timeframe.M1 if is_fresh else Timeframe.H1
    before, after = (
        (timedelta(minutes=30), timedelta(minutes=90)) if is_fresh else (timedelta(days=1), timedelta(days=3))
    )
    begins = int((at - before).timestamp() * 1000)
    series = latest_candles(instrument, timeframe, 120, before_ms=int((at + after).timestamp() * 1000))
    points = [(float(row[0]), float(row[4])) for row in series.rows if row[0] >= begins]
    if len(points) < FEWEST_POINTS:
        return None
    return _drawing(points, at, instrument, timeframe)


def _drawing(
    points: Sequence[tuple[float, float]], at: datetime, instrument: Instrument, timeframe: Timeframe
) -> Drawing:
    closes = [close for _, close in points]
    low, high = min(closes), max(closes)
    first, last = points[0][0], points[-1][0] + TIMEFRAME_MS[timeframe]
    line = "L".join(
        f"{_share(time, first, last) * WIDTH:.1f} {_height(close, low, high):.1f}" for time, close in points
    )
    mark = min(max(_share(at.timestamp() * 1000, first, last), 0.0), 1.0)
    low_text, high_text = price(low, instrument.decimals), price(high, instrument.decimals)
    end = _share(points[-1][0], first, last) * WIDTH
    return Drawing(
        path=f"M{line}",
        area=f"M0 {HEIGHT:.0f}L{line}L{end:.1f} {HEIGHT:.0f}Z",
        mark=f"{mark * 100:.1f}%",
        high=high_text,
        low=low_text,
        begins=from_ms(int(first)),
        ends=from_ms(int(last)),
        spoken=f"{instrument.symbol} around the alert: last {price(closes[-1], instrument.decimals)}, "
        f"{percent((closes[-1] / closes[0] - 1) * 100)} over the time shown, from {low_text} to {high_text}.",
        step="a minute" if timeframe is Timeframe.M1 else "an hour",
    )


def _share(value: float, first: float, last: float) -> float:
    return (value - first) / (last - first)


def _height(close: float, low: float, high: float) -> float:
    return HEIGHT / 2 if high == low else 4 + (HEIGHT - 8) * (high - close) / (high - low)
