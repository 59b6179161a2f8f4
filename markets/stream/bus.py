"""The bus between the stream and the web processes: names of keys and channels, clients, how values are written."""

from functools import cache
from typing import Any

import orjson
import redis
import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from markets.types import Book, Confidence, ExchangeState, FeedState, Price, Standing, Trade, Venue, Verdict

PRICES = "tw:prices"
TRADES = "tw:trades"
EXCHANGES = "tw:exchanges"
MODE = "tw:mode"
BOOKS = "tw:books"
BOOKS_WANTED = "tw:books-wanted"
FLOW = "tw:flow"
WHALE_THRESHOLDS = "tw:whale-thresholds"
ANSWERS = "tw:answers"
"""Channels; PRICES and EXCHANGES are also hashes, MODE is a string that runs out when nobody renews it.

BOOKS begins the keys of hashes, one a symbol; BOOKS_WANTED is a sorted set of symbols by when the wish for them ends.
WHALE_THRESHOLDS is a hash that runs out like MODE. FLOW brings lists of new whales, liquidations and market events,
told apart by ``kind``.
ANSWERS is a number in the keys of shared answers: one more, and none of those before counts.
"""

MODE_LIFE_S = 60
BOOK_LIFE_S = 20
TAPE_LENGTH = 100

# Exceptions of a bus that is away: refused, reset, restarting, slow.
BUS_ERRORS = (redis.RedisError, OSError)


def tape_key(symbol: str, exchange: str = "") -> str:
    """Return where the last prints of a symbol stand, of all exchanges or of one."""
    return f"{TRADES}:{symbol}:{exchange}" if exchange else f"{TRADES}:{symbol}"


def book_key(symbol: str) -> str:
    return f"{BOOKS}:{symbol}"


def channel(name: str) -> str:
    """Return where values of that name are published, apart from other installations on the same Redis."""
    return f"{name}:{settings.BUS_NUMBER}"


def client() -> redis.Redis:
    """Return this process's blocking client; short timeouts and no silent retries, so that a page never waits."""
    return _client(settings.REDIS_URL)


@cache
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1, retry=Retry(NoBackoff(), 0))


def async_client(*, is_listener: bool = False) -> redis.asyncio.Redis:
    """Return a client for the running loop, closed by the caller; a listener waits for messages without limit."""
    return redis.asyncio.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=None if is_listener else 5,
        socket_connect_timeout=2,
        retry=AsyncRetry(NoBackoff(), 0),
    )


def dump(value: object) -> bytes:
    """Write a value, or a list of values, as JSON; NaN becomes null."""
    return orjson.dumps(value)


def load_price(raw: bytes) -> Price:
    """Read a price; one that the release before wrote has no pedigree and counts as stale."""
    fields: dict[str, Any] = orjson.loads(raw)
    typed = {
        "exchanges": tuple(fields["exchanges"]),
        "standing": Standing(fields.get("standing", Standing.STALE)),
        "confidence": Confidence(fields.get("confidence", Confidence.LOW)),
        "venues": tuple(Venue(**{**each, "verdict": Verdict(each["verdict"])}) for each in fields.get("venues", ())),
    }
    return Price(**{**fields, **typed})


def load_book(raw: bytes) -> Book:
    fields: dict[str, Any] = orjson.loads(raw)
    sides = {side: tuple((price, size) for price, size in fields[side]) for side in ("bids", "asks")}
    return Book(**{**fields, **sides})


def load_trade(raw: bytes) -> Trade:
    return Trade(**orjson.loads(raw))


def load_state(raw: bytes) -> ExchangeState:
    fields: dict[str, Any] = orjson.loads(raw)
    typed = {"state": FeedState(fields["state"]), "abilities": tuple(fields.get("abilities", ()))}
    return ExchangeState(**{**fields, **typed})
