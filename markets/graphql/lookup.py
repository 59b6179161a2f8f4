"""Instruments by every way to write them, read once for a request."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

import strawberry

from markets.models import AssetClass, Instrument
from markets.multi.selectors import pair_symbol, unsupported
from markets.selectors import active_instruments
from project.common.errors import Invalid

MOST_FOLLOWED = 100


class Room:
    """How many names the subscriptions of one socket may still follow: each price is worked out for each name."""

    def __init__(self) -> None:
        self._left = MOST_FOLLOWED

    @contextmanager
    def take(self, names: int) -> Iterator[None]:
        """Hold room for so many. Raises Invalid when there is less."""
        if names > self._left:
            message = f"At most {MOST_FOLLOWED} symbols fit the subscriptions of one socket."
            raise Invalid(message, code="TOO_MANY_TOPICS", details={"left": self._left})
        self._left -= names
        try:
            yield
        finally:
            self._left += names


class Lookup:
    """The context of each resolver; ``room`` is the socket's of a subscription."""

    def __init__(self, room: Room | None = None) -> None:
        self.room = room or Room()

    @cached_property
    def instruments(self) -> dict[str, Instrument]:
        return {each.symbol: each for each in active_instruments()}

    def any_of(self, text: str) -> Instrument:
        """Return the pair or the stock. Raises Missing."""
        found = self.instruments.get(text.strip().upper()) or self._pair(text)
        if found is None:
            stocks = [each.symbol for each in self.instruments.values() if each.asset_class != AssetClass.CRYPTO]
            raise unsupported(text, [*self._bases(), *stocks])
        return found

    def pair(self, text: str) -> Instrument:
        """Return the pair of ``BTC``, ``BTC-USDT`` or any exchange's way to write it. Raises Missing."""
        found = self._pair(text)
        if found is None:
            raise unsupported(text, self._bases())
        return found

    def _pair(self, text: str) -> Instrument | None:
        found = self.instruments.get(pair_symbol(text))
        return found if found and found.asset_class == AssetClass.CRYPTO else None

    def _bases(self) -> list[str]:
        return [each.base for each in self.instruments.values() if each.asset_class == AssetClass.CRYPTO]


Info = strawberry.Info[Lookup, None]
