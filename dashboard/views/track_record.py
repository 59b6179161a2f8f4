"""Was it right: the track record of all alerts."""

from typing import Any

import orjson
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.usage.pages import count_page
from alerts.calibration import calibration
from alerts.models import AlertQuerySet, Outcome
from alerts.track_record import alerts_in, extremes, groups, is_hit, next_figure_at, raw_rows
from alerts.track_record import track_record as record_of
from dashboard import track_record as shown
from dashboard.charts.track_record import hit_chart, reliability_chart
from dashboard.parts import render_part
from dashboard.reaction import AFTER
from dashboard.session import signed_in
from project.common import clock
from project.common.spreadsheet import csv_text

MOST_ROWS = 50_000
COLUMNS = (
    *("alert", "created_at", "title", "source", "company", "kind", "urgency", "confidence", "sentiment", "symbol"),
    *("exchange", "horizon_s", "due_at", "state", "price", "btc_price", "change", "net_change", "as_announced"),
)


@require_safe
@login_required
def track_record(request: HttpRequest) -> HttpResponse:
    """Show how prices moved after the alerts of a time, losses included."""
    query = request.GET
    days, alerts = alerts_asked(request)
    group = shown.choice(query, "group", [*shown.GROUP_LABELS], "source")
    at = shown.choice(query, "after", [*AFTER.values()], "24h")
    sort = shown.choice(query, "sort", [*shown.SORTS, *(f"-{name}" for name in shown.SORTS)], "-measured")
    horizon_s = next(seconds for seconds, name in AFTER.items() if name == at)
    record, sureness = record_of(alerts), calibration(alerts)
    lines = shown.group_lines(groups(alerts, group, horizon_s), group, sort)
    rises, falls = extremes(alerts, horizon_s)
    context: dict[str, Any] = {
        "record": record,
        "sentences": shown.sentence(record, days),
        "is_measured": any(moves.measured for moves in record.moves.values()),
        "next_at": next_figure_at(alerts),
        "horizons": shown.horizon_lines(record),
        "sureness": sureness,
        "bins": shown.bin_lines(sureness.bins),
        "lines": lines[: shown.SHOWN],
        "left_out": max(0, len(lines) - shown.SHOWN),
        "headings": shown.headings(query, sort, shown.GROUP_LABELS[group]),
        "rises": shown.extreme_lines(rises),
        "falls": shown.extreme_lines(falls),
        "days": days,
        "group": group,
        "after": at,
        "ranges": [(name, label, shown.address(query, days=name)) for name, label in shown.RANGES.items()],
        "groups": [(name, label, shown.address(query, group=name)) for name, label in shown.GROUP_LABELS.items()],
        "afters": [(name, shown.address(query, after=name)) for name in AFTER.values()],
        "charts_url": f"{reverse('track_record_charts')}?days={days}",
        "csv_url": f"{reverse('track_record_csv')}?days={days}",
    }
    return render_part(request, "track_record/page.html", {}, context)


@require_safe
@login_required
def charts(request: HttpRequest) -> HttpResponse:
    """Answer with the numbers of the two charts."""
    _, alerts = alerts_asked(request)
    answer = {"reliability": reliability_chart(calibration(alerts)), "hits": hit_chart(record_of(alerts).moves)}
    return HttpResponse(orjson.dumps(answer), content_type="application/json")


@require_safe
@login_required
def download(request: HttpRequest) -> HttpResponse:
    """Answer with every price as a table: those that are missing or not due yet too. Raises OverLimit."""
    count_page(signed_in(request), "files")
    days, alerts = alerts_asked(request)
    table = csv_text([COLUMNS, *map(cells_of, raw_rows(alerts)[:MOST_ROWS])])
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="tidewatch-prices-{days}.csv"'
    return response


def alerts_asked(request: HttpRequest) -> tuple[str, AlertQuerySet]:
    days = shown.choice(request.GET, "days", [*shown.RANGES], "90")
    return days, alerts_in(signed_in(request), None if days == "all" else int(days), clock.now())


def cells_of(row: Outcome) -> list[object]:
    alert = row.alert
    hit = "" if row.state != Outcome.State.MEASURED or not row.horizon_s else str(is_hit(row)).lower()
    return [
        *(alert.pk, alert.created_at.isoformat(), alert.title, alert.source_name),
        *(alert.company.name if alert.company else "", alert.kind, alert.urgency, alert.confidence),
        *(alert.sentiment_score, row.symbol, row.exchange, row.horizon_s, row.due_at.isoformat(), row.state),
        *(row.price, row.btc_price, row.change, row.net_change, hit),
    ]
