"""Finds a USDT that is no dollar: no exchange's pair of the two is followed, so the same coin in both tells."""

from collections.abc import Mapping
from statistics import median

from markets.flow.latch import Latch
from markets.flow.sentences import depeg_title
from markets.types import EventKind, FlowEvent

ASSET = "USDT"
COINS = ("BTC", "ETH", "SOL")
"""Coins that are followed in dollars and in USDT; the event stands with the first."""

AWAY = 0.005
HOLD_MS = 60_000


class Depeg:
    """Watches the peg; what it returns is the depeg that goes on, at its worst, as long as it does."""

    def __init__(self) -> None:
        self._latch = Latch(HOLD_MS)
        self._worst: FlowEvent | None = None

    def take(self, firm: Mapping[str, float], now_ms: int) -> FlowEvent | None:
        """Look at the firm prices of this moment, by symbol."""
        values = implied(firm)
        away = median(values.values()) - 1 if values else None
        if not self._latch.take(abs(away) / AWAY if away is not None else None, now_ms):
            self._worst = None
        elif away is not None and (self._worst is None or abs(away) * 100 > abs(self._worst.change_pct or 0.0)):
            self._worst = _event(self._latch.since_ms or now_ms, away, values)
        return self._worst


def implied(firm: Mapping[str, float]) -> dict[str, float]:
    """Return what a USDT is worth in dollars by each coin that is priced in both."""
    pairs = {coin: (firm.get(f"{coin}-USD"), firm.get(f"{coin}-{ASSET}")) for coin in COINS}
    return {coin: in_dollars / in_usdt for coin, (in_dollars, in_usdt) in pairs.items() if in_dollars and in_usdt}


def _event(began_ms: int, away: float, values: Mapping[str, float]) -> FlowEvent:
    return FlowEvent(
        kind=EventKind.DEPEG,
        symbol=f"{COINS[0]}-{ASSET}",
        began_ms=began_ms,
        ended_ms=None,
        title=depeg_title(ASSET, 1 + away),
        side="above" if away > 0 else "below",
        change_pct=away * 100,
        details={"asset": ASSET, "value": 1 + away, "by_coin": dict(values)},
    )
