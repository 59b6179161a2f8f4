"""What the task queue rings for."""

from datetime import timedelta

import pytest

from markets.flow.clusters import Window, event_of
from markets.flow.selectors import to_ms
from markets.flow.services import Batch, store_flow
from markets.models import LiquidationOrder, MarketEvent, WhaleTrade
from markets.tasks import prune_flow
from markets.types import EventKind
from project.common.clock import now
from tests.factories import InstrumentFactory
from tests.markets.flow.samples import liquidated, whale

pytestmark = pytest.mark.django_db


def test_old_prints_leave_and_events_stay(settings) -> None:
    settings.FLOW_RETENTION_DAYS = 10
    ids = {"BTC-USDT": InstrumentFactory(symbol="BTC-USDT").pk}
    new, old = (to_ms(now() - timedelta(days=days)) for days in (9, 11))
    storm = event_of(EventKind.WHALE, Window("BTC-USDT", old, 3, {"buy": 1.0}))
    prints = (
        [whale("new", at_ms=new), whale("old", at_ms=old)],
        [liquidated("new", at_ms=new), liquidated("old", at_ms=old)],
    )
    store_flow(Batch(*prints, [(storm, False)]), ids)
    assert prune_flow() == "1 whale trades and 1 liquidations deleted."
    assert [each.trade_id for each in (*WhaleTrade.objects.all(), *LiquidationOrder.objects.all())] == ["new", "new"]
    assert MarketEvent.objects.count() == 1
