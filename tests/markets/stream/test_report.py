"""What is reported of an exchange."""

from markets.exchanges.base import Capabilities
from markets.stream.abilities import abilities
from markets.stream.board import Board
from project.common.clock import now_ms
from tests.markets.values import quote


def test_an_exchange_counts_in_the_prices_that_it_is_part_of() -> None:
    board, now = Board(), now_ms()
    for exchange, last in (("binance", 100.0), ("okx", 100.1), ("kraken", 100.2), ("htx", 300.0)):
        board.take_quote(quote(exchange, last, at_ms=now, turnover_24h=1e6, volume_24h=1e4))
    board.changed_prices(now)
    assert board.counts() == {"binance": (1, 1), "okx": (1, 1), "kraken": (1, 1), "htx": (0, 1)}


def test_abilities_are_named_in_the_order_of_the_page() -> None:
    assert abilities(Capabilities(trades=False, books=True)) == ("quotes", "books", "candles")
