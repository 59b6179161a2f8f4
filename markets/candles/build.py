"""1m candles made of trades as they arrive."""

from dataclasses import dataclass, field

from markets.types import Trade

MINUTE_MS = 60_000
KEEP_MS = 3 * MINUTE_MS
"""How long a minute waits for late trades; a later one starts a thin candle, which the store refuses."""

Key = tuple[str, str, int]


@dataclass(slots=True)
class OpenMinute:
    """A minute in the making. ``first_ms`` and ``last_ms`` order trades that arrive out of turn."""

    open: float
    high: float
    low: float
    close: float
    volume: float
    first_ms: int
    last_ms: int
    trade_ids: set[str] = field(default_factory=set)

    def add(self, trade: Trade) -> None:
        self.high = max(self.high, trade.price)
        self.low = min(self.low, trade.price)
        self.volume += trade.size
        if trade.event_ms < self.first_ms:
            self.open, self.first_ms = trade.price, trade.event_ms
        if trade.event_ms >= self.last_ms:
            self.close, self.last_ms = trade.price, trade.event_ms


class CandleBuilder:
    """Collects trades by exchange, symbol and minute; a trade that comes twice counts once."""

    def __init__(self) -> None:
        self.minutes: dict[Key, OpenMinute] = {}
        self._changed: set[Key] = set()

    def take(self, trade: Trade) -> None:
        key = (trade.exchange, trade.symbol, trade.event_ms - trade.event_ms % MINUTE_MS)
        minute = self.minutes.get(key)
        if minute is None:
            at, price = trade.event_ms, trade.price
            minute = self.minutes[key] = OpenMinute(price, price, price, price, 0.0, at, at)
        if trade.trade_id in minute.trade_ids:
            return
        minute.trade_ids.add(trade.trade_id)
        minute.add(trade)
        self._changed.add(key)

    def changed(self) -> dict[Key, OpenMinute]:
        """Return the minutes that changed since the last call."""
        changed, self._changed = self._changed, set()
        return {key: self.minutes[key] for key in changed}

    def give_back(self, keys: "set[Key] | dict[Key, OpenMinute]") -> None:
        """Take back minutes that could not be stored."""
        self._changed.update(keys)

    def forget(self, now_ms: int) -> None:
        """Drop minutes that are long over; of those that still wait for the database keep no more than the candle."""
        for key in [key for key in self.minutes if key[2] + MINUTE_MS + KEEP_MS < now_ms]:
            if key in self._changed:
                self.minutes[key].trade_ids.clear()
            else:
                del self.minutes[key]
