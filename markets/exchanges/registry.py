"""Which exchanges there are, under which id and name, and how to make one."""

from collections.abc import Mapping
from importlib import import_module

from django.conf import settings

from markets.exchanges.base import Exchange
from markets.exchanges.symbols import canonical_exchange
from project.common.errors import Invalid

SIMULATED = "simulated"

# Modules are imported when an exchange is made: ccxt takes a second and 100 MB that web processes need not spend.
EXCHANGES = {
    "binance": ("Binance", "Binance"),
    "coinbase": ("Coinbase", "Coinbase"),
    "kraken": ("Kraken", "Kraken"),
    "bybit": ("Bybit", "Bybit"),
    "okx": ("OKX", "Okx"),
    "htx": ("HTX", "Htx"),
    "kucoin": ("KuCoin", "Kucoin"),
    "yahoo": ("Yahoo Finance", "Yahoo"),
    SIMULATED: ("Simulated", "SimulatedExchange"),
}


def exchange_names() -> dict[str, str]:
    """Return id → display name of every exchange."""
    return {exchange: name for exchange, (name, _) in EXCHANGES.items()}


def live_exchanges() -> tuple[str, ...]:
    """Return the ids that ``EXCHANGES`` asks for, aliases resolved; raises Invalid for one that does not exist."""
    return tuple(dict.fromkeys(_known(name) for name in settings.EXCHANGES))


def load_adapters() -> None:
    """Import the adapters of all exchanges that ``EXCHANGES`` asks for; it takes seconds, which no loop should wait."""
    for exchange in live_exchanges():
        import_module(f"markets.exchanges.{exchange}")


def make_exchange(name: str) -> Exchange:
    """Make the adapter of an id or alias, at the address that ``EXCHANGE_BASE_URLS`` gives it; it is not connected."""
    exchange = _known(name)
    adapter = getattr(import_module(f"markets.exchanges.{exchange}"), EXCHANGES[exchange][1])
    if exchange == SIMULATED:
        made: Exchange = adapter(seed=settings.SIMULATION_SEED)
    else:
        made = adapter(_base_urls(exchange))
    return made


def _known(name: str) -> str:
    exchange = canonical_exchange(name)
    if exchange not in EXCHANGES:
        message = f"There is no exchange “{name}”; choose from {', '.join(EXCHANGES)}."
        raise Invalid(message, code="INVALID_EXCHANGE", details={"supported": [*EXCHANGES]})
    return exchange


def _base_urls(exchange: str) -> Mapping[str, str] | None:
    urls = settings.EXCHANGE_BASE_URLS.get(exchange)
    if urls is not None and not (isinstance(urls, dict) and isinstance(urls.get("rest"), str)):
        message = f'EXCHANGE_BASE_URLS must give {exchange} an address, such as {{"rest": "http://…", "ws": "ws://…"}}.'
        raise Invalid(message, code="INVALID_SETTING")
    return urls
