"""The price of an alert's asset, and of bitcoin beside it, at the time an outcome is due."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import Q

from alerts.models import Outcome
from markets.candles.moments import Closes, Moment, hour_closes, minute_closes
from markets.candles.selectors import preferred_exchanges
from markets.exchanges.registry import SIMULATED
from markets.models import AssetClass, Instrument

BITCOIN = "BTC"


class Quote(NamedTuple):
    """``btc_price`` is None where the asset is bitcoin itself, or no candle of it is stored."""

    exchange: str
    price: float
    btc_price: float | None


class Pair(NamedTuple):
    """The instruments whose prices a row needs."""

    asset_id: int
    bitcoin_id: int | None


def allowed_exchanges() -> Sequence[str]:
    """Return the exchanges to measure on, in the operator's order: the simulated one alone, or only real ones."""
    exchanges = preferred_exchanges()
    return exchanges if list(exchanges[:1]) == [SIMULATED] else [each for each in exchanges if each != SIMULATED]


def quotes_of(
    rows: Sequence[Outcome], exchanges: Sequence[str], *, hours_from_s: int | None = None
) -> dict[int, Quote]:
    """Return the quote of each row that has one by primary key, in few queries whatever the number of rows.

    A row that names its exchange is read there. From ``hours_from_s`` on, an hour stands in for missing minutes.
    """
    if not rows:
        return {}
    pairs = _pairs({row.symbol for row in rows})
    quotes = dict(_pick(rows, pairs, minute_closes(_moments(rows, pairs), exchanges), exchanges))
    late = [row for row in rows if row.pk not in quotes and hours_from_s is not None and row.horizon_s >= hours_from_s]
    if late:
        quotes |= dict(_pick(late, pairs, hour_closes(_moments(late, pairs), exchanges), exchanges))
    return quotes


def _pairs(symbols: set[str]) -> dict[str, Pair]:
    """Return the pair of each symbol; bitcoin in the same currency if it is traded in that."""
    is_bitcoin = Q(base=BITCOIN, asset_class=AssetClass.CRYPTO)
    instruments = list(Instrument.objects.filter(Q(symbol__in=symbols) | is_bitcoin).order_by("rank", "symbol"))
    bitcoins = [each for each in instruments if each.base == BITCOIN and each.asset_class == AssetClass.CRYPTO]
    pairs = {}
    for each in instruments:
        alike = sorted(bitcoins, key=lambda bitcoin: bitcoin.quote != each.quote)
        pairs[each.symbol] = Pair(each.pk, alike[0].pk if alike and each.base != BITCOIN else None)
    return pairs


def _moments(rows: Sequence[Outcome], pairs: dict[str, Pair]) -> set[Moment]:
    known = [(pairs[row.symbol], row.due_at) for row in rows if row.symbol in pairs]
    return {(key, due_at) for pair, due_at in known for key in pair if key is not None}


def _pick(
    rows: Sequence[Outcome], pairs: dict[str, Pair], closes: Closes, exchanges: Sequence[str]
) -> Iterator[tuple[int, Quote]]:
    for row in rows:
        if row.symbol not in pairs:
            continue
        pair = pairs[row.symbol]
        prices = closes.get((pair.asset_id, row.due_at), {})
        bitcoin = closes.get((pair.bitcoin_id, row.due_at), {}) if pair.bitcoin_id else {}
        exchange = next((each for each in exchanges if each in prices and row.exchange in ("", each)), None)
        if exchange:
            yield row.pk, Quote(exchange, prices[exchange], bitcoin.get(exchange))
