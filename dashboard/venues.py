"""The exchanges behind a price, line by line, and in words how far it may be relied on."""

from dataclasses import dataclass
from datetime import datetime

from dashboard.formats import age
from markets.exchanges.registry import exchange_names
from markets.exchanges.verdicts import FRESH_MS, fresh_ms
from markets.types import Confidence, Price, Standing, Venue, Verdict
from project.common.clock import from_ms, now_ms

TICKS = {Confidence.HIGH: 3, Confidence.MEDIUM: 2, Confidence.LOW: 1}
WORDS = {Standing.DISPUTED: "Disputed", Standing.LONELY: "One exchange", Standing.STALE: "Stale"}
REASONS = {
    Standing.FIRM: "Enough exchanges stand behind this price.",
    Standing.DISPUTED: "No majority of the exchanges agrees on this price. Do not rely on it.",
    Standing.LONELY: "Only one exchange tells this price. Do not rely on it.",
    Standing.STALE: "No exchange has told this price lately. Do not rely on it.",
}
DOTS = {Verdict.USED: "", Verdict.STALE: "w", Verdict.LOST: "x"}

SURE_WORDS = {standing: (WORDS.get(standing, ""), REASONS[standing]) for standing in Standing}
"""What the page's script says when the standing changes: word and reason."""


@dataclass(frozen=True, slots=True)
class Line:
    """One exchange; ``dot`` is the class of its mark, ``share`` percent of the volume."""

    venue: Venue
    name: str
    share: float | None
    at: datetime
    age: str
    dot: str


@dataclass(frozen=True, slots=True)
class Badge:
    """``word`` says how sure the price is, ``ticks`` the same as one to three marks."""

    word: str
    ticks: tuple[bool, ...]
    reason: str
    is_firm: bool


def venue_lines(price: Price | None) -> list[Line]:
    """Return a line per exchange: those that count first, the larger share before the smaller."""
    names, now = exchange_names(), now_ms()
    venues = sorted(price.venues if price else (), key=lambda each: (each.verdict != Verdict.USED, -(each.share or 0)))
    return [
        Line(
            venue=each,
            name=names.get(each.exchange, each.exchange),
            share=None if each.share is None else each.share * 100,
            at=from_ms(each.at_ms),
            age=age((now - each.at_ms) / 1000),
            dot=DOTS.get(each.verdict, "w"),
        )
        for each in venues
    ]


def badge(price: Price | None) -> Badge | None:
    if price is None:
        return None
    ticks = TICKS[price.confidence]
    return Badge(
        word=WORDS.get(price.standing, f"{price.confidence.capitalize()} confidence"),
        ticks=tuple(number < ticks for number in range(3)),
        reason=REASONS[price.standing],
        is_firm=price.standing is Standing.FIRM,
    )


def venues_note(mode: str) -> str:
    """Say why there is no line."""
    return "No exchange is connected." if mode == "off" else "No exchange has told this price since the stream began."


def is_old(price: Price | None) -> bool:
    """Return whether a price that trades around the clock is stale; a stock's may just be that of the last session."""
    return price is not None and price.standing is Standing.STALE and fresh_ms(price.symbol) == FRESH_MS
