"""What a socket may hear of the flow: all of one instrument, or whales or liquidations from some worth on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

ANY = "*"
MOST_KEYS = 4_096


@dataclass(frozen=True, slots=True)
class FlowView:
    """``symbol`` may be ``*``; without a ``kind`` it is everything, events of the market included."""

    symbol: str
    kind: str = ""
    minimum_usd: float = 0.0

    @property
    def key(self) -> str:
        return f"{self.symbol}:{self.kind}:{self.minimum_usd!r}" if self.kind else self.symbol

    def takes(self, row: Mapping[str, Any]) -> bool:
        if self.symbol not in (ANY, row["symbol"]):
            return False
        return not self.kind or (row["kind"] == self.kind and row["usd_value"] >= self.minimum_usd)


@lru_cache(maxsize=MOST_KEYS)
def view_of(key: str) -> FlowView:
    """Return the view of a key that ``FlowView.key`` made."""
    symbol, _, rest = key.partition(":")
    kind, _, minimum_usd = rest.partition(":")
    return FlowView(symbol, kind, float(minimum_usd or 0))


def views_for(kind: str, symbols: Iterable[str], minimum_usd: float) -> tuple[str, ...]:
    """Return the keys for some symbols, or for all when none is named."""
    return tuple(FlowView(symbol, kind, minimum_usd).key for symbol in [*symbols] or [ANY])
