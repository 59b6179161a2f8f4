"""The newest quote of each exchange, the prices that follow from them, and the prints since the last flush."""

from collections import Counter, defaultdict, deque

from markets.exchanges.consensus import consensus, outdated
from markets.exchanges.verdicts import fresh_ms
from markets.stream.bus import TAPE_LENGTH
from markets.types import Price, Quote, Standing, Trade


class Board:
    """What the stream knows now. ``hour_ago`` holds the price an hour before of each symbol that has one."""

    def __init__(self) -> None:
        self.hour_ago: dict[str, float] = {}
        self._quotes: dict[str, dict[str, Quote]] = defaultdict(dict)
        self._lost: dict[str, set[str]] = defaultdict(set)
        self._prices: dict[str, Price] = {}
        self._firm: dict[str, float] = {}
        self._changed: set[str] = set()
        self._trades: dict[str, deque[Trade]] = {}

    def take_quote(self, quote: Quote) -> None:
        self._quotes[quote.symbol][quote.exchange] = quote
        self._lost[quote.symbol].discard(quote.exchange)
        self._changed.add(quote.symbol)

    def take_trade(self, trade: Trade) -> None:
        self._trades.setdefault(trade.symbol, deque(maxlen=TAPE_LENGTH)).append(trade)

    def forget(self, exchange: str) -> None:
        """Leave out an exchange whose connection is lost, until it sends again; each of its symbols by itself."""
        for symbol, quotes in self._quotes.items():
            if exchange in quotes:
                self._lost[symbol].add(exchange)
                self._changed.add(symbol)

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return for each exchange in how many prices it counts now, and of how many it has told something."""
        quoted = Counter(exchange for quotes in self._quotes.values() for exchange in quotes)
        counted = Counter(exchange for price in self._prices.values() for exchange in sure_exchanges(price))
        return {exchange: (counted[exchange], number) for exchange, number in quoted.items()}

    def clear(self) -> None:
        self.hour_ago = {}
        for known in (self._quotes, self._lost, self._prices, self._firm, self._changed, self._trades):
            known.clear()

    def mark_all(self) -> None:
        """Count every symbol as changed, because the bus may have lost what it had."""
        self._changed.update(self._quotes)

    def changed_prices(self, now_ms: int) -> list[Price]:
        """Return the prices that changed since the last call, by new quotes or because one in them has grown old."""
        changed, self._changed = self._changed | self._grown_old(now_ms), set()
        return [price for symbol in changed if (price := self._make(symbol, now_ms)) is not None]

    def prices(self) -> list[Price]:
        """Return the newest price of every symbol, as it was when it was last made."""
        return list(self._prices.values())

    def new_trades(self) -> dict[str, list[Trade]]:
        """Return the prints since the last call by symbol, oldest first, at most a tape's length of each."""
        trades, self._trades = self._trades, {}
        return {symbol: list(prints) for symbol, prints in trades.items()}

    def _grown_old(self, now_ms: int) -> set[str]:
        return {
            symbol
            for symbol, price in self._prices.items()
            if price.standing is not Standing.STALE
            and now_ms - min(self._quotes[symbol][name].received_ms for name in price.exchanges) > fresh_ms(symbol)
        }

    def _make(self, symbol: str, now_ms: int) -> Price | None:
        """Return the price of a symbol; one without a quote that counts keeps the price it had, marked as stale."""
        quotes, lost = [*self._quotes[symbol].values()], self._lost[symbol]
        hour_ago, before = self.hour_ago.get(symbol), self._firm.get(symbol)
        price = consensus(quotes, now_ms, hour_ago=hour_ago, before=before, lost=lost)
        if price is None and (known := self._prices.get(symbol)) is not None:
            price = outdated(known, quotes, now_ms, lost)
        if price is not None:
            self._prices[symbol] = price
            if price.standing is Standing.FIRM:
                self._firm[symbol] = price.last
        return price


def sure_exchanges(price: Price) -> tuple[str, ...]:
    return () if price.standing is Standing.STALE else price.exchanges
