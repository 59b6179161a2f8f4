"""Addresses of the pages."""

from django.urls import path

from dashboard.views import (
    account,
    alerts,
    docs,
    instrument,
    markets,
    overview,
    palette,
    patterns,
    shell,
    sources,
    watchlists,
)

urlpatterns = [
    path("", shell.home, name="overview"),
    path("overview/charts.json", overview.overview_charts, name="overview_charts"),
    path("markets/", markets.markets, name="markets"),
    path("markets/<str:symbol>/", instrument.instrument, name="instrument"),
    path("markets/<str:symbol>/candles.json", instrument.candles, name="candles"),
    path("markets/<str:symbol>/star/", watchlists.star, name="star"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:alert_id>/", alerts.alert, name="alert"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<int:source_id>/poll/", sources.poll, name="poll_source"),
    path("palette/", palette.palette, name="palette"),
    path("ops/ui/", patterns.patterns, name="patterns"),
    path("account/", account.preferences, name="preferences"),
    path("account/theme/", shell.set_theme, name="set_theme"),
    path("account/density/", shell.set_density, name="set_density"),
    path("docs/", docs.index, name="docs"),
    path("docs/<str:name>/", docs.page, name="doc"),
]
