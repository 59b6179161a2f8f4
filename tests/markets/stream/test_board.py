from markets.stream.board import Board
from project.common.clock import now_ms
from tests.markets.values import quote


def test_a_price_of_another_mode_an_hour_ago_says_nothing_of_the_change():
    board = Board()
    board.hour_ago = {"BTC-USDT": 50.0}
    board.clear()
    board.take_quote(quote())
    assert [price.change_1h for price in board.changed_prices(now_ms())] == [None]
