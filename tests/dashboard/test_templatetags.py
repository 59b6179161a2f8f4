"""The small drawings of every page."""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from dashboard.icons import COINS, COINS_FILE, ICONS, ICONS_FILE
from dashboard.templatetags import tidewatch
from markets.catalog import INSTRUMENTS
from markets.models import AssetClass, Instrument
from project.common import clock

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"


def instrument(base: str, asset_class: str = AssetClass.CRYPTO) -> Instrument:
    return Instrument(symbol=f"{base}-USDT", base=base, quote="USDT", name=base, decimals=2, asset_class=asset_class)


def symbols_of(file: str) -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (STATIC / file).read_text()))


@pytest.mark.parametrize(
    ("value", "drawn"), [(1.84, "chg up"), (-0.73, "chg down"), (0.001, "chg flat"), (None, "chg none")]
)
def test_a_change_carries_its_direction_as_a_class(value: float | None, drawn: str) -> None:
    assert f'class="{drawn}"' in tidewatch.change(value)


def test_a_change_with_a_key_is_a_live_cell() -> None:
    cell = tidewatch.change(1.84, "BTC-USDT.change_24h")
    assert 'class="px chg up" data-k="BTC-USDT.change_24h" data-fmt="percent">+1.84%' in cell


def test_a_price_is_a_live_cell_with_its_decimals() -> None:
    cell = tidewatch.live_price(71284.5, "BTC-USDT", 2)
    assert cell == '<span class="px" data-k="BTC-USDT.last" data-fmt="price" data-dp="2">71,284.50</span>'


def test_a_rising_sparkline_ends_at_the_top_and_says_how_much() -> None:
    drawing = tidewatch.sparkline([100.0, 101.0, 110.0])
    assert 'aria-label="7 day trend +10.00 percent"' in drawing
    assert '<path class="up" d="M0.0 20.0L48.0 18.2L96.0 2.0"/>' in drawing
    assert 'd="M0 20.0H96"' in drawing


def test_a_sparkline_of_one_price_is_a_line_in_the_middle() -> None:
    assert 'class="flat" d="M0.0 11.0L96.0 11.0"' in tidewatch.sparkline([5.0, 5.0])


@pytest.mark.parametrize("points", [[], [1.0], [float("nan"), 1.0], None])
def test_too_few_points_draw_nothing(points: list[float]) -> None:
    assert tidewatch.sparkline(points) == ""


def test_a_known_coin_has_its_mark() -> None:
    assert f"{COINS_FILE}#btc" in tidewatch.coin(instrument("BTC"))


def test_an_unknown_coin_is_a_round_tile_and_a_stock_a_square_one() -> None:
    assert re.fullmatch(r'<span class="coin hue-\d+" aria-hidden="true">AR</span>', tidewatch.coin(instrument("ARB")))
    stock = tidewatch.coin(instrument("COMP", AssetClass.STOCK))
    assert re.fullmatch(r'<span class="coin sq hue-\d+" aria-hidden="true">CO</span>', stock)


def test_a_name_always_has_the_same_hue() -> None:
    assert tidewatch.monogram("Kraken") == tidewatch.monogram("KRAKEN")


@pytest.mark.parametrize(
    ("value", "points", "ticks"),
    [
        (96, 96, 5),
        (Decimal("0.730"), 73, 3),
        (0.38, 38, 2),
        (4, 4, 0),
        (1, 1, 0),
        (1.0, 100, 5),
        (Decimal("0.745"), 75, 4),
    ],
)
def test_confidence_has_five_ticks(value: Decimal | float, points: int, ticks: int) -> None:
    drawing = tidewatch.confidence(value)
    assert drawing.count('<i class="on">') == ticks
    assert drawing.count("<i ") == 5
    assert f'</span>{points}<span class="vh"> of 100 confidence</span>' in drawing


def test_a_missing_confidence_and_a_missing_time_are_not_available() -> None:
    assert tidewatch.confidence(None) == tidewatch.when(None) == "n/a"


def test_a_time_can_be_read_by_people_and_by_scripts() -> None:
    at = clock.now() - timedelta(minutes=2, seconds=5)
    assert f'<time datetime="{at.isoformat()}"' in tidewatch.when(at)
    assert "data-ago>2m</time>" in tidewatch.when(at)


def test_a_name_from_outside_is_escaped() -> None:
    assert "<b>" not in tidewatch.monogram("<b>old")


def test_the_sprites_hold_exactly_the_listed_drawings() -> None:
    assert symbols_of(ICONS_FILE) == set(ICONS)
    assert symbols_of(COINS_FILE) == COINS


def test_templates_and_scripts_use_only_vendored_icons() -> None:
    asked = re.compile(r"""\{% icon ["']([\w-]+)["']|\bicon\(["']([\w-]+)["']|icon_name=["']([\w-]+)["']""")
    files = [*TEMPLATES.rglob("*.html"), *(STATIC / "js").glob("*.js")]
    used = {name for file in files for groups in asked.findall(file.read_text()) for name in groups if name}
    assert used - set(ICONS) == set()


def test_the_first_coins_of_the_catalogue_have_marks() -> None:
    bases = [one.base.lower() for one in INSTRUMENTS if one.asset_class == AssetClass.CRYPTO][:8]
    assert set(bases) <= COINS
