"""The API: its parts, under /api/v1."""

from typing import Any

from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext

from project import VERSION
from project.api_errors import add_handlers
from project.api_input import JsonParser, field_errors

DESCRIPTION = (
    "Every error has the same body; its `correlation_id` is the `X-Request-ID` of the answer. "
    "How to sign in, what the codes mean and what the limits are stands in the [documentation](/docs/api/)."
)
# Every part of the API by its dotted path; each path inside it starts after /api/v1.
ROUTERS: list[str] = [
    "accounts.api.auth.router",
    "accounts.api.me.router",
    "accounts.api.keys.router",
    "accounts.api.sessions.router",
    "accounts.api.usage.router",
    "accounts.api.billing.router",
    "accounts.api.jobs.router",
    "accounts.api.admin.router",
    "markets.api.prices.router",
    "markets.api.stocks.router",
    "markets.api.price_stream.router",
    "markets.api.multi.router",
    "markets.api.gpt.router",
    "markets.api.flow.router",
    "alerts.api.launches.router",
    "alerts.api.track_record.router",
    "alerts.api.events.router",
    "alerts.api.companies.router",
    "alerts.api.models.router",
    "alerts.api.alerts.router",
    "alerts.api.statistics.router",
    "alerts.api.feeds.router",
    "alerts.api.items.router",
    "alerts.api.monitoring.router",
]


class TidewatchAPI(NinjaAPI):
    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        return ValidationError([field_errors(error_contexts)])


def new_api(routers: list[str]) -> TidewatchAPI:
    api = TidewatchAPI(
        title="Tidewatch",
        version=VERSION,
        description=DESCRIPTION,
        urls_namespace="api",
        parser=JsonParser(),
        openapi_url=None,
    )
    add_handlers(api)
    for router in routers:
        api.add_router("", router)
    return api


api = new_api(ROUTERS)
