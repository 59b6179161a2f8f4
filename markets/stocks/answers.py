"""What the stream process last learnt of stocks, as it stands on the bus for the web processes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson
from django.conf import settings

from markets.stocks.types import TIMEFRAMES, Period

ASKED = "tw:stocks:asked"
"""A list of questions; NUMBERS counts them, so that an asker knows an answer that came after its question."""
NUMBERS = "tw:stocks:numbers"

KEPT_S = 90 * 86_400
MINUTE_MS = 60_000
RETRY_MS = 30_000
"""So long after a failure nobody asks again."""


class Kind(StrEnum):
    INFO = "info"
    DIVIDENDS = "dividends"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Topic:
    """What is asked of one stock."""

    symbol: str
    kind: Kind
    period: Period | None = None

    @property
    def name(self) -> str:
        return ":".join((self.symbol, self.kind, *([self.period] if self.period else [])))

    @property
    def life_ms(self) -> int:
        """How long an answer is good for; a day in minutes moves, a company does not."""
        if not settings.YFINANCE_CACHE_ENABLED:
            return 0
        if self.period is None:
            return settings.CACHE_TTL * 1000
        return MINUTE_MS if self.period in TIMEFRAMES else settings.GPT_API_CACHE_TTL * 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """The last value and its time, whatever happened since; ``fault`` says why a later try brought nothing newer.

    Without any value, ``at_ms`` is 0.
    """

    value: Any
    at_ms: int
    tried_ms: int
    fault: str

    def is_enough(self, topic: Topic, now_ms: int) -> bool:
        """Say whether nobody need ask for a newer one: it is fresh, or a try has just failed."""
        has_just_failed = bool(self.fault) and now_ms - self.tried_ms < RETRY_MS
        return has_just_failed or now_ms - self.at_ms < topic.life_ms


def key_of(mode: str, topic: Topic) -> str:
    """Return where the answer stands; simulated ones stand apart, and are never taken for live ones."""
    return f"tw:market_data:{topic.name}:{mode}"


def answered_key_of(key: str) -> str:
    """Return where the number of the newest question stands that the answer answers: who waits looks at that alone."""
    return f"tw:stocks:answered:{key}"


def load_answer(raw: bytes | str | None) -> Answer | None:
    return Answer(**orjson.loads(raw)) if raw else None


def dump_question(topic: Topic, number: int, until_ms: int) -> bytes:
    fields = {"symbol": topic.symbol, "kind": topic.kind, "period": topic.period}
    return orjson.dumps({**fields, "number": number, "until_ms": until_ms})


def load_question(raw: bytes | str) -> tuple[Topic, int, int]:
    """Return topic, number, and until when somebody waits for the answer, in ms."""
    asked = orjson.loads(raw)
    period = Period(asked["period"]) if asked["period"] else None
    return Topic(asked["symbol"], Kind(asked["kind"]), period), asked["number"], asked["until_ms"]
