"""Which rows of the flow a socket hears."""

import pytest

from markets.flow.views import FlowView, view_of, views_for

WHALE = {"kind": "whale", "symbol": "BTC-USDT", "usd_value": 500_000.0}
EVENT = {"kind": "event", "symbol": "BTC-USDT", "usd_value": None}


@pytest.mark.parametrize(
    ("view", "takes_whale", "takes_event"),
    [
        (FlowView("BTC-USDT"), True, True),
        (FlowView("*"), True, True),
        (FlowView("ETH-USDT"), False, False),
        (FlowView("*", "whale", 500_000.0), True, False),
        (FlowView("BTC-USDT", "whale", 500_000.5), False, False),
        (FlowView("*", "liquidation"), False, False),
    ],
)
def test_a_view_takes_its_symbol_its_kind_and_what_is_worth_enough(view, takes_whale, takes_event) -> None:
    assert (view.takes(WHALE), view.takes(EVENT)) == (takes_whale, takes_event)
    assert view_of(view.key) == view


def test_no_symbols_mean_all_of_them() -> None:
    assert views_for("whale", [], 1e12) == (FlowView("*", "whale", 1e12).key,)
    assert [view_of(key).symbol for key in views_for("whale", ["BTC-USDT", "ETH-USDT"], 0.1)] == [
        "BTC-USDT",
        "ETH-USDT",
    ]
