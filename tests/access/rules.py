"""Who may open what: one line an address. An address that is not here fails the suite."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.billing.selectors import free_tier
from alerts.model_versions import add_version
from alerts.models import ModelVersion, TrainingRun
from tests.access.world import OWN_ALERT, OWN_SOURCE, World
from tests.factories import CompanyFactory

# What an answer amounts to: let in, sent to sign in, refused, told that there is no such thing.
IN, LOGIN, DENIED, MISSING = "in", "login", "denied", "missing"


@dataclass(frozen=True)
class Rule:
    """The outcome of each actor; ``fill`` gives the address parts that name something of the owner's."""

    outcomes: dict[str, str]
    method: str = "get"
    fill: Callable[[World], dict[str, Any]] = lambda _: {}
    body: dict[str, Any] = field(default_factory=dict)


def always(parts: dict[str, Any]) -> Callable[[World], dict[str, Any]]:
    """Return a ``fill`` for an address of something that belongs to nobody."""
    return lambda _: parts


def pages(visitor: str, owner: str, stranger: str, staff: str, **more: Any) -> Rule:
    return Rule({"visitor": visitor, "owner": owner, "stranger": stranger, "staff": staff}, **more)


def public(**more: Any) -> Rule:
    return pages(IN, IN, IN, IN, **more)


def personal(**more: Any) -> Rule:
    return pages(LOGIN, IN, IN, IN, **more)


def owned(**more: Any) -> Rule:
    """One thing of the owner's: nobody else learns that it exists, not even staff."""
    return pages(LOGIN, IN, MISSING, MISSING, **more)


def staff_only(**more: Any) -> Rule:
    return pages(LOGIN, DENIED, DENIED, IN, **more)


def form(**body: Any) -> dict[str, Any]:
    return {"method": "post", "body": body}


def company(_: World) -> dict[str, Any]:
    return {"company_id": CompanyFactory().pk}


def training(_: World) -> dict[str, Any]:
    return {"run_id": TrainingRun.objects.create().pk}


def training_job(_: World) -> dict[str, Any]:
    return {"job_id": TrainingRun.objects.create().pk}


def version(_: World) -> dict[str, Any]:
    weights = {"bias": ModelVersion.objects.count()}
    return {"number": add_version(weights, ModelVersion.Origin.RETRAINED, {}).number}


PAGES: dict[str, Rule] = {
    "": public(),
    "live": public(),
    "ready": public(),
    "version": public(),
    # For programs: who may not is told so, and sent nowhere.
    "health/cache": pages(LOGIN, LOGIN, LOGIN, IN),
    "health/exchanges": pages(LOGIN, LOGIN, LOGIN, IN),
    "docs/": public(),
    # Questions go by POST, and tests/project/graphql tells who may ask.
    "graphql": public(),
    "docs/<name>/": public(fill=always({"name": "start"})),
    "account/theme/": public(**form(theme="light")),
    "account/density/": public(**form(density="compact")),
    # the terminal
    "overview/charts.json": personal(),
    "markets/": personal(),
    "markets/flow/": personal(),
    "markets/screens/": personal(**form(name="mine")),
    "markets/screens/<view_id>/delete/": owned(fill=lambda world: {"view_id": world.screen()}, **form()),
    "markets/<symbol>/": personal(fill=always({"symbol": "BTC-USDT"})),
    "markets/<symbol>/candles.json": personal(fill=always({"symbol": "BTC-USDT"})),
    "markets/<symbol>/drawings.json": personal(fill=always({"symbol": "BTC-USDT"}), **form()),
    "markets/<symbol>/drawings/remove.json": personal(fill=always({"symbol": "BTC-USDT"}), **form()),
    "markets/<symbol>/star/": personal(fill=always({"symbol": "BTC-USDT"}), **form()),
    "alerts/": personal(),
    "alerts/<alert_id>/": owned(fill=lambda world: {"alert_id": world.alert.pk}),
    "alerts/<alert_id>/act/": owned(fill=lambda world: {"alert_id": world.alert.pk}, **form(do="acknowledge")),
    "alerts/<alert_id>/note/": owned(fill=lambda world: {"alert_id": world.alert.pk}, **form(note="seen")),
    "alerts/bulk/": personal(**form(do="acknowledge")),
    "alerts/export/": personal(),
    "alerts/undo/": personal(**form(token="nothing")),
    "alerts/views/": personal(**form(name="mine")),
    "alerts/views/<view_id>/delete/": owned(fill=lambda world: {"view_id": world.view()}, **form()),
    "companies/": personal(),
    "companies/new/": staff_only(),
    "companies/test/": personal(**form(text="Rain")),
    "companies/export.csv": personal(),
    "companies/import/": staff_only(),
    "companies/import/<token>/": pages(
        LOGIN, DENIED, DENIED, MISSING, fill=always({"token": "0f8fad5b-d9cb-469f-a165-70867728950e"}), **form()
    ),
    "companies/<company_id>/": personal(fill=company),
    "companies/<company_id>/edit/": staff_only(fill=company),
    "companies/<company_id>/delete/": staff_only(fill=company),
    "launches/": personal(),
    "launches/calendar/": personal(**form()),
    "launches/calendar/revoke/": personal(**form()),
    # Whoever has the address may read it, and nobody has this one.
    "launches/calendar/<key>.ics": pages(MISSING, MISSING, MISSING, MISSING, fill=always({"key": "nothing"})),
    "track-record/": personal(),
    "track-record/charts.json": personal(),
    "track-record/prices.csv": personal(),
    "palette/": pages(DENIED, IN, IN, IN),
    "sources/": personal(),
    "sources/new/": staff_only(),
    "sources/run/": personal(**form()),
    "sources/run/<session_id>/cancel/": pages(
        LOGIN, IN, DENIED, IN, fill=lambda world: {"session_id": world.round().pk}, **form()
    ),
    "sources/<source_id>/": personal(fill=always({"source_id": OWN_SOURCE})),
    "sources/<source_id>/poll/": staff_only(fill=always({"source_id": OWN_SOURCE}), **form()),
    "sources/<source_id>/pause/": staff_only(fill=always({"source_id": OWN_SOURCE}), **form()),
    "sources/<source_id>/resume/": staff_only(fill=always({"source_id": OWN_SOURCE}), **form()),
    "sources/<source_id>/delete/": staff_only(fill=always({"source_id": OWN_SOURCE}), **form()),
    "ops/scorer/": staff_only(),
    "ops/scorer/train/": staff_only(**form()),
    "ops/scorer/runs/<run_id>/cancel/": staff_only(fill=training, **form()),
    "ops/scorer/<number>/use/": staff_only(fill=version, **form()),
    "ops/ui/": staff_only(),
    # the account
    "account/": personal(),
    "account/profile/": personal(),
    "account/notifications/": personal(),
    "account/notifications/weekly/": personal(**form(wanted="on")),
    "account/notifications/mail/": personal(**form()),
    "account/keys/": personal(),
    "account/keys/new/": personal(),
    "account/keys/<key_id>/rotate/": owned(fill=lambda world: {"key_id": world.key.pk}, **form()),
    "account/keys/<key_id>/revoke/": owned(fill=lambda world: {"key_id": world.key.pk}, **form()),
    "account/security/": personal(),
    "account/security/browsers/<session_id>/end/": owned(fill=lambda world: {"session_id": world.session.pk}, **form()),
    "account/security/programs/<family_id>/end/": owned(fill=lambda world: {"family_id": world.family.pk}, **form()),
    "account/security/others/end/": personal(**form()),
    "account/plan/": personal(),
    "account/plan/<slug>/": personal(fill=lambda _: {"slug": free_tier().slug}),
    "account/plan/cancel/": personal(),
    "account/plan/portal/": personal(**form()),
    "account/data/": personal(),
    "account/data/copies/": personal(**form()),
    "account/data/copies/<copy_id>/": owned(fill=lambda world: {"copy_id": world.export.pk}),
    "account/data/copies/<copy_id>/cancel/": owned(fill=lambda world: {"copy_id": world.export.pk}, **form()),
    "account/data/delete/": personal(),
    # allauth's
    "accounts/login/": public(),
    "accounts/signup/": public(),
    "accounts/logout/": public(),
    "accounts/inactive/": public(),
    "accounts/confirm-email/": public(),
    "accounts/confirm-email/<key>/": public(fill=always({"key": "nothing"})),
    "accounts/login/code/confirm/": personal(),
    "accounts/password/reset/": public(),
    "accounts/password/reset/done/": public(),
    "accounts/password/reset/key/done/": public(),
    "accounts/password/reset/key/<uidb36>-<key>/": public(fill=always({"uidb36": "1", "key": "nothing"})),
    "accounts/email/": personal(),
    "accounts/password/change/": personal(),
    "accounts/password/set/": personal(),
    "accounts/reauthenticate/": personal(),
    "accounts/sessions/": personal(),
    "accounts/3rdparty/": personal(),
    "accounts/social/connections/": public(),
    "accounts/3rdparty/signup/": pages(LOGIN, LOGIN, LOGIN, LOGIN),
    "accounts/social/signup/": public(),
    "accounts/3rdparty/login/cancelled/": public(),
    "accounts/social/login/cancelled/": public(),
    "accounts/3rdparty/login/error/": pages(LOGIN, LOGIN, LOGIN, LOGIN),
    "accounts/social/login/error/": public(),
    # Google is not set up here.
    "accounts/google/login/": pages(MISSING, MISSING, MISSING, MISSING),
    "accounts/google/login/callback/": pages(MISSING, MISSING, MISSING, MISSING),
    "accounts/google/login/token/": pages(MISSING, MISSING, MISSING, MISSING, **form()),
    # two-step sign-in
    "accounts/2fa/": personal(),
    "accounts/2fa/authenticate/": personal(),
    "accounts/2fa/reauthenticate/": personal(),
    # Nobody here has recovery codes or an authenticator app; these pages take no id, so nobody gets at another's.
    "accounts/2fa/recovery-codes/": pages(LOGIN, MISSING, MISSING, MISSING),
    "accounts/2fa/recovery-codes/download/": pages(LOGIN, MISSING, MISSING, MISSING),
    "accounts/2fa/recovery-codes/generate/": personal(),
    "accounts/2fa/totp/activate/": personal(),
    "accounts/2fa/totp/deactivate/": pages(LOGIN, MISSING, MISSING, MISSING),
    "accounts/2fa/webauthn/": personal(),
    "accounts/2fa/webauthn/add/": personal(),
    "accounts/2fa/webauthn/login/": personal(),
    "accounts/2fa/webauthn/reauthenticate/": personal(),
    "accounts/2fa/webauthn/keys/<pk>/edit/": owned(fill=lambda world: {"pk": world.passkey()}),
    "accounts/2fa/webauthn/keys/<pk>/remove/": owned(fill=lambda world: {"pk": world.passkey()}, **form()),
    # the API's own pages; its operations stand below
    "api/v1/docs": public(),
    "api/v1/redoc": public(),
    "api/v1/openapi.json": public(),
    "api/v1/": pages(MISSING, MISSING, MISSING, MISSING),
    "api/<rest>": pages(MISSING, MISSING, MISSING, MISSING, fill=always({"rest": "nothing"})),
}

# The API's actors: a visitor, the owner's token, the owner's key with every scope an ordinary user has, a key that
# lacks the scope, a stranger's token, an administrator's token.
CALLERS = ("visitor", "owner", "owner_key", "wrong_scope", "stranger", "staff")


def callers(visitor: str, owner: str, key: str, wrong_scope: str, stranger: str, staff: str, **more: Any) -> Rule:
    outcomes = dict(zip(CALLERS, (visitor, owner, key, wrong_scope, stranger, staff), strict=True))
    return Rule(outcomes, **more)


def reading(**more: Any) -> Rule:
    return callers(LOGIN, IN, IN, DENIED, IN, IN, **more)


def reading_own(**more: Any) -> Rule:
    return callers(LOGIN, IN, IN, DENIED, MISSING, MISSING, **more)


def in_person(**more: Any) -> Rule:
    """Takes no key at all."""
    return callers(LOGIN, IN, DENIED, DENIED, IN, IN, **more)


def own_in_person(**more: Any) -> Rule:
    return callers(LOGIN, IN, DENIED, DENIED, MISSING, MISSING, **more)


def everybody(**more: Any) -> Rule:
    return callers(IN, IN, IN, IN, IN, IN, **more)


def no_right_needed(**more: Any) -> Rule:
    """What one sends decides, not who one is: nothing useful is sent here."""
    return callers(LOGIN, LOGIN, LOGIN, LOGIN, LOGIN, LOGIN, **more)


KEY = {"fill": lambda world: {"key_id": world.key.pk}}
EXPORT = {"fill": lambda world: {"job_id": world.export.pk}}
FEED = {"fill": always({"feed_id": OWN_SOURCE})}
ROUND: dict[str, Any] = {"fill": lambda world: {"session_id": world.round().pk}}


def administering(**more: Any) -> Rule:
    return callers(LOGIN, DENIED, DENIED, DENIED, DENIED, IN, **more)


ALERT: dict[str, Any] = {"fill": lambda world: {"alert_id": world.alert.pk}}
ALERTS: dict[str, Any] = {"body": {"alert_ids": [OWN_ALERT], "status": "archived"}}
OPERATIONS: dict[tuple[str, str], Rule] = {
    ("POST", "/auth/login"): no_right_needed(body={"username": "owner", "password": "not it, really"}),
    ("POST", "/auth/refresh"): no_right_needed(body={"refresh_token": "tdr_nothing"}),
    ("POST", "/auth/google"): callers(*[MISSING] * 6, body={"id_token": "nothing"}),
    ("POST", "/auth/register"): everybody(body={"username": "x", "email": "no address", "password": "short"}),
    ("POST", "/auth/logout"): in_person(),
    ("POST", "/auth/change-password"): in_person(body={"current_password": "x", "new_password": "y"}),
    ("GET", "/auth/me"): reading(),
    ("GET", "/me"): reading(),
    ("DELETE", "/me"): in_person(body={"password": "not it, really"}),
    ("GET", "/me/usage"): reading(),
    ("GET", "/me/subscription"): reading(),
    ("POST", "/me/exports"): in_person(),
    ("GET", "/me/exports/{job_id}"): own_in_person(**EXPORT),
    ("GET", "/jobs"): reading(),
    ("GET", "/jobs/{job_id}"): reading_own(**EXPORT),
    ("DELETE", "/jobs/{job_id}"): own_in_person(**EXPORT),
    ("GET", "/auth/api-keys"): in_person(),
    ("POST", "/auth/api-keys"): in_person(body={"name": "desk"}),
    ("DELETE", "/auth/api-keys/{key_id}"): own_in_person(**KEY),
    ("POST", "/auth/api-keys/{key_id}/rotate"): own_in_person(**KEY),
    ("GET", "/auth/sessions"): in_person(),
    ("DELETE", "/auth/sessions/{session_id}"): own_in_person(fill=lambda world: {"session_id": world.family.pk}),
    ("GET", "/plans"): everybody(),
    ("GET", "/billing/invoices"): reading(),
    ("GET", "/billing/preview"): in_person(),
    ("POST", "/billing/checkout"): in_person(body={"plan": "pro"}),
    ("POST", "/billing/portal"): in_person(),
    ("POST", "/billing/cancel"): in_person(),
    ("POST", "/billing/stripe/webhook"): callers(*[MISSING] * 6),
    ("GET", "/launches"): reading(),
    ("GET", "/statistics/track-record"): reading(),
    ("GET", "/symbols"): reading(),
    ("GET", "/alerts"): reading(),
    ("POST", "/alerts"): reading(body={"title": "Mine"}),
    ("GET", "/alerts/export"): reading(),
    ("POST", "/alerts/bulk-update"): reading_own(**ALERTS),
    ("PUT", "/alerts/bulk"): reading_own(**ALERTS),
    ("POST", "/alerts/undo"): reading(body={"undo": "nothing"}),
    ("GET", "/alerts/{alert_id}"): reading_own(**ALERT),
    ("PUT", "/alerts/{alert_id}"): reading_own(**ALERT, body={"status": "archived"}),
    ("GET", "/statistics/alerts"): reading(),
    ("GET", "/statistics/system"): reading(),
    ("GET", "/events"): reading(),
    ("GET", "/events/{event_id}"): reading(fill=lambda world: {"event_id": world.event.pk}),
    ("GET", "/market/price/{symbol}"): callers(LOGIN, IN, IN, DENIED, IN, IN, fill=always({"symbol": "BTC-USDT"})),
    ("GET", "/market/info/{symbol}"): reading(fill=always({"symbol": "BTC-USDT"})),
    ("GET", "/market/history/{symbol}"): reading(fill=always({"symbol": "BTC-USDT"})),
    ("GET", "/market/history/{symbol}/chart"): reading(fill=always({"symbol": "BTC-USDT"})),
    ("GET", "/market/dividends/{symbol}"): reading(fill=always({"symbol": "BTC-USDT"})),
    ("GET", "/multi/ticker/{symbol}"): reading(fill=always({"symbol": "BTC"})),
    ("GET", "/multi/orderbook/{symbol}"): reading(fill=always({"symbol": "BTC"})),
    ("GET", "/multi/trades/{symbol}"): reading(fill=always({"symbol": "BTC"})),
    ("GET", "/multi/symbols"): reading(),
    ("GET", "/multi/health"): reading(),
    # Without symbols they say what they miss.
    ("GET", "/gpt/raw"): reading(),
    ("GET", "/gpt/orderbook"): reading(),
    ("GET", "/gpt/whale"): reading(),
    ("GET", "/gpt/liq"): reading(),
    ("GET", "/market/stream"): reading(),
    ("GET", "/companies"): reading(),
    ("POST", "/companies"): administering(body={"name": "Orbitra"}),
    ("POST", "/companies/test"): reading(body={"text": "Rain"}),
    ("GET", "/companies/{company_id}"): reading(fill=company),
    ("PUT", "/companies/{company_id}"): administering(body={"priority": "HIGH"}, fill=company),
    ("DELETE", "/companies/{company_id}"): administering(fill=company),
    ("GET", "/models"): reading(),
    ("POST", "/models/retrain"): administering(),
    ("GET", "/models/runs"): administering(),
    ("GET", "/models/runs/{job_id}"): administering(fill=training_job),
    ("DELETE", "/models/runs/{job_id}"): administering(fill=training_job),
    ("POST", "/models/{number}/activate"): administering(fill=version),
    ("GET", "/feeds"): reading(),
    ("POST", "/feeds"): administering(body={"name": "Wire", "url": "https://wire.example.com/rss"}),
    ("POST", "/feeds/test"): administering(body={"url": "nowhere"}),
    ("GET", "/feeds/{feed_id}"): reading(**FEED),
    ("PUT", "/feeds/{feed_id}"): administering(body={"priority": 1}, **FEED),
    ("DELETE", "/feeds/{feed_id}"): administering(**FEED),
    ("POST", "/feeds/{feed_id}/poll"): administering(**FEED),
    ("POST", "/feeds/{feed_id}/items"): administering(body={"title": "Rain"}, **FEED),
    ("POST", "/items"): administering(body={"title": "Rain"}),
    ("POST", "/items/batch"): administering(body={"items": [{"title": "Rain"}]}),
    ("POST", "/monitoring/trigger"): reading(),
    ("GET", "/monitoring/sessions/recent"): reading(),
    ("GET", "/monitoring/session/{session_id}"): reading(**ROUND),
    ("GET", "/monitoring/session/{session_id}/progress"): reading(**ROUND),
    ("DELETE", "/monitoring/session/{session_id}"): callers(LOGIN, IN, IN, DENIED, DENIED, IN, **ROUND),
    # The address is not confirmed: nobody gets a mail here.
    ("POST", "/monitoring/email-summary"): callers(LOGIN, *[DENIED] * 5),
    ("GET", "/admin/users"): callers(LOGIN, DENIED, DENIED, DENIED, DENIED, IN),
    ("GET", "/admin/users/{user_id}"): callers(
        LOGIN, DENIED, DENIED, DENIED, DENIED, IN, fill=lambda world: {"user_id": world.people["owner"].pk}
    ),
}
