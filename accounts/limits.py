"""How long a sign-in stays locked after too many failures."""

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from accounts.selectors import account_by_login

APP = "allauth.account"
ACTION = "login_failed"


def lock_key(login: str) -> str:
    """Return what failures are counted under: the account, whether its name or its address is typed."""
    account = account_by_login(login)
    return f"account:{account}" if account else f"login:{login.lower()}"


def seconds_left(request: HttpRequest, key: str) -> int:
    """Return the seconds until the next try is allowed."""
    waits = [1.0]
    for rate in ratelimit.get_rates(app=APP, action=ACTION):
        tries = cache.get(ratelimit.get_cache_key(request, app=APP, action=ACTION, rate=rate, key=key), [])
        if len(tries) >= rate.amount:
            waits.append(tries[-1] + rate.duration - time.time())
    return math.ceil(max(waits))


def lock_message(request: HttpRequest, key: str) -> str:
    minutes = math.ceil(seconds_left(request, key) / 60)
    unit = "minute" if minutes == 1 else "minutes"
    return f"Too many failed sign-ins. Try again in {minutes} {unit}, or reset the password."
