"""Formats and small drawings of every page."""

import math
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from zlib import crc32

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from dashboard import formats
from dashboard.icons import COINS, COINS_FILE, ICONS_FILE
from markets.models import AssetClass, Instrument

register = template.Library()

HUES = 12
CONFIDENCE_TICKS = (10, 35, 55, 75, 90)
SPARK_WIDTH, SPARK_HEIGHT, SPARK_PAD = 96, 22, 2

register.filter("price", formats.price)
register.filter("percent", formats.percent)
register.filter("bps", formats.bps)
register.filter("compact", formats.compact)
register.filter("direction", formats.direction)
register.filter("ago", formats.ago)


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """Draw a decorative icon; ``size`` is empty (16 px), ``s`` (14 px) or ``xs`` (12 px)."""
    return format_html('<svg class="i {}" aria-hidden="true"><use href="{}#{}"/></svg>', size, static(ICONS_FILE), name)


@register.simple_tag
def change(value: formats.Number, key: str = "") -> SafeString:
    """Write a change in percent with its triangle; with a key such as BTC-USDT.change_24h it is live."""
    kind, text = formats.direction(value), formats.percent(value)
    if not key:
        return format_html('<span class="chg {}">{}</span>', kind, text)
    return format_html('<span class="px chg {}" data-k="{}" data-fmt="percent">{}</span>', kind, key, text)


@register.simple_tag
def live_price(value: formats.Number, symbol: str, decimals: int = 2, is_stale: bool = False) -> SafeString:
    """Write the last price of an instrument as a live cell; the page keeps the mark of a stale one current."""
    return format_html(
        '<span class="px{}" data-k="{}.last" data-fmt="price" data-dp="{}"{}>{}</span>',
        " stale" if is_stale else "",
        symbol,
        decimals,
        SafeString(" data-stale") if is_stale else "",
        formats.price(value, decimals),
    )


@register.simple_tag
def when(value: datetime | None) -> SafeString | str:
    """Write how long ago, with the full time in the title; the page keeps it current."""
    if value is None:
        return formats.NONE
    return format_html(
        '<time datetime="{}" title="{}" data-ago>{}</time>',
        value.isoformat(),
        formats.moment(value),
        formats.ago(value),
    )


@register.simple_tag
def sparkline(points: Sequence[float], label: str = "7 day trend") -> SafeString:
    """Draw a trend with a dashed line at its first value; fewer than two points draw nothing."""
    values = [number for point in points or () if (number := formats.as_float(point)) is not None]
    if len(values) < 2:
        return SafeString()
    heights = _heights(values)
    rise = (values[-1] / values[0] - 1) * 100 if values[0] else 0.0
    step = SPARK_WIDTH / (len(values) - 1)
    path = "L".join(f"{index * step:.1f} {height:.1f}" for index, height in enumerate(heights))
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{} {}">'
        '<path class="base" d="M0 {}H{}"/><path class="{}" d="M{}"/></svg>',
        SPARK_WIDTH,
        SPARK_HEIGHT,
        label,
        formats.percent(rise).replace("%", " percent"),
        f"{heights[0]:.1f}",
        SPARK_WIDTH,
        formats.direction(rise),
        path,
    )


def _heights(values: list[float]) -> list[float]:
    low, high = min(values), max(values)
    room = SPARK_HEIGHT - 2 * SPARK_PAD
    if high == low:
        return [SPARK_HEIGHT / 2] * len(values)
    return [SPARK_PAD + room * (high - value) / (high - low) for value in values]


@register.simple_tag
def coin(instrument: Instrument) -> SafeString:
    """Draw the coin's mark, or a tile with its first letters; stocks are square."""
    base = instrument.base.lower()
    if instrument.asset_class == AssetClass.CRYPTO and base in COINS:
        return format_html(
            '<span class="coin" aria-hidden="true"><svg><use href="{}#{}"/></svg></span>', static(COINS_FILE), base
        )
    return monogram(instrument.base, square=instrument.asset_class == AssetClass.STOCK)


@register.simple_tag
def monogram(name: str, square: bool = True) -> SafeString:
    """Draw a tile with the first two letters of a name, in a hue that follows from the name."""
    hue = crc32(name.upper().encode()) % HUES
    shape = "coin sq" if square else "coin"
    return format_html('<span class="{} hue-{}" aria-hidden="true">{}</span>', shape, hue, name[:2].upper())


@register.simple_tag
def confidence(value: Decimal | float | None) -> SafeString | str:
    """Write 0 to 100 with five ticks. A whole number is a percentage, a Decimal or float up to 1 a share."""
    number = formats.as_float(value)
    if number is None:
        return formats.NONE
    points = math.floor((number if isinstance(value, int) or number > 1 else number * 100) + 0.5)
    ticks = format_html_join("", '<i class="{}"></i>', (("on" if points >= tick else "",) for tick in CONFIDENCE_TICKS))
    return format_html(
        '<span class="conf"><span class="m" aria-hidden="true">{}</span>{}'
        '<span class="vh"> of 100 confidence</span></span>',
        ticks,
        points,
    )
