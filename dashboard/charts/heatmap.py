"""Markets as tiles: as large as their turnover, coloured by their change."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from dashboard.lines import Line


def heatmap(lines: Iterable[Line]) -> list[dict[str, Any]]:
    """Return a tile for each line that has turnover, the largest first."""
    traded = sorted((line for line in lines if line.turnover_24h), key=lambda line: -(line.turnover_24h or 0.0))
    return [
        {
            "symbol": line.instrument.symbol,
            "label": "/".join(filter(None, (line.instrument.base, line.other_quote))),
            "name": line.instrument.name,
            "group": line.instrument.get_asset_class_display(),
            "turnover": line.turnover_24h,
            "change": line.change_24h,
            "url": reverse("instrument", args=[line.instrument.symbol]),
        }
        for line in traded
    ]
