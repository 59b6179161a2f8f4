"""What the price did after an alert: cells, a drawing, and the last change in a row."""

from datetime import timedelta

import pytest

from alerts.models import Outcome
from dashboard.reaction import cells, describe_reaction, draw, latest, refresh_s, with_reactions
from markets.models import Candle
from project.common.clock import now
from tests.dashboard.stories import measure
from tests.factories import AlertFactory, InstrumentFactory

pytestmark = pytest.mark.django_db
ALL = {0: 100.0, 60: 101.0, 300: 98.0, 3_600: None, 86_400: None, 604_800: None}


@pytest.fixture
def instrument():
    return InstrumentFactory(symbol="SOL-USDT", base="SOL")


def minutes(instrument, at, closes) -> None:
    for number, close in enumerate(closes):
        Candle.objects.create(
            instrument=instrument,
            exchange="simulated",
            opened_at=(at + timedelta(minutes=number)).replace(second=0, microsecond=0),
            **dict.fromkeys(("open", "high", "low", "close"), close),
            volume=1,
        )


def test_cells_say_the_price_then_the_changes_then_what_is_due(instrument):
    alert = AlertFactory()
    measure(alert, ALL)
    shown = cells(list(alert.outcomes.order_by("horizon_s")), instrument)
    assert [cell.label for cell in shown] == ["At alert", "+1m", "+5m", "+1h", "+24h", "+7d"]
    assert [cell.text for cell in shown[:3]] == ["100.00", "+1.00%", "\N{MINUS SIGN}2.00%"]
    assert [cell.direction for cell in shown[:3]] == ["", "up", "down"]
    assert {cell.state for cell in shown[3:]} == {"pending"}


def test_a_price_that_nobody_stored_is_missing_not_zero(instrument):
    alert = AlertFactory()
    measure(alert, {0: None, 60: 101.0})
    alert.outcomes.filter(horizon_s=0).update(state=Outcome.State.MISSING)
    first, second = cells(list(alert.outcomes.order_by("horizon_s")), instrument)
    assert (first.text, first.state) == ("n/a", "missing")
    assert second.text == "101.00"


def test_the_last_known_change_stands_in_the_row(django_assert_num_queries):
    priced, bare = AlertFactory(), AlertFactory()
    measure(priced, ALL)
    with django_assert_num_queries(1):
        with_reactions([priced, bare])
    assert (round(priced.reaction.change, 2), priced.reaction.after) == (-2.0, "5m")
    assert bare.reaction is None
    assert latest([Outcome(horizon_s=60, price=5.0)]) is None


def test_the_page_looks_again_when_a_price_is_due():
    moment = now()
    soon = Outcome(state="pending", due_at=moment + timedelta(seconds=40))
    late = Outcome(state="pending", due_at=moment + timedelta(days=7))
    overdue = Outcome(state="pending", due_at=moment - timedelta(hours=1))
    assert refresh_s([late, soon], moment) == 60
    assert refresh_s([overdue], moment) == 20
    assert refresh_s([late], moment) == 600
    assert refresh_s([Outcome(state="measured", due_at=moment)], moment) is None


def test_an_asset_that_is_not_traded_has_no_reaction():
    assert describe_reaction(AlertFactory(), None) is None


def test_the_outcomes_say_which_instrument_it_is(instrument):
    alert = AlertFactory()
    measure(alert, ALL)
    found = describe_reaction(alert, InstrumentFactory(symbol="BTC-USDT", base="BTC"))
    assert found.symbol == "SOL-USDT"
    assert found.drawing is None


def test_the_drawing_has_the_alert_where_it_came(instrument, settings):
    settings.MARKET_DATA = "simulated"
    at = now() - timedelta(minutes=20)
    minutes(instrument, at - timedelta(minutes=20), [100.0] * 20 + [104.0] * 20)
    drawing = draw(at, instrument)
    assert 45 < float(drawing.mark.rstrip("%")) < 55
    assert (drawing.low, drawing.high, drawing.step) == ("100.00", "104.00", "a minute")
    assert "last 104.00, +4.00% over the time shown" in drawing.spoken


def test_too_few_candles_are_no_drawing(instrument, settings):
    settings.MARKET_DATA = "simulated"
    minutes(instrument, now() - timedelta(minutes=5), [100.0, 101.0])
    assert draw(now(), instrument) is None
