"""Liquidations of linear perpetuals over ccxt: a client, a market list and a connection apart.

As read in ccxt 4.5.90. Binance: the size is that of the last fill, not of the whole order. OKX: of several liquidations
in one message only the first is read, and sizes stay in contracts. Bybit: one symbol a call. The side is the order's on
Binance and OKX and the position's on Bybit, and ccxt hands on either. So ccxt connects and hands over messages.
"""

from collections import Counter, deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, ClassVar

from markets.exchanges.base import Interrupted, Rejected
from markets.exchanges.connection import Connection
from markets.exchanges.repeats import Repeats
from markets.exchanges.sane import number, reject_liquidation
from markets.types import Liquidation
from project.common.clock import now_ms

STREAM = "forced"
CLOSES = {"buy": "short", "sell": "long"}
"""Which position an order closes."""


@dataclass(frozen=True, slots=True)
class Forced:
    """A liquidation as its exchange tells of it; ``side`` is the position's, the size in contracts."""

    market_id: str
    side: str
    contracts: float
    price: float
    at_ms: int


def forced(market_id: object, side: str | None, contracts: object, price: object, at_ms: object) -> Forced:
    """Read the fields of a payload; what cannot be read is 0 or empty, which is rejected later and counted."""
    return Forced(str(market_id), side or "", number(contracts) or 0.0, number(price) or 0.0, int(number(at_ms) or 0))


class PerpetualClient:
    """What a client adds to ccxt's to hear of liquidations."""

    market_type: ClassVar[str] = "linear"
    """How ``fetchMarkets`` calls what is asked for here."""

    def __init__(self, config: Mapping[str, object]) -> None:
        super().__init__(config)  # type: ignore[call-arg]
        self.forced: deque[tuple[Forced, int]] = deque()

    def forced_url(self) -> str:
        raise NotImplementedError

    def forced_request(self, market_ids: Sequence[str], request_id: int) -> dict[str, Any]:
        """Return the message that asks for the liquidations of these markets."""
        raise NotImplementedError

    def read_forced(self, message: dict[str, Any]) -> Iterable[Forced]:
        raise NotImplementedError

    def watch_forced(self: Any, market_ids: Sequence[str]) -> Any:
        """Return a future of the next message, and ask for messages when this connection has not."""
        url = self.forced_url()
        if STREAM in self.client(url).subscriptions:
            return self.watch_multiple(url, [STREAM])
        request_id = self.milliseconds()
        request = self.forced_request(market_ids, request_id)
        # Binance's refusal is handed to whoever waits for the number of the request.
        hashes = [STREAM, str(request_id)]
        return self.watch_multiple(url, hashes, request, [STREAM], {"id": str(request_id)})

    def handle_liquidation(self, client: Any, message: dict[str, Any]) -> None:
        """Keep what a message tells of, each with its place among those that it cannot be told from."""
        alike: Counter[Forced] = Counter()
        try:
            for each in self.read_forced(message):
                alike[each] += 1
                self.forced.append((each, alike[each]))
        finally:
            client.resolve(True, STREAM)


@dataclass(frozen=True, slots=True)
class Contract:
    """Our pair behind a perpetual, and how much of its base asset is in one contract."""

    symbol: str
    size: float


class Perpetuals:
    """The linear perpetuals of an exchange, under the symbols of its spot pairs."""

    def __init__(self, exchange: str, connection: Connection, dropped: Counter[str]) -> None:
        self.exchange = exchange
        self.connection = connection
        self._client = connection.client
        self._dropped = dropped
        self._repeats = Repeats()
        self._is_list_doubtful = True

    async def liquidations(self, symbols: Sequence[str]) -> AsyncIterator[Liquidation]:
        """Yield liquidations of the pairs that have a perpetual; the connection ends with the stream."""
        contracts = await self._contracts(symbols)
        stream = self.connection.stream(lambda: self._sweep(contracts), lambda: self._client.watch_forced([*contracts]))
        try:
            async with aclosing(stream) as found:  # type: ignore[type-var]
                async for liquidation in found:
                    yield liquidation
        except Rejected:
            # A market of the list may be gone.
            self._is_list_doubtful = True
            raise
        finally:
            await self._client.close_ws_clients()

    async def _contracts(self, symbols: Sequence[str]) -> dict[str, Contract]:
        """Return the perpetuals of these pairs by the exchange's id."""
        name = self.connection.name
        markets = await self.connection.answer(self._client.load_markets(self._is_list_doubtful))
        if not markets:
            raise Interrupted(f"{name} lists no perpetual at all.")
        self._is_list_doubtful = False
        found = {}
        for symbol in symbols:
            market = markets.get(_perpetual_of(symbol))
            if market and market.get("swap") and market.get("linear") and market.get("active") is not False:
                found[str(market["id"])] = Contract(symbol, number(market.get("contractSize")) or 0.0)
        if not found:
            raise Rejected(f"{name} has no perpetual of any of the pairs.")
        return found

    def _sweep(self, contracts: Mapping[str, Contract]) -> list[Liquidation]:
        found = []
        while self._client.forced:
            each, place = self._client.forced.popleft()
            if contract := contracts.get(each.market_id):
                liquidation = self._liquidation(each, place, contract)
                if reason := self._rejected(liquidation):
                    self._dropped[reason] += 1
                else:
                    found.append(liquidation)
        return found

    def _rejected(self, liquidation: Liquidation) -> str | None:
        if reason := reject_liquidation(liquidation, now_ms()):
            return reason
        return "repeated" if self._repeats.has(liquidation.symbol, liquidation.trade_id) else None

    def _liquidation(self, each: Forced, place: int, contract: Contract) -> Liquidation:
        """No exchange numbers its liquidations: the id is made of time, position, size and price, as it sent them.

        Those of one message that are alike in all four are counted, and it is the same count when it comes again.
        """
        same = f"{each.at_ms}-{each.side}-{each.contracts!r}-{each.price!r}"
        return Liquidation(
            exchange=self.exchange,
            symbol=contract.symbol,
            trade_id=same if place == 1 else f"{same}-{place}",
            price=each.price,
            size=each.contracts * contract.size,
            side=each.side,
            event_ms=each.at_ms,
        )


def _perpetual_of(symbol: str) -> str:
    base, _, quote = symbol.partition("-")
    return f"{base}/{quote}:{quote}"
