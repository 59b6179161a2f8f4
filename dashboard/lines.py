"""The lines of a market table, and their order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict

from dashboard.addresses import changed_query
from dashboard.venues import Badge, badge, is_old
from markets.models import AssetClass, Instrument
from markets.types import Price
from project.common.errors import Invalid

USUAL_QUOTE = "USDT"


@dataclass(frozen=True, slots=True)
class Line:
    """One instrument with its price, its week and its alerts; None stands for what nobody has said."""

    instrument: Instrument
    last: float | None
    change_1h: float | None
    change_24h: float | None
    turnover_24h: float | None
    spread_bps: float | None
    exchanges: tuple[str, ...]
    week: Sequence[float]
    alert_count: int
    is_starred: bool
    is_stale: bool
    badge: Badge | None

    @property
    def sureness(self) -> int | None:
        """How far the price may be relied on: 3 is high confidence, 0 is not at all."""
        return None if self.badge is None else sum(self.badge.ticks) if self.badge.is_firm else 0

    @property
    def other_quote(self) -> str:
        """The quote asset of a pair, where it is not the usual one."""
        is_pair = self.instrument.asset_class == AssetClass.CRYPTO
        return self.instrument.quote if is_pair and self.instrument.quote != USUAL_QUOTE else ""


class Column(NamedTuple):
    key: str
    label: str
    first_descending: bool = True
    is_text: bool = False


COLUMNS = (
    Column("asset", "Asset", first_descending=False, is_text=True),
    Column("last", "Price"),
    Column("change_1h", "1h"),
    Column("change_24h", "24h"),
    Column("turnover_24h", "Turnover 24h"),
    Column("spread_bps", "Spread, bp", first_descending=False),
    Column("sureness", "Sure"),
    Column("alert_count", "Alerts"),
)
SORT_KEYS = tuple(column.key for column in COLUMNS)


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column, and which way; written ``-last`` for the largest first."""

    key: str = "turnover_24h"
    descending: bool = True

    def __str__(self) -> str:
        return f"{'-' if self.descending else ''}{self.key}"


class Heading(NamedTuple):
    """A sortable column's head: where its link leads, and how it is sorted now."""

    column: Column
    href: str
    direction: str


def parse_sort(query: QueryDict) -> Sort:
    """Read ``?sort=``. Raises Invalid for a column there is not."""
    text = query.get("sort", "")
    if not text:
        return Sort()
    if text.removeprefix("-") not in SORT_KEYS:
        message = f"{text[:40]!r} is not a column. Sort by one of {', '.join(SORT_KEYS)}."
        raise Invalid("The table cannot be sorted so.", code="INVALID_FILTER", details={"sort": message})
    return Sort(text.removeprefix("-"), text.startswith("-"))


def headings(query: QueryDict, sort: Sort) -> dict[str, Heading]:
    """Return a heading per column key; its link keeps the rest of the address and turns a sorted column round."""
    return {column.key: _heading(query, column, sort) for column in COLUMNS}


def _heading(query: QueryDict, column: Column, sort: Sort) -> Heading:
    is_current = column.key == sort.key
    target = Sort(column.key, not sort.descending if is_current else column.first_descending)
    direction = ("descending" if sort.descending else "ascending") if is_current else ""
    return Heading(column, f"?{changed_query(query, sort=target)}", direction)


def build_lines(
    instruments: Iterable[Instrument],
    prices: Mapping[str, Price],
    weeks: Mapping[str, Sequence[float]],
    alert_counts: Mapping[str, int],
    starred: Collection[str],
) -> list[Line]:
    return [
        _line(each, prices.get(each.symbol), weeks.get(each.symbol, ()), alert_counts.get(each.base, 0), starred)
        for each in instruments
    ]


def _line(
    instrument: Instrument, price: Price | None, week: Sequence[float], alert_count: int, starred: Collection[str]
) -> Line:
    return Line(
        instrument=instrument,
        last=price.last if price else None,
        change_1h=price.change_1h if price else None,
        change_24h=price.change_24h if price else None,
        turnover_24h=price.turnover_24h if price else None,
        spread_bps=price.spread_bps if price else None,
        exchanges=price.exchanges if price else (),
        week=week,
        alert_count=alert_count,
        is_starred=instrument.symbol in starred,
        is_stale=is_old(price),
        badge=badge(price),
    )


def sorted_lines(lines: Iterable[Line], sort: Sort) -> list[Line]:
    """Order the lines; those without a value come last either way, and equals keep their order."""
    lines = list(lines)
    known = [line for line in lines if _value(line, sort.key) is not None]
    unknown = [line for line in lines if _value(line, sort.key) is None]
    return sorted(known, key=lambda line: _value(line, sort.key), reverse=sort.descending) + unknown  # type: ignore[arg-type,return-value]


def _value(line: Line, key: str) -> float | str | None:
    return line.instrument.symbol if key == "asset" else getattr(line, key)
