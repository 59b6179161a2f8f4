import pytest

from markets.catalog import INSTRUMENTS, LANDING_SYMBOLS, load_catalog
from markets.models import AssetClass, Instrument

pytestmark = pytest.mark.django_db


def test_the_catalogue_covers_crypto_pairs_and_stocks_with_bitcoin_first():
    load_catalog()
    symbols = list(Instrument.objects.values_list("symbol", flat=True))
    assert symbols == [listing.symbol for listing in INSTRUMENTS]
    assert symbols[0] == "BTC-USDT"
    assert Instrument.objects.filter(asset_class=AssetClass.CRYPTO).count() >= 24
    assert Instrument.objects.filter(asset_class=AssetClass.STOCK, quote="USD").count() >= 5


def test_loading_again_keeps_ids_and_what_the_operator_switched_off():
    load_catalog()
    Instrument.objects.filter(symbol="XRP-USDT").update(is_active=False, name="Typo")
    before = dict(Instrument.objects.values_list("symbol", "pk"))
    load_catalog()
    assert dict(Instrument.objects.values_list("symbol", "pk")) == before
    ripple = Instrument.objects.get(symbol="XRP-USDT")
    assert (ripple.is_active, ripple.name) == (False, "XRP")


def test_a_visitor_may_watch_six_of_them():
    assert len(LANDING_SYMBOLS) == 6
    assert {listing.symbol for listing in INSTRUMENTS}.issuperset(LANDING_SYMBOLS)
