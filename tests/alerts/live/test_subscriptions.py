"""How much one socket may want."""

import pytest

from alerts.live.requests import SubscribeIn
from alerts.live.subscriptions import MOST_FLOWS, Subscriptions
from project.common.errors import Invalid

SYMBOLS = [f"S{number}-USDT" for number in range(50)]


def whales_from(minimum_usd):
    return SubscribeIn.model_validate({"type": "whale", "filters": {"symbols": SYMBOLS, "minimum_usd": minimum_usd}})


def test_the_same_symbols_from_another_worth_on_count_anew():
    held = Subscriptions()
    for minimum_usd in range(MOST_FLOWS // len(SYMBOLS)):
        held.add(held.make(whales_from(minimum_usd)))
    held.add(held.make(whales_from(0)))  # the same again costs nobody anything
    with pytest.raises(Invalid) as refused:
        held.make(whales_from(0.5))
    assert refused.value.code == "TOO_MANY_TOPICS"
