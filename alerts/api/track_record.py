"""How prices moved after alerts, and what became of what was announced."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.auth import needs
from accounts.models import Scope
from alerts.calibration import Bin, calibration
from alerts.track_record import Moves, alerts_in, groups, track_record
from project.common import clock
from project.common.schemas import errors

router = Router(tags=["Statistics"])


class TrackRecordQuery(Schema):
    days: Annotated[int | None, Field(ge=1, le=3650, description="Without it all time.")] = None
    group: Annotated[Literal["source", "company", "kind", "urgency", "model"], Field()] = "source"
    after_s: Annotated[
        Literal[60, 300, 3600, 86400, 604800], Field(description="The horizon of the groups, in seconds.")
    ] = 86400


class MovesOut(Schema):
    """Changes are shares: 0.05 is 5 % up. A figure is null where nothing was measured."""

    measured: int
    pending: int
    missing: int
    hits: int = Field(description="Prices that rose after an alert of neutral or good mood, or fell after a bad one.")
    hit_rate: float | None
    hit_rate_interval: list[float] | None = Field(description="95 % interval after Wilson.")
    mean: float | None
    median: float | None
    best: float | None
    worst: float | None
    mean_net_of_btc: float | None


class HorizonOut(MovesOut):
    after_s: int


class GroupOut(MovesOut):
    name: str = Field(description="Empty where it is not known.")
    alerts: int


class BinOut(Schema):
    low_percent: int
    high_percent: int
    mean_confidence: float | None
    came_true: int
    proved_false: int
    undecided: int
    share_true: float | None
    share_interval: list[float] | None


class TrackRecordOut(Schema):
    alerts: int
    priced: int = Field(description="Alerts with a price at their time.")
    horizons: list[HorizonOut]
    group: str
    groups: list[GroupOut]
    brier: float | None = Field(description="Mean squared distance of confidence and truth, 0 the best.")
    bins: list[BinOut]


@router.get(
    "/statistics/track-record",
    auth=needs(Scope.READ, metered=True),
    response={200: TrackRecordOut, **errors(401, 403, 422, 429, 503)},
    summary="The track record",
)
def get_track_record(request: HttpRequest, query: Query[TrackRecordQuery]) -> TrackRecordOut:
    """Return how prices moved after alerts, in all and by group, and how well the confidence was calibrated."""
    alerts = alerts_in(request.user, query.days, clock.now())
    record, sureness = track_record(alerts), calibration(alerts)
    return TrackRecordOut(
        alerts=record.alerts,
        priced=record.priced,
        horizons=[HorizonOut(after_s=after_s, **moves_out(moves)) for after_s, moves in record.moves.items()],
        group=query.group,
        groups=[
            GroupOut(name=each.name, alerts=each.alerts, **moves_out(each.moves))
            for each in groups(alerts, query.group, query.after_s)
        ],
        brier=sureness.brier,
        bins=[bin_out(each) for each in sureness.bins],
    )


def moves_out(moves: Moves) -> dict[str, Any]:
    return {
        "measured": moves.measured,
        "pending": moves.pending,
        "missing": moves.missing,
        "hits": moves.hits,
        "hit_rate": moves.hit_rate,
        "hit_rate_interval": moves.interval and list(moves.interval),
        "mean": moves.mean,
        "median": moves.median,
        "best": moves.best,
        "worst": moves.worst,
        "mean_net_of_btc": moves.net,
    }


def bin_out(each: Bin) -> BinOut:
    return BinOut(
        low_percent=each.low,
        high_percent=each.high,
        mean_confidence=each.mean,
        came_true=each.came_true,
        proved_false=each.proved_false,
        undecided=each.undecided,
        share_true=each.share,
        share_interval=each.interval and list(each.interval),
    )
