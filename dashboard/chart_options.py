"""What an instrument's page is asked to show, read from the address."""

from django.http import QueryDict

from markets.candles.selectors import parse_timeframe
from markets.types import Timeframe
from project.common.errors import Invalid
from project.common.text import is_whole_number

DEFAULT_TIMEFRAME = Timeframe.M15
DEFAULT_LIMIT, MAX_LIMIT = 300, 1000
TABS = (
    ("book", "Book"),
    ("trades", "Trades"),
    ("flow", "Flow"),
    ("alerts", "Alerts"),
    ("venues", "Venues"),
    ("statistics", "Statistics"),
)


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


def read_tab(query: QueryDict) -> str:
    """Read ``?tab=``. Raises Invalid."""
    tab = query.get("tab", "") or TABS[0][0]
    if tab not in dict(TABS):
        raise Invalid("There is no such tab.", details={"tab": f"{tab[:40]!r} is not one of {', '.join(dict(TABS))}."})
    return tab
