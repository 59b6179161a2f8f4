"""The newest quote of each exchange, the prices that follow from them, and the prints since the last flush."""

from collections import defaultdict, deque

from markets.exchanges.consensus import consensus
from markets.stream.bus import TAPE_LENGTH
from markets.types import Price, Quote, Trade


class Board:
    """What the stream knows now. ``hour_ago`` holds the price an hour before of each symbol that has one."""

    def __init__(self) -> None:
        self.hour_ago: dict[str, float] = {}
        self._quotes: dict[str, dict[str, Quote]] = defaultdict(dict)
        self._changed: set[str] = set()
        self._trades: dict[str, deque[Trade]] = {}

    def take_quote(self, quote: Quote) -> None:
        self._quotes[quote.symbol][quote.exchange] = quote
        self._changed.add(quote.symbol)

    def take_trade(self, trade: Trade) -> None:
        self._trades.setdefault(trade.symbol, deque(maxlen=TAPE_LENGTH)).append(trade)

    def forget(self, exchange: str) -> None:
        """Leave out an exchange whose connection is lost."""
        for symbol, quotes in self._quotes.items():
            if quotes.pop(exchange, None) is not None:
                self._changed.add(symbol)

    def clear(self) -> None:
        self.hour_ago = {}
        self._quotes.clear()
        self._changed.clear()
        self._trades.clear()

    def mark_all(self) -> None:
        """Count every symbol as changed, because the bus may have lost what it had."""
        self._changed.update(self._quotes)

    def changed_prices(self, now_ms: int) -> list[Price]:
        """Return the prices that changed since the last call; a symbol without a fresh quote keeps the price it had."""
        changed, self._changed = self._changed, set()
        prices = (consensus([*self._quotes[symbol].values()], now_ms, self.hour_ago.get(symbol)) for symbol in changed)
        return [price for price in prices if price is not None]

    def new_trades(self) -> dict[str, list[Trade]]:
        """Return the prints since the last call by symbol, oldest first, at most a tape's length of each."""
        trades, self._trades = self._trades, {}
        return {symbol: list(prints) for symbol, prints in trades.items()}
