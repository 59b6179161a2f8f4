"""The simulated market must be believable, of one piece, and the same for the same seed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.candles.resample import Rows, resample
from markets.catalog import INSTRUMENTS
from markets.exchanges import simulated_tape as tape
from markets.exchanges.simulated_assets import find_asset
from markets.exchanges.simulated_hours import CHUNK, HOUR_MS, ORIGIN_MS
from markets.exchanges.simulated_market import MINUTE_MS, Market, reach
from markets.types import Timeframe

SYMBOLS = [listing.symbol for listing in INSTRUMENTS]
MARKETS = {seed: Market(seed) for seed in (0, 7, -3)}
NOW_HOUR = 34_000

seeds = st.sampled_from(sorted(MARKETS))
symbols = st.sampled_from(SYMBOLS)
hours = st.integers(0, NOW_HOUR)


def check_candles(rows: Rows) -> None:
    assert np.isfinite(rows).all()
    assert (rows[:, 1:5] > 0).all()
    assert (rows[:, 2] >= rows[:, [1, 4]].max(axis=1)).all()
    assert (rows[:, 3] <= rows[:, [1, 4]].min(axis=1)).all()
    assert (rows[:, 5] > 0).all()


@pytest.mark.parametrize("listing", INSTRUMENTS, ids=lambda listing: listing.symbol)
def test_the_catalogue_is_simulated_with_its_own_decimals(listing) -> None:  # type: ignore[no-untyped-def]
    asset = find_asset(listing.symbol)
    assert asset is not None
    assert asset.decimals == listing.decimals
    assert asset.is_stock == (listing.asset_class == "stock")


@pytest.mark.parametrize("symbol", ["", "-", "BTC", "BTC-EUR", "NVDA-USDT", "NOPE-USDT", "USDT"])
def test_what_is_not_traded_is_not_simulated(symbol: str) -> None:
    assert find_asset(symbol) is None


@given(seeds, symbols, hours)
@settings(max_examples=150, deadline=None)
def test_the_minutes_of_an_hour_make_exactly_its_candle(seed: int, symbol: str, hour: int) -> None:
    minutes = MARKETS[seed].minutes(symbol, hour)
    check_candles(minutes)
    assert (np.diff(minutes[:, 0]) == MINUTE_MS).all()
    assert (minutes[1:, 1] == minutes[:-1, 4]).all()
    hourly = MARKETS[seed].hours(symbol, hour, 1)
    check_candles(hourly)
    assert resample(minutes, Timeframe.H1)[:, :5].tolist() == hourly[:, :5].tolist()
    assert resample(minutes, Timeframe.H1)[0, 5] == pytest.approx(hourly[0, 5], rel=1e-12)


@given(seeds, symbols, hours, st.integers(1, 2000))
@settings(max_examples=50, deadline=None)
def test_a_stretch_of_hours_is_the_same_however_it_is_asked_for(seed: int, symbol: str, first: int, count: int) -> None:
    rows = MARKETS[seed].hours(symbol, first, count)
    check_candles(rows)
    assert (rows[1:, 1] == rows[:-1, 4]).all()
    middle = count // 2
    if middle:
        parts = [
            MARKETS[seed].hours(symbol, first, middle),
            MARKETS[seed].hours(symbol, first + middle, count - middle),
        ]
        assert np.array_equal(rows, np.concatenate(parts))


@given(seeds, symbols, hours, st.integers(0, 59))
@settings(max_examples=100, deadline=None)
def test_the_tape_of_a_minute_stays_inside_its_candle_and_touches_it(
    seed: int, symbol: str, hour: int, minute: int
) -> None:
    market, number = MARKETS[seed], hour * 60 + minute
    _, opened, high, low, closed, volume = market.minutes(symbol, hour)[minute]
    played = tape.play(market, symbol, number)
    open_ms = ORIGIN_MS + number * MINUTE_MS
    for times in (played.tick_ms, played.print_ms):
        assert (np.diff(times) >= 0).all()
        assert times[0] >= open_ms
        assert times[-1] < open_ms + MINUTE_MS
    assert played.last[-1] == closed
    assert low <= played.last.min()
    assert played.last.max() <= high
    assert high in {opened, *played.last}
    assert low in {opened, *played.last}
    assert set(played.price) <= {opened, *played.last}
    assert played.size.min() > 0
    assert played.size.sum() == pytest.approx(volume, rel=0.02, abs=0.1)


@given(seeds, symbols, st.integers(24, NOW_HOUR), st.integers(0, 59))
@settings(max_examples=60, deadline=None)
def test_quotes_have_a_book_and_24_hours_that_hold(seed: int, symbol: str, hour: int, minute: int) -> None:
    number = hour * 60 + minute
    rows = MARKETS[seed].between(symbol, ORIGIN_MS + (number - 1440) * MINUTE_MS, ORIGIN_MS + number * MINUTE_MS)
    assert len(rows) == 1440
    quotes = tape.quotes(MARKETS[seed], symbol, number)
    for quote in quotes:
        assert quote.bid is not None
        assert quote.ask is not None
        assert 0 < quote.bid < quote.ask
        assert quote.last in {quote.bid, quote.ask} or quote.bid <= quote.last <= quote.ask
        assert quote.open_24h == rows[0, 1]
    assert quotes[-1].high_24h == max(rows[:, 2].max(), *(quote.last for quote in quotes))
    assert quotes[-1].low_24h == min(rows[:, 3].min(), *(quote.last for quote in quotes))
    volumes = [quote.volume_24h or 0 for quote in quotes]
    assert volumes == sorted(volumes)
    assert volumes[0] >= rows[:, 5].sum() * 0.999


@given(symbols, hours)
@settings(max_examples=20, deadline=None)
def test_the_same_seed_makes_the_same_path_and_another_seed_another(symbol: str, hour: int) -> None:
    assert np.array_equal(Market(7).minutes(symbol, hour), MARKETS[7].minutes(symbol, hour))
    assert not np.array_equal(MARKETS[0].minutes(symbol, hour)[:, 1:], MARKETS[7].minutes(symbol, hour)[:, 1:])
    assert tape.trades(MARKETS[7], symbol, hour * 60) == tape.trades(Market(7), symbol, hour * 60)


def returns(symbol: str, step: int = 24, count: int = 17_520) -> Rows:
    return np.diff(np.log(MARKETS[7].hours(symbol, NOW_HOUR - count, count)[::step, 4]))


def test_daily_moves_have_the_size_of_real_ones() -> None:
    assert 0.015 < returns("BTC-USDT").std() < 0.03
    assert returns("BTC-USDT").std() < returns("SOL-USDT").std() < 0.07
    assert 0.008 < returns("AAPL").std() < 0.025


def test_moves_have_fat_tails_and_come_in_clusters() -> None:
    hourly = returns("ETH-USDT", step=1)
    kurtosis = ((hourly - hourly.mean()) ** 4).mean() / hourly.var() ** 2
    size = np.abs(hourly)
    assert kurtosis > 5
    assert np.corrcoef(size[1:], size[:-1])[0, 1] > 0.1
    assert abs(np.corrcoef(hourly[1:], hourly[:-1])[0, 1]) < 0.1


def test_coins_go_together_and_stocks_much_less_with_them() -> None:
    bitcoin, ether, apple = returns("BTC-USDT"), returns("ETH-USDT"), returns("AAPL")
    assert np.corrcoef(bitcoin, ether)[0, 1] > 0.6
    assert abs(np.corrcoef(bitcoin, apple)[0, 1]) < 0.3


def test_the_dollar_pair_follows_the_tether_pair() -> None:
    ours, theirs = (MARKETS[7].hours(symbol, NOW_HOUR - 5000, 5000)[:, 4] for symbol in ("BTC-USDT", "BTC-USD"))
    assert np.abs(theirs / ours - 1).max() < 0.003
    assert not np.array_equal(ours, theirs)


def test_prices_stay_near_their_level() -> None:
    closes = MARKETS[7].hours("BTC-USDT", 0, NOW_HOUR)[:, 4]
    assert 30_000 < closes.min() < closes.max() < 170_000


def test_the_tape_has_whales_and_bursts_on_one_side() -> None:
    market, whales, bursts = MARKETS[7], 0, 0
    for number in range((NOW_HOUR - 48) * 60, NOW_HOUR * 60):
        played = tape.play(market, "BTC-USDT", number)
        whales += int((played.price * played.size > 1e6).sum())
        bursts += len(played.price) > 120 - 15 and abs(2 * played.is_buy.mean() - 1) > 0.3
    assert 5 < whales < 2000
    assert bursts > 0


def test_the_walk_between_known_ends_reaches_as_far_as_theory_says() -> None:
    """P(max > 1) = exp(-2) for a bridge from 0 to 0 with sigma 1."""
    chance = (np.arange(20_000) + 0.5) / 20_000
    zero, one = np.zeros(20_000), np.ones(20_000)
    high, low = reach(zero, zero, one, np.stack([chance, chance]))
    assert (high > 1).mean() == pytest.approx(np.exp(-2), abs=1e-3)
    assert (low < -1).mean() == pytest.approx(np.exp(-2), abs=1e-3)


def test_chunks_join_without_a_jump() -> None:
    edge = 5 * CHUNK
    before, after = MARKETS[7].hours("BTC-USDT", edge - 1, 2)
    assert before[4] == after[1]
    assert after[0] - before[0] == HOUR_MS
