"""The page that shows every component in both themes."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.icons import ICONS
from dashboard.session import staff
from markets.models import AssetClass, Instrument
from project.common import clock

TREND = (1.0, 1.02, 1.01, 1.05, 1.04, 1.08, 1.03, 1.1, 1.12, 1.09, 1.15)
SURFACES = ("bg", "surface-1", "surface-2", "surface-3", "surface-hover", "line", "line-strong", "control-line")
TEXTS = ("text", "text-2", "text-3", "accent", "accent-strong", "accent-fill")
MEANINGS = ("up", "down", "warn", "warn-fill", "crit", "ok", "info", "s1", "s2", "s3", "s4", "s5")
SECTIONS = (
    "colours",
    "type",
    "buttons",
    "fields",
    "tabs",
    "chips",
    "direction",
    "confidence",
    "live",
    "table",
    "figures",
    "meters",
    "commands",
    "alerts",
    "gate",
    "empty",
    "errors",
    "toasts",
    "overlays",
    "icons",
)


def samples() -> list[tuple[Instrument, float, float, list[float]]]:
    """Return an instrument of each kind of mark, unsaved, with a price, a change and a trend."""
    bitcoin = Instrument(symbol="BTC-USDT", base="BTC", quote="USDT", name="Bitcoin", decimals=2)
    arbitrum = Instrument(symbol="ARB-USDT", base="ARB", quote="USDT", name="Arbitrum", decimals=4)
    nvidia = Instrument(
        symbol="NVDA", base="NVDA", quote="USD", name="NVIDIA", decimals=2, asset_class=AssetClass.STOCK
    )
    rising = list(TREND)
    return [
        (bitcoin, 71284.5, 1.84, rising),
        (arbitrum, 1.1284, -4.66, rising[::-1]),
        (nvidia, 176.31, 0.001, [1.0, 1.0, 1.0]),
    ]


@login_required
def patterns(request: HttpRequest) -> HttpResponse:
    """Render each component twice. Raises Denied for those who are not staff."""
    staff(request)
    context = {
        "sections": [(name.capitalize(), f"ops/_{name}.html") for name in SECTIONS],
        "themes": ("dark", "light"),
        "samples": samples(),
        "colours": (*SURFACES, *TEXTS, *MEANINGS),
        "icons": ICONS,
        "recent": clock.now() - timedelta(minutes=2),
    }
    return render(request, "ops/ui.html", context)
