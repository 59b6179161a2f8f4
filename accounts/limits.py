"""How often somebody may try to sign in, and how long the sign-in then stays locked."""

import contextlib
import math
import time
from dataclasses import dataclass

from allauth.core.internal import ratelimit as allauth_limits
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from accounts.models import User
from accounts.selectors import account_by_login
from accounts.usage.bus import BREAKER, BusAway, client
from accounts.usage.charging import PREFIX, charge
from accounts.usage.layers import MINUTE_S, Layer, network_of, plain
from project.common.client import client_address
from project.common.crypto import keyed_digest
from project.common.errors import OverLimit

# Exact whatever RATE_LIMIT_STRATEGY says: a fixed window would let twice as many guesses through around its edge.
STRATEGY = "sliding_window"
FAILURES_OF_ONE_ADDRESS = 20
CODE_APP, CODE_ACTION = "allauth.account", "login_failed"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try that counts as failed until ``rollback``, so that parallel guesses are all counted before a check."""

    keys: tuple[str, ...]

    def rollback(self) -> None:
        """Count it no longer; the failures before it stay. A bus that is away leaves it counted."""
        with contextlib.suppress(BusAway):
            BREAKER.ask(lambda: [client().lpop(key) for key in self.keys])


def begin_attempt(request: HttpRequest, typed: str) -> Attempt:
    """Count one try at the account of a typed name or address. Raises OverLimit, and BusAway when nobody can count."""
    network = network_of(client_address(request))
    layers = [
        plain("account", lock_key(typed), settings.RATE_LIMIT_LOGIN_ATTEMPTS),
        plain("address", f"a{network}:sign-in", (FAILURES_OF_ONE_ADDRESS, MINUTE_S)),
    ]
    charged = charge(layers, None, strategy=STRATEGY)
    if not charged.is_admitted:
        wait_s = max(layer.reset_s for layer in charged.standings if not layer.remaining)
        raise OverLimit(lock_message(wait_s), retry_after_s=wait_s)
    return Attempt(tuple(bus_key(layer) for layer in layers))


def lift_lock(typed: str) -> None:
    """Forget the failures of an account; whoever reset its password has proved who they are."""
    layer = plain("account", lock_key(typed), settings.RATE_LIMIT_LOGIN_ATTEMPTS)
    with contextlib.suppress(BusAway):
        BREAKER.ask(lambda: client().delete(bus_key(layer)))


def lock_key(typed: str) -> str:
    """Return what failures are counted under: the account, whether its name or its address is typed.

    An unknown one is counted and locked alike, and no name stands in the bus.
    """
    account = account_by_login(typed)
    return f"u{account}:sign-in" if account else f"login:{keyed_digest(typed.lower())}"


def bus_key(layer: Layer) -> str:
    return f"{PREFIX}:{STRATEGY}:{layer.key}"


def lock_message(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    unit = "minute" if minutes == 1 else "minutes"
    return f"Too many failed sign-ins. Try again in {minutes} {unit}, or reset the password."


def code_seconds_left(request: HttpRequest, user: User) -> int:
    """Return the seconds until the next code of a second step is checked; allauth counts those by itself."""
    key, waits = f"mfa-auth-user-{user.pk}", [1.0]
    for rate in allauth_limits.get_rates(app=CODE_APP, action=CODE_ACTION):
        tries = cache.get(allauth_limits.get_cache_key(request, app=CODE_APP, action=CODE_ACTION, rate=rate, key=key))
        if tries and len(tries) >= rate.amount:
            waits.append(tries[-1] + rate.duration - time.time())
    return math.ceil(max(waits))
