"""What is known of an instrument beside its price: of stocks from their source, of coins from stored candles."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar

import numpy as np

from markets.candles.resample import Rows
from markets.candles.selectors import latest_candles
from markets.models import AssetClass, Instrument
from markets.multi.cache import shared
from markets.multi.kinds import Kind as Shared
from markets.stocks.answers import Answer, Kind, Topic
from markets.stocks.ask import WAIT_S, last_answer
from markets.stocks.hours import is_open
from markets.stocks.types import Dividend, Period, StockInfo, begin_of, timeframe_of
from markets.stream.reads import data_mode
from markets.types import TIMEFRAME_MS, Timeframe
from project.common.clock import now, now_ms
from project.common.errors import Unavailable

Value = TypeVar("Value")
MOST_STORED = 20_000
DAYS_A_YEAR = 365


@dataclass(frozen=True, slots=True)
class Told(Generic[Value]):
    """A value, who told it and when; ``is_stale`` when its source gave nothing newer although it was time."""

    value: Value
    source: str
    at_ms: int
    is_stale: bool = False


def is_market_closed(instrument: Instrument) -> bool:
    """Say whether nothing is traded now. Coins never rest, nor does the simulated market."""
    is_real_stock = instrument.asset_class == AssetClass.STOCK and data_mode() != "simulated"
    return is_real_stock and not is_open(now_ms())


def company_of(instrument: Instrument) -> Told[StockInfo]:
    """Return what is known of the company, or of the coin. Raises Unavailable when nothing ever was."""
    if instrument.asset_class != AssetClass.STOCK:
        return _coin(instrument)
    topic = Topic(instrument.symbol, Kind.INFO)
    answer = _known(topic, last_answer(topic))
    fields = {**answer.value, "name": answer.value["name"] or instrument.name}
    source = fields.pop("source")
    return _told(topic, answer, StockInfo(**fields), source)


def dividends_of(instrument: Instrument) -> Told[list[Dividend]]:
    """Return every dividend, oldest first; a coin pays none. Raises Unavailable when nothing ever was known."""
    if instrument.asset_class != AssetClass.STOCK:
        return Told([], "", now_ms())
    topic = Topic(instrument.symbol, Kind.DIVIDENDS)
    answer = _known(topic, last_answer(topic))
    paid = [Dividend(at_ms, amount) for at_ms, amount in answer.value["dividends"]]
    return _told(topic, answer, paid, answer.value["source"])


def history_of(instrument: Instrument, period: Period) -> Told[Rows]:
    """Return the candles of a period: a stock's from its source, else those that are stored. Raises Unavailable."""
    if instrument.asset_class == AssetClass.STOCK:
        topic = Topic(instrument.symbol, Kind.HISTORY, period)
        answer = last_answer(topic)
        if answer is not None and answer.value is not None:
            rows = np.array(answer.value["rows"], dtype=np.float64).reshape(-1, 6)
            return _told(topic, answer, rows, answer.value["source"])
        return _stored(instrument, period)
    name = Topic(instrument.symbol, Kind.HISTORY, period).name
    kept = shared(Shared.MARKET, name, lambda: _kept(_stored(instrument, period)))
    return Told(**{**kept, "value": np.array(kept["value"], dtype=np.float64).reshape(-1, 6)})


def _known(topic: Topic, answer: Answer | None) -> Answer:
    if answer is None or answer.value is None:
        why = answer.fault if answer and answer.fault else "Its source did not answer in time."
        raise Unavailable(f"There is no {topic.kind} of {topic.symbol} yet. {why}")
    return answer


def _told(topic: Topic, answer: Answer, value: Any, source: str) -> Told[Any]:
    is_old = now_ms() - answer.at_ms > topic.life_ms + WAIT_S * 1000
    return Told(value, source, answer.at_ms, is_stale=bool(answer.fault) or is_old)


def _stored(instrument: Instrument, period: Period) -> Told[Rows]:
    timeframe, since = timeframe_of(period), begin_of(period, now())
    step = TIMEFRAME_MS[timeframe]
    wanted = (now() - since) // timedelta(milliseconds=step) + 2
    series = latest_candles(instrument, timeframe, min(wanted, MOST_STORED))
    rows = series.rows[series.rows[:, 0] >= since.timestamp() * 1000]
    if not len(rows):
        raise Unavailable(f"There are no candles of {instrument.symbol} yet. Try again in a few minutes.")
    ends_ms = min(int(rows[-1, 0]) + step, now_ms())
    return Told(rows, series.exchange, ends_ms, is_stale=instrument.asset_class == AssetClass.STOCK)


def _kept(told: Told[Rows]) -> dict[str, Any]:
    return {**asdict(told), "value": told.value.tolist()}


def _coin(instrument: Instrument) -> Told[StockInfo]:
    name = Topic(instrument.symbol, Kind.INFO).name
    kept = shared(Shared.MARKET, name, lambda: asdict(_stored_coin(instrument)))
    return Told(**{**kept, "value": StockInfo(**kept["value"])})


def _stored_coin(instrument: Instrument) -> Told[StockInfo]:
    series = latest_candles(instrument, Timeframe.D1, DAYS_A_YEAR)
    has_rows = bool(len(series.rows))
    info = StockInfo(
        symbol=instrument.symbol,
        name=instrument.name,
        sector=None,
        currency=instrument.quote,
        market_cap=None,
        pe_ratio=None,
        dividend_yield=None,
        high_52w=float(series.rows[:, 2].max()) if has_rows else None,
        low_52w=float(series.rows[:, 3].min()) if has_rows else None,
    )
    return Told(info, series.exchange, now_ms())
