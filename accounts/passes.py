"""What a connection that stays open was let in with, and whether that still lets anybody in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.caller import Caller
from accounts.keys import check_key
from accounts.models import ApiKey, Scope, TokenFamily
from accounts.tokens import is_good
from project.common import clock
from project.common.errors import Unauthenticated


@dataclass(frozen=True, slots=True, eq=False)
class Pass:
    """A caller who came from ``address`` with what is good until ``ends_at``. Two of the same caller are two."""

    caller: Caller
    address: str
    ends_at: datetime | None


def spent(passes: Collection[Pass]) -> list[Pass]:
    """Return those that would not be let in again: expired, revoked, ended, switched off. In two queries at most."""
    keys = ApiKey.objects.select_related("user").in_bulk({each.caller.key.pk for each in passes if each.caller.key})
    families = TokenFamily.objects.select_related("user")
    open_families = families.in_bulk({each.caller.family.pk for each in passes if each.caller.family})
    return [each for each in passes if not is_still_good(each, keys, open_families)]


def is_still_good(held: Pass, keys: Mapping[Any, ApiKey], families: Mapping[Any, TokenFamily]) -> bool:
    if held.caller.key is None:
        family = families.get(held.caller.family.pk) if held.caller.family else None
        is_in_time = held.ends_at is not None and clock.now() < held.ends_at
        return is_in_time and family is not None and is_good(family)
    try:
        key = check_key(keys.get(held.caller.key.pk), held.address)
    except Unauthenticated:
        return False
    return Scope.READ in key.scopes
