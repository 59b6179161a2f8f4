"""Lets a call in, or says how long to wait."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest

from accounts.caller import Caller
from accounts.usage import quota
from accounts.usage.admission import Admission, Standing, admission_of
from accounts.usage.bus import BusAway
from accounts.usage.charging import QUOTA_LAYER, Allowance, Charge, charge, month_standing
from accounts.usage.layers import Group, Rate, layers_for, network_of, plain
from project.common import clock
from project.common.client import client_address
from project.common.errors import OverLimit, Unavailable

WHOSE = {
    "user": "of one user",
    "user-general": "of one user",
    "key": "with one key",
    "address": "from one network address",
    "alerts": "about alerts, of one user",
    "endpoint": "to this address of the API",
    "global": "of everybody together",
    "sockets": "from one network address",
}


def admit(
    request: HttpRequest, caller: Caller | None, *, rate: Rate = "normal", metered: bool = False, group: Group = ""
) -> None:
    """Count this call in every layer and, when it is metered, in the month's quota; a refused one counts nowhere.

    How it stands is kept on the request. Raises OverLimit, and Unavailable for ``strict`` calls that nobody can count.
    """
    month = quota.this_month()
    allowance = allowance_of(caller, month) if metered else None
    layers = layers_for(caller, client_address(request), endpoint_of(request), rate, group)
    try:
        charged = charge(
            layers if settings.RATE_LIMIT_ENABLED else [], allowance, strategy=settings.RATE_LIMIT_STRATEGY
        )
    except BusAway:
        charged = charge_uncounted(allowance, rate)
    is_counted = metered and caller is not None and charged.is_admitted
    admission = Admission(charged.standings, is_counted, month)
    request.admission = admission  # type: ignore[attr-defined]
    if not charged.is_admitted:
        raise refusal(charged, month)


def admit_more(request: HttpRequest, caller: Caller | None, calls: int) -> None:
    """Count a metered call that was let in as ``calls`` of them. Raises OverLimit; what is counted by then stays so."""
    counted = 1
    try:
        while counted < calls:
            admit(request, caller, metered=True)
            counted += 1
    finally:
        if admission := admission_of(request):
            request.admission = replace(  # type: ignore[attr-defined]
                admission, metered=caller is not None, calls=counted
            )


def admit_visitor(request: HttpRequest, *, rate: Rate = "strict", group: Group = "") -> None:
    """Count a call of nobody in particular, also of somebody whose key or token was no good."""
    admit(request, None, rate=rate, group=group)


def admit_socket(request: HttpRequest) -> None:
    """Count a socket that opens, for its address. Raises OverLimit; while nobody can count, all may open."""
    if not settings.RATE_LIMIT_ENABLED:
        return
    key = f"a{network_of(client_address(request))}:sockets"
    try:
        layers = [plain("sockets", key, settings.RATE_LIMIT_WEBSOCKET)]
        charged = charge(layers, None, strategy=settings.RATE_LIMIT_STRATEGY)
    except BusAway:
        return
    if not charged.is_admitted:
        raise refusal(charged, quota.this_month())


def allowance_of(caller: Caller | None, month: date) -> Allowance | None:
    if caller is None or caller.tier.monthly_calls is None:
        return None
    return Allowance(caller.user.pk, month, caller.tier.monthly_calls)


def endpoint_of(request: HttpRequest) -> str:
    """Return the method and the route, which are few, rather than the address, of which there is no end."""
    match = request.resolver_match
    return f"{request.method} {match.route if match else '?'}"


def charge_uncounted(allowance: Allowance | None, rate: Rate) -> Charge:
    """Decide without the bus: guessing of secrets stops, reading goes on, and the quota counts what is written."""
    if rate == "strict" and settings.RATE_LIMIT_ENABLED:
        raise Unavailable("Calls cannot be counted just now, so this one is refused. Try again in a few seconds.")
    if allowance is None:
        return Charge(is_admitted=True, used=-1, standings=())
    used = quota.stored_calls(allowance.user_id, allowance.month)
    is_admitted = used < allowance.limit
    standing = month_standing(allowance, used + is_admitted)
    return Charge(is_admitted, used, (standing,))


def refusal(charged: Charge, month: date) -> OverLimit:
    """Return the error of the layer that takes longest to let this call in."""
    worst = max((layer for layer in charged.standings if not layer.remaining), key=lambda layer: layer.reset_s)
    resets_at = clock.now() + timedelta(seconds=worst.reset_s)
    if worst.name == QUOTA_LAYER:
        resets_at = quota.month_end(month)
    details = {
        "layer": worst.name,
        "limit": worst.limit,
        "used": charged.used if worst.name == QUOTA_LAYER else worst.limit,
        "resets_at": resets_at.isoformat(),
    }
    code = "QUERY_LIMIT_EXCEEDED" if worst.name == QUOTA_LAYER else "RATE_LIMIT_EXCEEDED"
    return OverLimit(message_of(worst, resets_at), retry_after_s=worst.reset_s, code=code, details=details)


def message_of(layer: Standing, resets_at: datetime) -> str:
    if layer.name == QUOTA_LAYER:
        return f"The {layer.limit:,} calls of this month are used up. The next ones come on {resets_at:%d %B %Y} (UTC)."
    seconds = f"{layer.reset_s} second{'' if layer.reset_s == 1 else 's'}"
    what = "sockets" if layer.name == "sockets" else "calls"
    return (
        f"Too many {what} {WHOSE[layer.name]}: {layer.limit:,} are allowed in {layer.window_s:,} s. "
        f"Wait {seconds}, then go on."
    )
