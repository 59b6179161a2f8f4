"""Counts of alerts, and of the system as a whole."""

from dataclasses import asdict

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from accounts.auth import needs, the_caller
from accounts.models import Scope
from alerts.api.schemas import AlertStatisticsOut, SystemStatisticsOut
from alerts.statistics import alert_statistics, system_statistics
from project.common.schemas import errors

router = Router(tags=["Statistics"])
READS = needs(Scope.READ, metered=True, group="alerts")


class Days(Schema):
    days: int = Field(7, ge=1, le=365, description="How many days, today included.")


@router.get(
    "/statistics/alerts",
    auth=READS,
    response={200: AlertStatisticsOut, **errors(401, 403, 422, 429, 503)},
    summary="Counts of alerts",
)
def statistics_of_alerts(request: HttpRequest, query: Query[Days]) -> AlertStatisticsOut:
    """Count the alerts that you see, by source, confidence, urgency, company and day."""
    return AlertStatisticsOut(**asdict(alert_statistics(the_caller(request).user, query.days)))


@router.get(
    "/statistics/system",
    auth=READS,
    response={200: SystemStatisticsOut, **errors(401, 403, 429, 503)},
    summary="Counts of the system",
)
def statistics_of_system(request: HttpRequest) -> SystemStatisticsOut:
    """Tell how much there is, and how well it runs."""
    return SystemStatisticsOut(**asdict(system_statistics(the_caller(request).user)))
