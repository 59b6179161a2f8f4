"""What a visitor asked the table of markets for, read from the address."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict

from dashboard.addresses import changed_query
from dashboard.lines import Line, Sort, parse_sort
from markets.exchanges.registry import exchange_names
from markets.models import AssetClass
from project.common.errors import Invalid

MAX_QUERY = 100
UNITS = {"k": 1e3, "m": 1e6, "b": 1e9}


class Direction(TextChoices):
    UP = "up", "Up"
    DOWN = "down", "Down"
    UP_2 = "up2", "Up 2% or more"
    DOWN_2 = "down2", "Down 2% or more"
    MOVED_5 = "moved5", "Moved 5% or more"


PASSES: Mapping[str, Callable[[float], bool]] = {
    Direction.UP: lambda change: change > 0,
    Direction.DOWN: lambda change: change < 0,
    Direction.UP_2: lambda change: change >= 2,
    Direction.DOWN_2: lambda change: change <= -2,
    Direction.MOVED_5: lambda change: abs(change) >= 5,
}


class Sureness(TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium or high"
    DOUBTFUL = "doubtful", "Doubtful"


SURE_MARKS: Mapping[str, Collection[int]] = {Sureness.HIGH: (3,), Sureness.MEDIUM: (2, 3), Sureness.DOUBTFUL: (0,)}


class Layout(TextChoices):
    TABLE = "table", "Table"
    HEATMAP = "heatmap", "Heat map"


class LayoutLink(NamedTuple):
    label: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """An empty value means no restriction. ``min_turnover`` is in the quote asset, over 24 hours."""

    q: str = ""
    asset_class: str = ""
    exchange: str = ""
    direction: str = ""
    min_turnover: float = 0.0
    max_spread_bps: float = 0.0
    sureness: str = ""
    starred: bool = False
    view: str = Layout.TABLE

    @property
    def count(self) -> int:
        """How many of them restrict the table, for sentences such as "no market matches 2 filters"."""
        texts = (self.q, self.asset_class, self.exchange, self.direction, self.sureness)
        return sum(map(bool, (*texts, self.min_turnover, self.max_spread_bps, self.starred)))

    def matches(self, line: Line) -> bool:
        return all(
            (
                self._has_words(line),
                not self.asset_class or line.instrument.asset_class == self.asset_class,
                not self.exchange or self.exchange in line.exchanges,
                not self.direction or PASSES[self.direction](line.change_24h or 0.0),
                not self.min_turnover or (line.turnover_24h or 0.0) >= self.min_turnover,
                not self.max_spread_bps or (line.spread_bps is not None and line.spread_bps <= self.max_spread_bps),
                not self.sureness or line.sureness in SURE_MARKS[self.sureness],
                not self.starred or line.is_starred,
            )
        )

    def _has_words(self, line: Line) -> bool:
        text = f"{line.instrument.symbol} {line.instrument.base}/{line.instrument.quote} {line.instrument.name}".lower()
        return all(word in text for word in self.q.lower().split())


def parse_screen(query: QueryDict, exchanges: Collection[str]) -> Screen:
    """Read the filters of an address. Raises Invalid with one sentence per wrong field in ``details``."""
    errors: dict[str, str] = {}
    screen = Screen(
        q=query.get("q", "").strip()[:MAX_QUERY],
        asset_class=_choice(query, "class", AssetClass.values, errors),
        exchange=_choice(query, "exchange", exchanges, errors),
        direction=_choice(query, "direction", Direction.values, errors),
        min_turnover=_amount(query, "min_turnover", errors),
        max_spread_bps=_amount(query, "max_spread", errors, example="1.5"),
        sureness=_choice(query, "sure", Sureness.values, errors),
        starred=_choice(query, "starred", ("1",), errors) == "1",
        view=_choice(query, "view", Layout.values, errors) or Layout.TABLE,
    )
    if errors:
        raise Invalid("Some filters are not valid.", code="INVALID_FILTER", details=errors)
    return screen


def _choice(query: QueryDict, name: str, options: Collection[str], errors: dict[str, str]) -> str:
    value = query.get(name, "").strip()
    if value and value not in options:
        errors[name] = f"{value[:40]!r} is not one of {', '.join(options)}."
    return value


def _amount(query: QueryDict, name: str, errors: dict[str, str], example: str = "250000, 1.5m or 2b") -> float:
    """Read an amount such as 250000, 250k, 1.5m or 2b."""
    text = query.get(name, "").strip().lower().replace(",", "")
    number, unit = (text[:-1], UNITS[text[-1]]) if text and text[-1] in UNITS else (text, 1.0)
    if not text:
        return 0.0
    if not number.isascii() or len(number) > 15 or not number.replace(".", "", 1).isdigit():
        errors[name] = f"{text[:40]!r} is not an amount. Write a number such as {example}."
        return 0.0
    return float(number) * unit


KEPT_FIELDS = ("q", "class", "exchange", "direction", "min_turnover", "max_spread", "sure", "starred")


def screen_query(query: QueryDict) -> str:
    """Return the filters, the order and the layout of an address, always written the same way.

    Raises Invalid for an address that the page would refuse.
    """
    screen, sort = parse_screen(query, exchange_names()), parse_sort(query)
    kept = {name: value for name in KEPT_FIELDS if (value := query.get(name, "").strip())}
    layout = {"view": str(screen.view)} if screen.view != Layout.TABLE else {}
    order = {"sort": str(sort)} if sort != Sort() else {}
    return urlencode(kept | order | layout)


def layout_links(query: QueryDict, screen: Screen) -> list[LayoutLink]:
    """Return a link per layout that keeps the rest of the address."""
    return [
        LayoutLink(str(label), f"?{changed_query(query, view=value)}", value == screen.view)
        for value, label in Layout.choices
    ]
