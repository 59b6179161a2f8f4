"""All detectors side by side: prints and prices go in, whales and events come out. No clock, no database."""

from collections.abc import Iterable
from dataclasses import replace

from markets.exchanges.repeats import Repeats
from markets.exchanges.verdicts import fresh_ms
from markets.flow.cascades import Cascades
from markets.flow.clusters import Window, Windows, event_of, is_storm
from markets.flow.cooldown import LONGEST_MS, Cooldowns
from markets.flow.depeg import Depeg
from markets.flow.disagreement import Disagreements
from markets.flow.moves import Moves
from markets.flow.whales import Whales
from markets.types import EventKind, FlowEvent, Liquidation, Price, Standing, Trade, Whale

Key = tuple[EventKind, str]


class Radar:
    """What is known of one market, live or simulated; another one begins with a new radar."""

    def __init__(self) -> None:
        self.whales = Whales()
        self.cooldowns = Cooldowns()
        self._repeats = Repeats()
        self._storms = Windows()
        self._bursts = Windows()
        self._cascades = Cascades()
        self._moves = Moves()
        self._disagreements = Disagreements()
        self._depeg = Depeg()
        self._lasting: dict[Key, FlowEvent] = {}

    def take_trade(self, trade: Trade) -> Whale | None:
        """Return the whale that a print is, once. Called for every print of every exchange."""
        whale = self.whales.take(trade)
        if whale is None or self._repeats.has(f"{whale.exchange} {whale.symbol}", whale.trade_id):
            return None
        self._storms.take(whale.exchange, whale.symbol, whale.side, whale.usd_value, whale.event_ms)
        return whale

    def take_liquidation(self, liquidation: Liquidation) -> bool:
        """Return whether it is a new one."""
        order = liquidation
        if self._repeats.has(f"liquidations {order.exchange} {order.symbol}", order.trade_id):
            return False
        self._bursts.take(order.exchange, order.symbol, order.side, order.usd_value, order.event_ms)
        return True

    def look(self, prices: Iterable[Price], now_ms: int) -> list[FlowEvent]:
        """Return what began or ended since the last look; to be called about once a second."""
        known = list(prices)
        firm = {price.symbol: price.last for price in known if is_firm(price, now_ms)}
        lasting = [self._disagreements.take(price, now_ms) for price in known]
        lasting.append(self._depeg.take(firm, now_ms))
        return [
            *self._clusters(now_ms),
            *self._changes_of([event for event in lasting if event is not None], now_ms),
            *self._moved(firm, now_ms),
        ]

    def _clusters(self, now_ms: int) -> list[FlowEvent]:
        storms = [
            event_of(EventKind.WHALE, window)
            for window in recent(self._storms.closed(now_ms), now_ms)
            if is_storm(window, self.whales.threshold_usd(window.symbol))
        ]
        cascades = [
            event_of(EventKind.LIQUIDATION, window)
            for window in recent(self._bursts.closed(now_ms), now_ms)
            if self._cascades.is_cascade(window)
        ]
        found = (*storms, *cascades)
        return [event for event in found if self.cooldowns.may_tell(event.kind, event.symbol, event.began_ms)]

    def _moved(self, firm: dict[str, float], now_ms: int) -> list[FlowEvent]:
        moved = [self._moves.take(symbol, last, now_ms) for symbol, last in firm.items()]
        told = [move for move in moved if move is not None and self.cooldowns.may_tell(move.kind, move.symbol, now_ms)]
        for move in told:
            self._moves.settle(move.symbol)
        return told

    def _changes_of(self, lasting: list[FlowEvent], now_ms: int) -> list[FlowEvent]:
        """Tell the beginning of what lasts, and its end; one that begins too soon after another waits its turn."""
        now_on = {(event.kind, event.symbol): event for event in lasting}
        ended = [replace(self._lasting.pop(key), ended_ms=now_ms) for key in [*self._lasting] if key not in now_on]
        begun = [
            event
            for key, event in now_on.items()
            if key not in self._lasting and self.cooldowns.may_tell(event.kind, event.symbol, now_ms)
        ]
        self._lasting |= {key: event for key, event in now_on.items() if key in self._lasting}
        self._lasting |= {(event.kind, event.symbol): event for event in begun}
        return [*ended, *begun]


def recent(windows: list[Window], now_ms: int) -> list[Window]:
    """Leave out what an exchange tells of long ago when we connect: it is no news, and may have been told before."""
    return [window for window in windows if now_ms - window.began_ms < LONGEST_MS]


def is_firm(price: Price, now_ms: int) -> bool:
    """Say whether something may be decided on a price; nobody may have looked at it for a while."""
    return price.standing is Standing.FIRM and abs(now_ms - price.at_ms) <= fresh_ms(price.symbol)
