"""What the price did after an alert: opened with it, measured when the time has come, and honest about gaps."""

from datetime import datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from alerts.models import Alert, Event, Outcome
from alerts.outcomes import (
    BATCH,
    HORIZONS_S,
    REACH_OF_HOURS,
    REACH_OF_MINUTES,
    RETRY_AFTER,
    measure_due,
    open_late,
    open_outcomes,
)
from markets.candles.backfill import DEPTH_MS
from markets.candles.store import store_chunks, store_minutes
from markets.models import AssetClass, Instrument
from markets.types import Timeframe
from project.common.clock import from_ms
from tests.factories import AlertFactory, CompanyFactory, InstrumentFactory
from tests.markets.candles.samples import DAY_MS, MINUTE_MS, MONDAY_MS, candles
from tests.markets.candles.test_store import minutes

pytestmark = pytest.mark.django_db
WEEK = 7 * 1440
RAISED = from_ms(MONDAY_MS + 60 * MINUTE_MS + 20_000)
"""Twenty seconds after 01:00: the last whole minute before it is the sixtieth candle."""


@pytest.fixture(autouse=True)
def live(settings: Settings) -> None:
    settings.MARKET_DATA = "live"


@pytest.fixture
def nebx() -> Instrument:
    return InstrumentFactory(base="NEBX", symbol="NEBX-USDT")


@pytest.fixture
def btc() -> Instrument:
    return InstrumentFactory(base="BTC", symbol="BTC-USDT")


def raised(**values: object) -> Alert:
    values = {"tokens_mentioned": ["NEBX"], "created_at": RAISED} | values
    alert: Alert = AlertFactory(**values)
    open_outcomes(alert, alert.created_at)
    return alert


def after(seconds: float) -> datetime:
    return RAISED + timedelta(seconds=seconds)


def rows_of(alert: Alert) -> list[tuple[int, str, float | None]]:
    return list(alert.outcomes.order_by("horizon_s").values_list("horizon_s", "state", "price"))


def test_an_alert_opens_a_row_for_each_horizon_and_repeating_it_does_nothing(nebx: Instrument) -> None:
    alert = raised()
    assert open_outcomes(alert, RAISED) == 0
    rows = alert.outcomes.order_by("horizon_s")
    assert [(row.horizon_s, row.due_at, row.state) for row in rows] == [
        (horizon, RAISED + timedelta(seconds=horizon), "pending") for horizon in HORIZONS_S
    ]
    assert {row.symbol for row in rows} == {"NEBX-USDT"}


def test_the_asset_is_the_first_token_that_is_traded_then_the_companys(nebx: Instrument, btc: Instrument) -> None:
    InstrumentFactory(base="NEBX", symbol="NEBX-USD", quote="USD", rank=2000)
    company = CompanyFactory(tokens=["NEBX"])
    assert raised(tokens_mentioned=["HLYD", "BTC", "NEBX"]).outcomes.first().symbol == "BTC-USDT"
    assert raised(tokens_mentioned=["HLYD"], company=company).outcomes.first().symbol == "NEBX-USDT"
    assert raised(tokens_mentioned=["nebx"]).outcomes.first().symbol == "NEBX-USDT"


def test_an_event_that_names_its_token_is_about_no_other(btc: Instrument) -> None:
    event = Event.objects.create(
        token="NEBX", kind="launch", confidence="0.9", first_seen_at=RAISED, last_seen_at=RAISED
    )
    assert not raised(event=event, tokens_mentioned=["NEBX", "BTC"]).outcomes.exists()


def test_no_row_is_opened_for_what_is_not_traded(btc: Instrument) -> None:
    InstrumentFactory(base="NEBX", symbol="NEBX-USDT", is_active=False)
    InstrumentFactory(base="COIN", symbol="COIN", quote="USD", asset_class=AssetClass.STOCK)
    assert not raised(tokens_mentioned=["NEBX", "COIN"]).outcomes.exists()
    assert not raised(tokens_mentioned=[]).outcomes.exists()


def test_prices_are_measured_when_their_time_has_come_and_not_before(nebx: Instrument, btc: Instrument) -> None:
    rows, bitcoin = candles(WEEK + 120), candles(WEEK + 120, seed=5)
    store_minutes([*minutes(nebx, rows), *minutes(btc, bitcoin)])
    alert = raised()
    assert measure_due(RAISED - timedelta(seconds=1)) == 0
    assert measure_due(after(10)) == 1
    assert [state for _, state, _ in rows_of(alert)] == ["measured", *["pending"] * 5]
    assert measure_due(after(604_800)) == 5
    at = [59, 60, 64, 119, 59 + 1440, 59 + WEEK]
    assert [price for _, _, price in rows_of(alert)] == pytest.approx([rows[index, 4] for index in at])
    measured = list(alert.outcomes.order_by("horizon_s"))
    assert {row.exchange for row in measured} == {"kraken"}
    for row, index in zip(measured, at, strict=True):
        change, of_bitcoin = rows[index, 4] / rows[59, 4] - 1, bitcoin[index, 4] / bitcoin[59, 4] - 1
        assert row.btc_price == bitcoin[index, 4]
        assert row.change == pytest.approx(change, abs=1e-12)
        assert row.net_change == pytest.approx(change - of_bitcoin, abs=1e-12)
    assert measure_due(after(700_000)) == 0


def test_bitcoin_itself_has_no_change_net_of_bitcoin(btc: Instrument) -> None:
    store_minutes(minutes(btc, candles(200)))
    alert = raised(tokens_mentioned=["BTC"])
    measure_due(after(300))
    assert set(alert.outcomes.filter(state="measured").values_list("net_change", flat=True)) == {None}


def test_all_prices_of_an_alert_are_of_one_exchange(nebx: Instrument, settings: Settings) -> None:
    settings.EXCHANGES = ["kraken", "binance"]
    rows = candles(200)
    store_minutes([*minutes(nebx, rows[:60], "binance"), *minutes(nebx, rows[61:], "kraken")])
    alert = raised()
    measure_due(after(3600))
    assert set(alert.outcomes.values_list("exchange", flat=True)) == {"binance"}
    # Only kraken has a price an hour later, which cannot be compared with binance's first.
    assert rows_of(alert)[3] == (3600, "pending", None)


def test_simulated_candles_count_only_while_the_market_is_simulated(nebx: Instrument, settings: Settings) -> None:
    store_minutes(minutes(nebx, candles(200), "simulated"))
    alert = raised()
    assert measure_due(after(60)) == 0
    settings.MARKET_DATA = "simulated"
    assert measure_due(after(60 + RETRY_AFTER.total_seconds())) == 3
    assert alert.outcomes.first().exchange == "simulated"


def test_what_is_not_there_yet_is_tried_again_and_then_given_up(nebx: Instrument) -> None:
    alert = raised()
    assert measure_due(after(60)) == 0
    store_minutes(minutes(nebx, candles(61)))
    assert measure_due(after(61)) == 0
    assert measure_due(after(60) + RETRY_AFTER) == 3
    late = after(300) + REACH_OF_MINUTES + timedelta(seconds=1)
    measure_due(late)
    assert [state for _, state, _ in rows_of(alert)] == [*["measured"] * 3, *["pending"] * 3]
    measure_due(after(604_800) + REACH_OF_HOURS + timedelta(seconds=1))
    assert [state for _, state, _ in rows_of(alert)] == [*["measured"] * 3, *["missing"] * 3]


def test_without_a_first_price_there_is_nothing_to_compare_with(nebx: Instrument) -> None:
    alert = raised()
    measure_due(RAISED + REACH_OF_MINUTES + timedelta(seconds=1))
    assert {state for _, state, _ in rows_of(alert)} == {"missing"}


def test_an_hour_stands_in_for_minutes_that_were_missed_but_only_for_long_horizons(nebx: Instrument) -> None:
    store_minutes(minutes(nebx, candles(61)))
    hours = candles(24 * 8, step_ms=60 * MINUTE_MS, seed=3)
    store_chunks(nebx.pk, "kraken", Timeframe.H1, hours)
    alert = raised()
    measure_due(after(604_800))
    states = [state for _, state, _ in rows_of(alert)]
    assert states == ["measured", "measured", "measured", "measured", "measured", "measured"]
    assert rows_of(alert)[3][2] == hours[1, 4]
    assert rows_of(alert)[4][2] == hours[24, 4]


def test_an_asset_that_begins_to_trade_later_is_followed_from_its_first_price(nebx: Instrument) -> None:
    alert: Alert = AlertFactory(tokens_mentioned=["NEBX"], created_at=RAISED)
    assert open_late(after(3600)) == 0
    first_ms = MONDAY_MS + 2 * DAY_MS
    store_minutes(minutes(nebx, candles(30, start_ms=first_ms)))
    now = from_ms(first_ms + 20 * MINUTE_MS)
    assert open_late(now) == 1
    assert open_late(now) == 0
    assert alert.outcomes.get(horizon_s=0).due_at == from_ms(first_ms + MINUTE_MS)
    assert measure_due(now) == 3


def test_an_asset_that_was_traded_all_along_is_measured_from_the_alert_on(nebx: Instrument) -> None:
    store_minutes(minutes(nebx, candles(200)))
    alert: Alert = AlertFactory(tokens_mentioned=["NEBX"], created_at=RAISED)
    assert open_late(after(3600)) == 1
    assert alert.outcomes.get(horizon_s=0).due_at == RAISED


def test_what_begins_to_trade_over_a_week_after_the_alert_is_not_followed(nebx: Instrument) -> None:
    AlertFactory(tokens_mentioned=["NEBX"], created_at=RAISED)
    store_minutes(minutes(nebx, candles(30, start_ms=MONDAY_MS + 8 * DAY_MS)))
    assert open_late(RAISED + timedelta(days=6)) == 0
    assert open_late(RAISED + timedelta(days=9)) == 0


def test_a_batch_takes_few_queries_and_those_that_fail_do_not_starve_the_rest(
    nebx: Instrument, django_assert_max_num_queries: object
) -> None:
    store_minutes(minutes(nebx, candles(70)))
    orbt = InstrumentFactory(base="ORBT", symbol="ORBT-USDT")
    stuck = [raised(tokens_mentioned=["ORBT"]) for _ in range(3)]
    alerts = [raised() for _ in range(BATCH)]
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        measure_due(after(1))
    measure_due(after(2))
    assert Outcome.objects.filter(alert__in=alerts, state="measured").count() == BATCH
    assert Outcome.objects.filter(alert__in=stuck, state="pending").count() == 18
    assert orbt.pk


def test_the_reach_is_that_of_the_backfill() -> None:
    reaches = {Timeframe.M1: REACH_OF_MINUTES, Timeframe.H1: REACH_OF_HOURS}
    for timeframe, reach in reaches.items():
        assert reach == timedelta(milliseconds=DEPTH_MS[timeframe])
