"""A ccxt.pro client made safe: other addresses, frames that cannot be read, and errors in our own words."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import ccxt.pro

from markets.exchanges.base import BackOff, ExchangeError, Interrupted, Rejected
from markets.exchanges.sane import number

PEACE_S = 30.0
"""How long to leave an exchange alone that says "too many" without saying how long."""
PEACE_LIMIT_S = 3600.0
TOO_MANY = {418, 429}


def guarded(client_class: Any, dropped: Counter[str]) -> Any:
    """Derive a client that counts unreadable frames as ``frame`` and goes on; 418, 429 and 451 raise our errors."""

    class Guarded(client_class):  # type: ignore[misc]
        def client(self, url: str) -> Any:
            client = super().client(url)
            if "handle_message" not in vars(client):
                client.handle_message = partial(_handle, client.handle_message, dropped)
            return client

        def handle_errors(self, code: int, reason: str, url: str, method: str, headers: Any, *rest: Any) -> Any:
            if code in TOO_MANY:
                raise BackOff(f"{self.name} asks for fewer requests.", retry_after_s=retry_after_s(headers))
            if code == 451:
                raise Rejected(f"{self.name} does not serve the place this machine is in.")
            return super().handle_errors(code, reason, url, method, headers, *rest)

    return Guarded


def _handle(handle: Callable[[object], None], dropped: Counter[str], message: object) -> None:
    """Supervise ccxt's receive loop: an exception here would end it without a word, whatever the exception is."""
    try:
        handle(message)
    except Exception:  # noqa: BLE001
        dropped["frame"] += 1


def kept(client: Any, symbol: str) -> dict[str, Any]:
    """Return what a connection knows of a symbol from one channel until another speaks; it ends with the connection."""
    known: dict[str, Any] = vars(client).setdefault("kept", {}).setdefault(symbol, {})
    return known


def retry_after_s(headers: Mapping[str, str] | None) -> float:
    """Read ``Retry-After`` in seconds; a date or nonsense counts as no word."""
    for name, value in (headers or {}).items():
        seconds = number(value)
        if name.lower() == "retry-after" and seconds is not None and seconds >= 0:
            return min(seconds, PEACE_LIMIT_S)
    return PEACE_S


def failure(error: ccxt.BaseError, name: str) -> ExchangeError:
    """Say of a ccxt error what the caller should do."""
    handshake = error.args[0] if error.args else None
    if getattr(handshake, "status", None) in TOO_MANY:
        return BackOff(
            f"{name} asks for fewer connections.", retry_after_s=retry_after_s(getattr(handshake, "headers", None))
        )
    if isinstance(error, ccxt.RateLimitExceeded | ccxt.DDoSProtection):
        return BackOff(f"{name} asks for fewer requests.", retry_after_s=PEACE_S)
    if isinstance(error, ccxt.BadSymbol | ccxt.BadRequest | ccxt.NotSupported | ccxt.AuthenticationError):
        return Rejected(f"{name} refuses the request: {_short(error)}.")
    return Interrupted(f"{name} cannot be reached: {_short(error)}.")


def _short(error: Exception) -> str:
    return (" ".join(str(error).split())[:160] or type(error).__name__).rstrip(".")


def redirect(client: Any, urls: Mapping[str, str]) -> None:
    """Point every address of a client elsewhere, so that nothing else is reached; ``ws`` may follow from ``rest``."""
    rest = urls["rest"].rstrip("/")
    stream = urls.get("ws", rest.replace("http", "ws", 1)).rstrip("/")
    # HTX alone looks up its host there, for addresses that no longer ask for one.
    client.urls = {"api": _moved(client.urls["api"], rest, stream), "hostnames": {}}


def _moved(urls: Any, rest: str, stream: str) -> Any:
    if isinstance(urls, Mapping):
        return {key: _moved(value, rest, stream) for key, value in urls.items()}
    parts = urlsplit(urls.replace("{hostname}", "hostname"))
    return (stream if parts.scheme.startswith("ws") else rest) + parts.path
