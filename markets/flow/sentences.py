"""Events in one sentence each."""

from typing import TYPE_CHECKING

from markets.types import EventKind

if TYPE_CHECKING:
    from markets.flow.clusters import Window

DONE = {"buy": "bought", "sell": "sold", "long": "longs", "short": "shorts"}
THINGS = {EventKind.WHALE: ("whale trade", "whale trades"), EventKind.LIQUIDATION: ("liquidation", "liquidations")}


def cluster_title(kind: EventKind, cluster: "Window") -> str:
    """Return ``4 whale trades of $3.2M in BTC-USDT within 30 seconds, 84% of it bought.``"""
    one, many = THINGS[kind]
    worth, done = dollars(cluster.usd_value), DONE[cluster.side]
    if cluster.count == 1:
        return f"One {one} of {worth} in {cluster.symbol}, {done}."
    share = round(50 * (1 + cluster.one_sidedness))
    side = f"all of it {done}" if share == 100 else f"{share}% of it {done}"
    return f"{cluster.count} {many} of {worth} in {cluster.symbol} within 30 seconds, {side}."


def move_title(symbol: str, change_pct: float, minutes: int) -> str:
    verb = "rose" if change_pct > 0 else "fell"
    return f"{symbol} {verb} {abs(change_pct):.1f}% in {minutes} minute{'s' if minutes > 1 else ''}."


def disagreement_title(symbol: str, gap_bps: float) -> str:
    return f"Exchanges are {gap_bps / 100:.2f}% apart on {symbol}."


def depeg_title(asset: str, value: float) -> str:
    return f"One {asset} is worth {value:.4f} dollars."


def dollars(amount: float) -> str:
    """Write an amount in three digits: ``$3.21M``."""
    units = ((1e9, "B"), (1e6, "M"), (1e3, "K"))
    size, unit = next(((size, unit) for size, unit in units if amount >= size * 0.9995), (1, ""))
    value = amount / size
    digits = 2 if value < 9.995 else 1 if value < 99.95 else 0
    return f"${value:.{digits}f}{unit}"
