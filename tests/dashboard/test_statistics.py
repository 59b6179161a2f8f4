"""The statistics of an instrument: what they say, what they rest on, and what they cannot say."""

import numpy as np
import pytest
from django.test import Client

from accounts.models import User
from dashboard.statistics import (
    close_before,
    correlation_group,
    range_group,
    returns_group,
    risk_group,
    statistics_note,
)
from dashboard.statistics_reads import largest_others, statistics_of
from markets.models import Instrument
from markets.types import Timeframe
from tests.dashboard.trading import with_history
from tests.factories import InstrumentFactory
from tests.markets.candles.samples import DAY_MS, candles

COIN = Instrument(symbol="SOL-USDT", base="SOL", asset_class="crypto")
DAYS = candles(400, step_ms=DAY_MS)


def values(group: object) -> dict[str, object]:
    return {fact.label: fact.value for fact in group.facts}


def test_returns_are_taken_by_the_calendar() -> None:
    found = values(returns_group(DAYS))
    assert found["7 days"] == pytest.approx((DAYS[-1, 4] / DAYS[-8, 4] - 1) * 100)
    assert found["1 year"] == pytest.approx((DAYS[-1, 4] / DAYS[-366, 4] - 1) * 100)
    # A stock rests at weekends: a week ago is still a week ago.
    working = DAYS[[at % 7 < 5 for at in range(len(DAYS))]]
    assert close_before(working, 7) == working[working[:, 0] <= working[-1, 0] - 7 * DAY_MS][-1, 4]
    assert values(returns_group(DAYS[-20:]))["30 days"] is None


def test_risk_is_measured_over_a_year_and_says_over_how_many_days() -> None:
    market = DAYS.copy()
    market[:, 4] = 100 * np.cumprod(1 + np.diff(DAYS[:, 4], prepend=DAYS[0, 4]) / DAYS[:, 4] / 2)
    group = risk_group(COIN, DAYS, {"BTC-USDT": market})
    found = values(group)
    closes = DAYS[-366:, 4]
    returns = closes[1:] / closes[:-1] - 1
    assert found["Worst day"] == pytest.approx(returns.min() * 100)
    assert found["VaR 95, 1 day"] == pytest.approx(-np.quantile(returns, 0.05) * 100)
    assert found["Beta to BTC"] == pytest.approx(2, abs=0.1)
    assert all("365 daily" in fact.about for fact in group.facts[1:])


def test_a_stock_without_its_benchmark_is_measured_by_the_mean_of_the_others() -> None:
    stock = Instrument(symbol="NVDA", base="NVDA", asset_class="stock")
    others = {"AAPL": DAYS, "MSFT": DAYS, "NEW": DAYS[-3:]}
    assert values(risk_group(stock, DAYS, others))["Beta to peers"] == pytest.approx(1)
    assert "Beta to SPY" in values(risk_group(stock, DAYS, {**others, "SPY": DAYS}))


def test_what_is_missing_is_named() -> None:
    few = DAYS[-9:]
    groups = [
        returns_group(few),
        risk_group(COIN, few, {}),
        correlation_group(few, {"ETH-USDT": DAYS[:5]}),
        range_group(few),
    ]
    note = statistics_note("Simulated", few, groups)
    assert note.startswith("From 9 daily candles of Simulated, days in UTC, today's included. Too little is known for:")
    assert all(word in note for word in ("30 days", "VaR 95, 1 day", "ETH"))
    nothing = [returns_group(few[:0]), risk_group(COIN, few[:0], {}), range_group(few[:0])]
    assert {fact.value for group in nothing for fact in group.facts} == {None}
    assert statistics_note("", few[:0], nothing) == "No daily candle is stored yet."


def test_the_largest_others_are_of_the_same_class_and_one_of_a_base(db: None) -> None:
    made = [
        InstrumentFactory(base=base, rank=rank)
        for rank, base in enumerate(("SOL", "ETH", "XRP", "BNB", "ADA", "DOT", "BTC"))
    ]
    InstrumentFactory(base="ETH", symbol="ETH-USD", quote="USD", rank=90)
    InstrumentFactory(base="NVDA", symbol="NVDA", asset_class="stock", rank=0)
    assert [each.base for each in largest_others(made[0])] == ["ETH", "XRP", "BNB", "ADA", "DOT", "BTC"]


def test_the_tab_is_worked_out_when_it_is_opened(client: Client, user: User) -> None:
    client.force_login(user)
    for base in ("SOL", "BTC"):
        with_history(InstrumentFactory(base=base), Timeframe.D1, 60)
    closed = client.get("/markets/SOL-USDT/").content.decode()
    assert 'hx-trigger="revealed"' in closed
    assert "Max drawdown" not in closed
    assert "Max drawdown" in client.get("/markets/SOL-USDT/?tab=statistics").content.decode()
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "div#instrument-statistics"}
    part = client.get("/markets/SOL-USDT/", headers=headers).content.decode()
    assert "From 60 daily candles of Simulated" in part
    assert "<h1" not in part


def test_a_stock_without_an_answer_says_why_there_is_no_company(db: None, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    found = statistics_of(InstrumentFactory(symbol="NVDA", base="NVDA", asset_class="stock"))
    assert found.notes[1].startswith("There is no info of NVDA yet.")
    assert "Company" not in {group.label for group in found.groups}
