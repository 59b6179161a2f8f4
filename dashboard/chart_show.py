"""Which indicators and flags a chart shows, and what it is compared with, read from the address."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from dashboard.charts.indicators import Indicator, Parameter
from dashboard.charts.kinds import BY_KEY
from markets.models import Instrument
from markets.selectors import active_instruments
from project.common.errors import Invalid

ALERTS, NONE = "alerts", "none"
USUAL = "sma-50,ema-20,rsi-14,macd-12-26-9,alerts"
MAX_INDICATORS, MAX_PANES, MAX_COMPARED = 8, 4, 3
MOST_CHOICES = 8
MAX_TEXT = 400
COOKIE = "chart"


@dataclass(frozen=True, slots=True)
class Show:
    indicators: tuple[Indicator, ...]
    has_flags: bool

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.indicators] + [ALERTS] * self.has_flags


def read_show(query: QueryDict, remembered: str = "") -> Show:
    """Read ``?show=ema-50,rsi``, else what this browser remembers, else the usual. Raises Invalid for the address."""
    if "show" in query:
        return parse_show(query.get("show", ""))
    try:
        return parse_show(remembered.replace("_", ",") or USUAL)
    except Invalid:
        # A cookie from before a kind or a limit changed is nobody's mistake.
        return parse_show(USUAL)


def parse_show(text: str) -> Show:
    """Read a list such as ``ema-50,bollinger-20-2.5,alerts``; numbers left out are the usual ones. Raises Invalid."""
    words = [word for word in dict.fromkeys(text[:MAX_TEXT].split(",")) if word and word != NONE]
    found = tuple(dict.fromkeys(parse_indicator(word) for word in words if word != ALERTS))
    if len(found) > MAX_INDICATORS:
        raise wrong(f"At most {MAX_INDICATORS} indicators can be shown at once.")
    if sum(each.kind.has_pane for each in found) > MAX_PANES:
        raise wrong(f"At most {MAX_PANES} indicators can stand below the price.")
    return Show(found, ALERTS in words)


def parse_indicator(word: str) -> Indicator:
    """Read one indicator such as ``macd-12-26-9``. Raises Invalid."""
    key, *texts = word.split("-")
    kind = BY_KEY.get(key)
    if kind is None:
        raise wrong(f"{key[:40]!r} is not one of {', '.join([*BY_KEY, ALERTS])}.")
    if texts and len(texts) != len(kind.parameters):
        raise wrong(f"{kind.label} does not take {len(texts)} numbers but {len(kind.parameters)}.")
    wanted = texts or [f"{parameter.default:g}" for parameter in kind.parameters]
    pairs = zip(kind.parameters, wanted, strict=True)
    numbers = tuple(_number(kind.label, parameter, text) for parameter, text in pairs)
    if kind.ascends and numbers[0] >= numbers[1]:
        first, second = kind.parameters[:2]
        raise wrong(f"{kind.label}: {first.label.lower()} has to be below {second.label.lower()}.")
    return Indicator(kind, numbers)


def _number(label: str, parameter: Parameter, text: str) -> float:
    sort = "a whole number" if parameter.step == 1 else "a number"
    plain = text.replace(".", "", parameter.step != 1)
    if not (plain.isascii() and plain.isdigit() and len(text) <= 6) or not _fits(parameter, float(text)):
        bounds = f"{sort} from {parameter.least:g} to {parameter.most:g}"
        raise wrong(f"{label}: {parameter.label.lower()} has to be {bounds}.")
    return round(float(text), 2)


def _fits(parameter: Parameter, number: float) -> bool:
    return parameter.least <= number <= parameter.most


def read_compared(query: QueryDict, found: Instrument) -> list[Instrument]:
    """Read ``?compare=ETH-USDT,NVDA``, up to three; the instrument itself is passed over. Raises Invalid."""
    # The address is carried along from one instrument to the next.
    words = dict.fromkeys(query.get("compare", "")[:MAX_TEXT].upper().split(","))
    symbols = [word for word in words if word and word != found.symbol]
    if not symbols:
        return []
    known = {each.symbol: each for each in active_instruments()}
    if unknown := [symbol for symbol in symbols if symbol not in known]:
        raise wrong(f"{unknown[0][:40]!r} is not an instrument of ours.", "compare")
    if len(symbols) > MAX_COMPARED:
        raise wrong(f"At most {MAX_COMPARED} instruments can be compared with this one.", "compare")
    return [known[symbol] for symbol in symbols]


def comparable(found: Instrument, text: str, shown: Sequence[Instrument]) -> list[Instrument]:
    """Return instruments that match the text and are not on the chart yet, those that begin with it first."""
    words = text[:MAX_TEXT].lower().split()
    taken = {found.symbol, *(each.symbol for each in shown)}
    fits = [
        each
        for each in active_instruments()
        if each.symbol not in taken and all(word in f"{each.symbol} {each.name}".lower() for word in words)
    ]
    fits.sort(key=lambda each: (not each.base.lower().startswith(text.lower().strip()), each.rank))
    return fits[:MOST_CHOICES]


def wrong(sentence: str, field: str = "show") -> Invalid:
    return Invalid(sentence, details={field: sentence})
