"""What an instrument's page is asked to show, read from the address."""

from typing import NamedTuple

from django.http import QueryDict

from markets.candles.selectors import parse_timeframe
from markets.types import Timeframe
from project.common.errors import Invalid
from project.common.text import is_whole_number

DEFAULT_TIMEFRAME = Timeframe.M15
DEFAULT_LIMIT, MAX_LIMIT = 300, 1000
TABS = (("trades", "Trades"), ("alerts", "Alerts"), ("venues", "Venues"), ("statistics", "Statistics"))
OVERLAYS = (("sma", "SMA 50"), ("ema", "EMA 20"), ("rsi", "RSI"), ("macd", "MACD"), ("alerts", "Alerts"))
NONE = "none"


class Overlay(NamedTuple):
    key: str
    label: str
    is_shown: bool


def read_timeframe(query: QueryDict) -> Timeframe:
    """Read ``?timeframe=``. Raises Invalid."""
    text = query.get("timeframe", "")
    return parse_timeframe(text) if text else DEFAULT_TIMEFRAME


def read_limit(query: QueryDict) -> int:
    """Read ``?limit=``, how many candles. Raises Invalid."""
    text = query.get("limit", "") or str(DEFAULT_LIMIT)
    if not is_whole_number(text, digits=4) or not 1 <= int(text) <= MAX_LIMIT:
        sentence = f"{text[:40]!r} is not a whole number from 1 to {MAX_LIMIT}."
        raise Invalid("The limit is not valid.", details={"limit": sentence})
    return int(text)


def read_overlays(query: QueryDict) -> list[Overlay]:
    """Read ``?show=ema,rsi``; everything is shown when it is absent, nothing when it is ``none``. Raises Invalid."""
    keys = [key for key, _ in OVERLAYS]
    wanted = [word for word in query.get("show", ",".join(keys)).split(",") if word and word != NONE]
    if unknown := [word for word in wanted if word not in keys]:
        sentence = f"{unknown[0][:40]!r} is not one of {', '.join(keys)}."
        raise Invalid("There is no such indicator.", details={"show": sentence})
    return [Overlay(key, label, key in wanted) for key, label in OVERLAYS]


def read_tab(query: QueryDict) -> str:
    """Read ``?tab=``. Raises Invalid."""
    tab = query.get("tab", "") or TABS[0][0]
    if tab not in dict(TABS):
        raise Invalid("There is no such tab.", details={"tab": f"{tab[:40]!r} is not one of {', '.join(dict(TABS))}."})
    return tab
