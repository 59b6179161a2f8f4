"""Symbols in every notation, read and written."""

import pytest

from markets.catalog import INSTRUMENTS, Listing
from markets.exchanges.symbols import canonical_exchange, canonical_symbol, from_ccxt, native_symbol, to_ccxt
from project.common.errors import Invalid

NATIVE = {
    "binance": "BTC/USDT",
    "coinbase": "BTC-USD",
    "kraken": "XBT/USD",
    "bybit": "BTCUSDT",
    "okx": "BTC-USDT",
    "htx": "btcusdt",
    "kucoin": "BTC-USDT",
}


@pytest.mark.parametrize(("exchange", "native"), NATIVE.items())
def test_bitcoin_is_written_as_each_exchange_writes_it(exchange: str, native: str) -> None:
    assert native_symbol("BTC", exchange) == native
    assert canonical_symbol(native) == ("BTC-USD" if native.endswith("USD") else "BTC-USDT")


@pytest.mark.parametrize("exchange", NATIVE)
@pytest.mark.parametrize("listing", [each for each in INSTRUMENTS if each.quote == "USDT"], ids=lambda each: each.base)
def test_every_coin_is_written_and_read_back_on_every_exchange(exchange: str, listing: Listing) -> None:
    read = canonical_symbol(native_symbol(listing.base, exchange))
    assert read == f"{listing.base}-{'USD' if exchange in {'coinbase', 'kraken'} else 'USDT'}"


def test_only_bitcoin_has_its_own_name_on_kraken() -> None:
    assert native_symbol("eth", "kraken") == "ETH/USD"


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("BTC", "BTC-USDT"),
        ("eth", "ETH-USDT"),
        ("sol_usdt", "SOL-USDT"),
        (" xbt/usdt ", "BTC-USDT"),
        ("XDG-USD", "DOGE-USD"),
        ("ethbtc", "ETH-BTC"),
        ("ETH-XBT", "ETH-BTC"),
        ("USDT", "USDT-USDT"),
        ("SOLUSDC", "SOL-USDC"),
        ("1INCHUSDT", "1INCH-USDT"),
    ],
)
def test_any_notation_is_read(text: str, symbol: str) -> None:
    assert canonical_symbol(text) == symbol


def test_a_stock_keeps_its_name() -> None:
    assert canonical_symbol("coin", frozenset({"COIN"})) == "COIN"


@pytest.mark.parametrize("text", ["", "-", "BTC-", "-USDT", "BTC-USDT-PERP", "BTC USDT", "💰", "A" * 60, "BTC;DROP"])
def test_what_is_no_symbol_is_invalid(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        canonical_symbol(text)
    assert caught.value.code == "INVALID_SYMBOL"


def test_an_exchange_without_notation_is_invalid() -> None:
    with pytest.raises(Invalid, match="nowhere"):
        native_symbol("BTC", "nowhere")


def test_old_names_of_exchanges_are_understood() -> None:
    assert canonical_exchange(" Huobi ") == "htx"
    assert canonical_exchange("kraken") == "kraken"


@pytest.mark.parametrize("symbol", ["BTC-USDT", "ETH-USD", "DOGE-EUR"])
def test_ccxt_names_translate_both_ways(symbol: str) -> None:
    pair = to_ccxt(symbol)
    assert pair == symbol.replace("-", "/")
    assert from_ccxt(pair) == symbol


def test_what_is_no_spot_pair_does_not_translate() -> None:
    assert to_ccxt("NVDA") is None
    assert to_ccxt("BTC-") is None
    assert from_ccxt("BTC/USDT:USDT") is None
    assert from_ccxt("BTC") is None
