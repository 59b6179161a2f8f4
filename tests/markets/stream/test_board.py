from markets.exchanges.verdicts import FRESH_MS
from markets.stream.board import Board
from markets.types import Standing, Verdict
from project.common.clock import now_ms
from tests.markets.values import quote

NOW = 1_000_000_000


def board_of(*quotes):
    board = Board()
    for each in quotes:
        board.take_quote(each)
    return board


def one(board, now=NOW):
    (price,) = board.changed_prices(now)
    return price


def verdicts(price):
    return {venue.exchange: venue.verdict for venue in price.venues}


def test_a_price_of_another_mode_an_hour_ago_says_nothing_of_the_change():
    board = Board()
    board.hour_ago = {"BTC-USDT": 50.0}
    board.clear()
    board.take_quote(quote())
    assert [price.change_1h for price in board.changed_prices(now_ms())] == [None]


def test_pairs_in_dollars_and_in_tethers_are_never_mixed():
    board = board_of(quote("a", 100, at_ms=NOW), quote("b", 110, symbol="BTC-USD", at_ms=NOW))
    assert {price.symbol: price.last for price in board.changed_prices(NOW)} == {"BTC-USDT": 100, "BTC-USD": 110}


def test_a_price_changes_by_itself_when_one_quote_in_it_grows_old():
    board = board_of(quote("a", 100, at_ms=NOW), quote("b", 100.2, at_ms=NOW + 9_000))
    assert one(board).standing is Standing.FIRM
    assert board.changed_prices(NOW + FRESH_MS) == []
    price = one(board, NOW + FRESH_MS + 1)
    assert (price.last, price.standing) == (100.2, Standing.LONELY)
    assert verdicts(price) == {"a": Verdict.STALE, "b": Verdict.USED}


def test_a_price_that_nobody_renews_is_kept_and_marked_once():
    board = board_of(quote("a", 100, at_ms=NOW), quote("b", 100.2, at_ms=NOW))
    made = one(board)
    price = one(board, NOW + FRESH_MS + 1)
    assert (price.last, price.at_ms, price.standing) == (made.last, NOW, Standing.STALE)
    assert board.changed_prices(NOW + FRESH_MS + 2) == []


def test_an_exchange_that_is_lost_stays_named_until_it_sends_again():
    board = board_of(quote("a", 100, at_ms=NOW), quote("b", 100.2, at_ms=NOW), quote("b", 5, "ETH-USDT", at_ms=NOW))
    board.changed_prices(NOW)
    board.forget("b")
    prices = {price.symbol: price for price in board.changed_prices(NOW)}
    assert verdicts(prices["BTC-USDT"]) == {"a": Verdict.USED, "b": Verdict.LOST}
    assert prices["ETH-USDT"].standing is Standing.STALE
    board.take_quote(quote("b", 100.2, at_ms=NOW))
    assert one(board).standing is Standing.FIRM


def test_two_that_part_leave_the_price_with_the_one_that_stayed():
    board = board_of(quote("a", 100, at_ms=NOW), quote("b", 100.2, at_ms=NOW))
    one(board)
    board.take_quote(quote("b", 700, at_ms=NOW))
    assert (one(board).last, board._firm) == (100, {"BTC-USDT": 100.1})


def test_a_price_comes_from_nothing_that_was_never_fresh():
    assert board_of(quote(at_ms=NOW - FRESH_MS - 1)).changed_prices(NOW) == []


def test_prices_can_be_looked_at_between_flushes_and_are_gone_with_their_mode():
    board = board_of(quote(at_ms=NOW))
    assert board.prices() == []
    made = one(board)
    assert board.prices() == board.prices() == [made]
    board.clear()
    assert board.prices() == []
