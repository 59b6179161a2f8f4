"""Finds the prints that are big for their own coin, and not small for anybody."""

from markets.flow.groups import group_of, is_pair
from markets.flow.quantile import Quantile
from markets.types import Trade, Whale, WhaleThreshold

SHARE = 0.995
"""A print is big when at most one in two hundred of its coin's is bigger."""

HALF_LIFE_MS = 2 * 3_600_000
ENOUGH = 400
"""Before so many prints the floor of the coin's group counts alone: the biggest of a few says nothing."""

RENEW_AFTER = 64


class Whales:
    """Judges each print against the prints of its coin before it; a stock has no whales."""

    def __init__(self) -> None:
        self._coins: dict[str, _Coin] = {}

    def take(self, trade: Trade) -> Whale | None:
        """Return the whale that a print is, if it is one. Called for every print of every exchange."""
        coin = self._coins.get(trade.symbol)
        if coin is None:
            if not is_pair(trade.symbol):
                return None
            coin = self._coins[trade.symbol] = _Coin(trade.symbol)
        worth = trade.price * trade.size
        is_big = worth >= coin.threshold_usd
        coin.sizes.add(worth, trade.event_ms)
        coin.until_renewed -= 1
        if not coin.until_renewed:
            coin.renew()
        return _whale(trade, worth, coin.sizes) if is_big else None

    def threshold_usd(self, symbol: str) -> float:
        coin = self._coins.get(symbol)
        return coin.threshold_usd if coin else group_of(symbol).whale_usd

    def thresholds(self) -> list[WhaleThreshold]:
        """Return what is in force for each coin that has been heard of."""
        return [WhaleThreshold(symbol, coin.threshold_usd, coin.percentile) for symbol, coin in self._coins.items()]


class _Coin:
    __slots__ = ("floor_usd", "percentile", "sizes", "threshold_usd", "until_renewed")

    def __init__(self, symbol: str) -> None:
        self.sizes = Quantile(HALF_LIFE_MS)
        self.floor_usd = self.threshold_usd = group_of(symbol).whale_usd
        self.percentile: float | None = None
        self.until_renewed = RENEW_AFTER

    def renew(self) -> None:
        self.until_renewed = RENEW_AFTER
        if self.sizes.seen < ENOUGH:
            self.threshold_usd, self.percentile = self.floor_usd, None
            return
        self.threshold_usd = max(self.sizes.at(SHARE), self.floor_usd)
        self.percentile = round(100 * self.sizes.share_below(self.threshold_usd), 2)


def _whale(trade: Trade, worth: float, sizes: Quantile) -> Whale:
    is_known = sizes.seen >= ENOUGH
    return Whale(
        exchange=trade.exchange,
        symbol=trade.symbol,
        trade_id=trade.trade_id,
        price=trade.price,
        size=trade.size,
        side=trade.side,
        usd_value=worth,
        percentile=round(100 * sizes.share_below(worth), 2) if is_known else None,
        event_ms=trade.event_ms,
    )
