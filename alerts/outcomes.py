"""What the price did after an alert: rows that wait for their time, and the job that fills them from stored candles."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from alerts.models import Alert, Outcome
from alerts.outcome_prices import Quote, allowed_exchanges, quotes_of
from markets.candles.moments import first_traded
from markets.models import AssetClass, Instrument

HORIZONS_S = (0, 60, 300, 3_600, 86_400, 604_800)
LISTED_WITHIN = timedelta(days=7)
"""An alert may be about an asset that begins to trade so long after it."""
BATCH = 200
RETRY_AFTER = timedelta(minutes=10)
FROM_HOURS_S = 3_600
"""From this horizon on, the close of an hour will do where the minutes are not stored."""
REACH_OF_MINUTES = timedelta(days=3)
REACH_OF_HOURS = timedelta(days=30)
"""As far back as the exchanges' own history is fetched after an outage; what is older no longer comes."""

State = Outcome.State


def open_outcomes(alert: Alert, now: datetime) -> int:
    """Write the rows of ``alert`` that wait for a price and return how many; none while its asset is not traded.

    Call it in the transaction that raises the alert. Harmless to repeat.
    """
    if now - alert.created_at > LISTED_WITHIN or Outcome.objects.filter(alert=alert).exists():
        return 0
    tokens = asset_tokens(alert)
    pair = first_of(tokens, pairs_of(tokens))
    return _open(alert, pair.symbol, alert.created_at) if pair else 0


def open_late(now: datetime) -> int:
    """Open the outcomes of alerts whose asset has begun to trade since; return of how many alerts.

    They start with its first price, or at the alert where it was traded all along.
    """
    pairs, exchanges, opened = pairs_of(), allowed_exchanges(), 0
    recent = Alert.objects.filter(created_at__gt=now - LISTED_WITHIN, outcomes=None).order_by("pk")
    for alert in recent.select_related("event", "company").iterator(chunk_size=500):
        pair = first_of(asset_tokens(alert), pairs)
        start = first_traded(pair.pk, exchanges) if pair else None
        if pair and start and start - alert.created_at < LISTED_WITHIN:
            opened += bool(_open(alert, pair.symbol, max(start, alert.created_at)))
        if opened == BATCH:
            break
    return opened


def asset_tokens(alert: Alert) -> list[str]:
    """Return the tickers whose price tells of ``alert``, the best first.

    An event that names its token is about that token alone: while it is not traded, the price of the coin that buys it
    says nothing.
    """
    if alert.event and alert.event.token:
        return [alert.event.token.upper()]
    tokens = [*alert.tokens_mentioned, *(alert.company.tokens if alert.company else ())]
    return list(dict.fromkeys(token.upper() for token in tokens))


def pairs_of(tokens: Sequence[str] | None = None) -> dict[str, Instrument]:
    """Return each token's traded pair, of several the one that lists show first; of all tokens when none are given."""
    pairs = Instrument.objects.filter(is_active=True, asset_class=AssetClass.CRYPTO).order_by("-rank", "-symbol")
    return {pair.base: pair for pair in (pairs if tokens is None else pairs.filter(base__in=tokens))}


def first_of(tokens: Iterable[str], pairs: dict[str, Instrument]) -> Instrument | None:
    return next((pairs[token] for token in tokens if token in pairs), None)


def _open(alert: Alert, symbol: str, start: datetime) -> int:
    rows = [
        Outcome(alert=alert, symbol=symbol, horizon_s=horizon, due_at=start + timedelta(seconds=horizon))
        for horizon in HORIZONS_S
    ]
    return len(Outcome.objects.bulk_create(rows, ignore_conflicts=True))


def measure_due(now: datetime) -> int:
    """Fill in the prices whose time has come, a batch of each kind; return how many rows were settled."""
    return _measure_bases(now) + _measure_changes(now)


def _due(now: datetime) -> QuerySet[Outcome]:
    tried = Q(tried_at=None) | Q(tried_at__lte=now - RETRY_AFTER)
    due = Outcome.objects.filter(tried, state=State.PENDING, due_at__lte=now)
    return due.order_by(F("tried_at").asc(nulls_first=True), "due_at", "pk")


def _measure_bases(now: datetime) -> int:
    """Measure the prices at the alerts; each decides which exchange its alert is measured on."""
    rows = list(_due(now).filter(horizon_s=0)[:BATCH])
    quotes = quotes_of(rows, allowed_exchanges())
    with transaction.atomic():
        settled = _settle(rows, quotes, {}, now)
        for exchange in {row.exchange for row in settled if row.exchange}:
            alerts = [row.alert_id for row in settled if row.exchange == exchange]
            Outcome.objects.filter(alert__in=alerts).update(exchange=exchange)
        lost = [row.alert_id for row in settled if row.state == State.MISSING]
        Outcome.objects.filter(alert__in=lost, state=State.PENDING).update(state=State.MISSING)
    return len(settled)


def _measure_changes(now: datetime) -> int:
    """Measure what came after the alerts whose first price is known."""
    rows = list(_due(now).filter(horizon_s__gt=0).exclude(exchange="")[:BATCH])
    alerts = {row.alert_id for row in rows}
    bases = {row.alert_id: row for row in Outcome.objects.filter(alert__in=alerts, horizon_s=0)}
    quotes = quotes_of(rows, allowed_exchanges(), hours_from_s=FROM_HOURS_S)
    with transaction.atomic():
        return len(_settle(rows, quotes, bases, now))


def _settle(
    rows: Sequence[Outcome], quotes: dict[int, Quote], bases: dict[int, Outcome], now: datetime
) -> list[Outcome]:
    """Write what was found, unless another run has written it meanwhile; return the rows that wait no longer."""
    waiting = Outcome.objects.filter(pk__in=[row.pk for row in rows], state=State.PENDING)
    locked = list(waiting.select_for_update().order_by("pk"))
    for row in locked:
        row.tried_at = now
        _fill(row, quotes.get(row.pk), bases.get(row.alert_id), now)
    fields = ["state", "price", "exchange", "btc_price", "change", "net_change", "tried_at"]
    Outcome.objects.bulk_update(locked, fields)
    return [row for row in locked if row.state != State.PENDING]


def _fill(row: Outcome, quote: Quote | None, base: Outcome | None, now: datetime) -> None:
    reach = REACH_OF_MINUTES if row.horizon_s < FROM_HOURS_S else REACH_OF_HOURS
    if quote is None:
        row.state = State.MISSING if now - row.due_at > reach else State.PENDING
        return
    row.state, row.price, row.btc_price, row.exchange = State.MEASURED, quote.price, quote.btc_price, quote.exchange
    row.change = share(quote.price, base.price) if base else 0.0
    btc_change = share(quote.btc_price, base.btc_price) if base else 0.0
    if row.change is not None and btc_change is not None and quote.btc_price is not None:
        row.net_change = row.change - btc_change


def share(price: float | None, base: float | None) -> float | None:
    """Return the change from ``base`` to ``price`` as a share, None when one of them is not known."""
    return None if price is None or not base else price / base - 1
