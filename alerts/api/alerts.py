"""Alerts: listed, read, written, dealt with."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Path, Query, Router, Status

from accounts.api.schemas import RowId
from accounts.auth import needs, the_caller
from accounts.models import Scope
from alerts import triage
from alerts.api.reading import filters_from
from alerts.api.schemas import (
    AlertChanges,
    AlertIn,
    AlertOut,
    BulkIn,
    BulkOut,
    ExportQuery,
    PageQuery,
    UndoIn,
    UndoneOut,
)
from alerts.export import export
from alerts.manual import Draft, create_manual_alert
from alerts.models import Company
from alerts.selectors import alert_page, get_alert
from alerts.shown import as_client_sees
from project.common.errors import Invalid
from project.common.schemas import errors
from project.common.text import is_visible

router = Router(tags=["Alerts"])
READS = needs(Scope.READ, metered=True, group="alerts")
WRITES = needs(Scope.WRITE, group="alerts")


@router.get(
    "/alerts", auth=READS, response={200: list[AlertOut], **errors(401, 403, 422, 429, 503)}, summary="My alerts"
)
def list_alerts(request: HttpRequest, response: HttpResponse, query: Query[PageQuery]) -> list[dict[str, Any]]:
    """Return the newest alerts that fit. The Link header has the address of the next ones, as long as there are any."""
    user, filters = the_caller(request).user, filters_from(query)
    page = alert_page(user, filters, query.before_seq, query.limit, skip=query.offset)
    if page.next_before is not None:
        asked = {name: value for name, value in request.GET.items() if name not in {"offset", "before_seq", "token"}}
        address = request.build_absolute_uri(f"{request.path}?{urlencode({**asked, 'before_seq': page.next_before})}")
        response["Link"] = f'<{address}>; rel="next"'
    return [as_client_sees(alert) for alert in page.alerts]


@router.post(
    "/alerts",
    auth=WRITES,
    response={201: AlertOut, **errors(401, 403, 422, 429, 503)},
    summary="Make an alert",
)
def make_alert(request: HttpRequest, body: AlertIn) -> Status[dict[str, Any]]:
    """Make an alert of your own, which nobody else sees."""
    user = the_caller(request).user
    if not is_visible(body.title):
        raise Invalid("The alert has no title.", details={"title": "Write a title."})
    company = Company.objects.filter(pk=body.company_id).first() if body.company_id else None
    if body.company_id and company is None:
        raise Invalid("There is no such company.", details={"company_id": "There is no such company."})
    draft = Draft(
        title=body.title.strip(),
        content=body.content,
        source_url=body.source_url,
        confidence=round(body.confidence, 3),
        company=company,
        kind=body.kind,
        urgency=body.urgency_level,
        tokens=body.tokens_mentioned,
        event_date=body.event_date,
    )
    return Status(201, as_client_sees(get_alert(user, create_manual_alert(user, draft).pk)))


@router.get(
    "/alerts/export",
    auth=READS,
    response={200: Any, **errors(401, 403, 422, 429, 503)},
    summary="My alerts as a file",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def export_alerts(request: HttpRequest, query: Query[ExportQuery]) -> StreamingHttpResponse:
    """Return up to 50,000 of the newest alerts that fit, as CSV or JSON."""
    return export(request, the_caller(request).user, filters_from(query), query.format)


def update_many(request: HttpRequest, body: BulkIn) -> BulkOut:
    """Set the status of up to 500 alerts, for you alone. One that does not exist stops all; `details` names it."""
    undo = triage.bulk_update(the_caller(request).user, body.alert_ids, body.status)
    return BulkOut(updated=undo.count, status=body.status, undo=undo.token)


BULK: dict[str, Any] = {
    "auth": WRITES,
    "response": {200: BulkOut, **errors(401, 403, 404, 422, 429, 503)},
    "summary": "Change many alerts",
}
router.post("/alerts/bulk-update", operation_id="bulk_update_alerts", **BULK)(update_many)
router.put("/alerts/bulk", operation_id="put_alerts_in_bulk", **BULK)(update_many)


@router.post(
    "/alerts/undo",
    auth=WRITES,
    response={200: UndoneOut, **errors(401, 403, 409, 422, 429, 503)},
    summary="Take back a change",
)
def undo_change(request: HttpRequest, body: UndoIn) -> UndoneOut:
    """Put back what your alerts were before a change, for ten minutes after it."""
    return UndoneOut(restored=triage.restore(the_caller(request).user, body.undo))


@router.get(
    "/alerts/{alert_id}",
    auth=READS,
    response={200: AlertOut, **errors(401, 403, 404, 422, 429, 503)},
    summary="One alert",
)
def read_alert(request: HttpRequest, alert_id: Path[RowId]) -> dict[str, Any]:
    """Return one alert with the reasons of its score."""
    return as_client_sees(get_alert(the_caller(request).user, alert_id))


@router.put(
    "/alerts/{alert_id}",
    auth=WRITES,
    response={200: AlertOut, **errors(401, 403, 404, 422, 429, 503)},
    summary="Change an alert",
)
def change_alert(request: HttpRequest, alert_id: Path[RowId], body: AlertChanges) -> dict[str, Any]:
    """Change what the alert is to you: status, urgency, verdict, note, acknowledged. Others see it as it was."""
    user = the_caller(request).user
    triage.change(
        user,
        [get_alert(user, alert_id)],
        status=body.status,
        urgency=body.urgency_level,
        verdict=body.verdict,
        is_acknowledged=body.acknowledged,
        text=body.note,
    )
    return as_client_sees(get_alert(user, alert_id))
