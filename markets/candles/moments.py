"""What instruments cost at given moments of the past, read from stored candles of each exchange."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

import numpy as np
from django.db.models import Q

from markets.candles.store import unpack
from markets.models import Candle, CandleChunk
from markets.types import Timeframe
from project.common.clock import from_ms

Moment = tuple[int, datetime]
"""An instrument's primary key and a time."""
Closes = dict[Moment, dict[str, float]]
"""The price at each moment that has one, by exchange."""

LENGTH = {Timeframe.M1: timedelta(minutes=1), Timeframe.H1: timedelta(hours=1)}
OLDEST = {Timeframe.M1: timedelta(minutes=5), Timeframe.H1: timedelta(hours=1)}
"""For how long a close counts as the price."""
CONDITIONS = 100
"""So many in one query: SQLite refuses an expression that is a thousand deep."""


def minute_closes(moments: Collection[Moment], exchanges: Sequence[str]) -> Closes:
    """Return the close of the last whole minute before each moment, unless it is over 5 minutes old."""
    found = _from_rows(moments, exchanges)
    return found | _from_chunks([each for each in moments if each not in found], exchanges, Timeframe.M1)


def hour_closes(moments: Collection[Moment], exchanges: Sequence[str]) -> Closes:
    """Return the close of the last whole hour before each moment, unless it is over an hour old."""
    return _from_chunks(moments, exchanges, Timeframe.H1)


def first_traded(instrument_id: int, exchanges: Sequence[str]) -> datetime | None:
    """Return when the first stored candle of the instrument was over: a minute, or an hour of before any minute."""
    rows = Candle.objects.filter(instrument=instrument_id, exchange__in=exchanges)
    row = rows.order_by("opened_at").values_list("opened_at", flat=True).first()
    ends = [row + LENGTH[Timeframe.M1]] if row else []
    chunks = CandleChunk.objects.filter(instrument=instrument_id, exchange__in=exchanges)
    for timeframe, length in LENGTH.items():
        for exchange in exchanges:
            first = chunks.filter(timeframe=timeframe.value, exchange=exchange).order_by("starts_at").first()
            if first and len(first.data):
                ends.append(from_ms(int(unpack(first.data)[0, 0])) + length)
    return min(ends, default=None)


def _from_rows(moments: Collection[Moment], exchanges: Sequence[str]) -> Closes:
    conditions, by_instrument = [], dict[int, list[datetime]]()
    for instrument, moment in moments:
        after, until = _opens_between(moment, Timeframe.M1)
        conditions.append(Q(instrument=instrument, opened_at__gt=after, opened_at__lte=until))
        by_instrument.setdefault(instrument, []).append(moment)
    found: Closes = {}
    for condition in _joined(conditions):
        rows = Candle.objects.filter(condition, exchange__in=exchanges).order_by("opened_at")
        for instrument, exchange, opened_at, close in rows.values_list(
            "instrument_id", "exchange", "opened_at", "close"
        ):
            for moment in by_instrument[instrument]:
                after, until = _opens_between(moment, Timeframe.M1)
                if after < opened_at <= until:
                    found.setdefault((instrument, moment), {})[exchange] = close
    return found


def _from_chunks(moments: Collection[Moment], exchanges: Sequence[str], timeframe: Timeframe) -> Closes:
    wanted: dict[Moment, list[datetime]] = {}
    for instrument, moment in moments:
        for start in {_period(edge, timeframe) for edge in _opens_between(moment, timeframe)}:
            wanted.setdefault((instrument, start), []).append(moment)
    found: Closes = {}
    in_time = sorted(wanted, key=lambda pair: pair[1])
    for condition in _joined([Q(instrument=instrument, starts_at=start) for instrument, start in in_time]):
        chunks = CandleChunk.objects.filter(condition, exchange__in=exchanges, timeframe=timeframe.value)
        for chunk in chunks.order_by("starts_at").iterator(chunk_size=20):
            rows = unpack(chunk.data)
            for moment in wanted[chunk.instrument_id, chunk.starts_at]:
                after, until = (edge.timestamp() * 1000 for edge in _opens_between(moment, timeframe))
                at = int(np.searchsorted(rows[:, 0], until, side="right")) - 1
                if at >= 0 and rows[at, 0] > after:
                    found.setdefault((chunk.instrument_id, moment), {})[chunk.exchange] = float(rows[at, 4])
    return found


def _opens_between(moment: datetime, timeframe: Timeframe) -> tuple[datetime, datetime]:
    """Return after when and until when a candle opens whose close is the price at ``moment``."""
    until = moment - LENGTH[timeframe]
    return until - OLDEST[timeframe], until


def _period(moment: datetime, timeframe: Timeframe) -> datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return day if timeframe is Timeframe.M1 else day.replace(day=1)


def _joined(conditions: Sequence[Q]) -> Iterator[Q]:
    for start in range(0, len(conditions), CONDITIONS):
        yield reduce(or_, conditions[start : start + CONDITIONS])
