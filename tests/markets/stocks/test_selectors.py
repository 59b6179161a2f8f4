"""Whether a market is open, and that web processes never load what only the stream needs."""

import subprocess
import sys

import pytest
import time_machine
from django.conf import settings

from markets.models import AssetClass
from markets.stocks.selectors import is_market_closed
from markets.stream import bus as keys
from tests.factories import InstrumentFactory

SATURDAY, THURSDAY = "2026-11-21 16:00+00:00", "2026-11-19 16:00+00:00"


@pytest.mark.parametrize(
    ("asset_class", "mode", "moment", "expected"),
    [
        (AssetClass.STOCK, "live", SATURDAY, True),
        (AssetClass.STOCK, "live", THURSDAY, False),
        (AssetClass.STOCK, "simulated", SATURDAY, False),
        (AssetClass.CRYPTO, "live", SATURDAY, False),
    ],
)
def test_stocks_rest_outside_the_session_and_nothing_else_does(bus, asset_class, mode, moment, expected):
    bus.set(keys.MODE, mode)
    instrument = InstrumentFactory.build(symbol="AAPL", asset_class=asset_class)
    with time_machine.travel(moment):
        assert is_market_closed(instrument) is expected


def test_serving_pages_loads_neither_yfinance_nor_pandas():
    code = "import project.asgi, sys; assert not {'yfinance', 'pandas', 'ccxt', 'curl_cffi'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, check=True)
