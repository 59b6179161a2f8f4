"""Keys that stand in GPT_API_API_KEYS: they work from the start, and end when they leave the variable."""

import re
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction

from accounts import audit
from accounts.keys import PREFIX, end_key, facts, is_whole
from accounts.models import ApiKey, Scope, User
from project.common.crypto import keyed_digest
from project.common.errors import Conflict, Invalid

SETTING = "GPT_API_API_KEYS"
# What a header can carry, and long enough not to be guessed.
USABLE = re.compile(r"[!-~]{24,200}")


def usable_keys() -> list[str]:
    """Return the keys of GPT_API_API_KEYS.

    Raises Invalid for one that is too short or broken, by its place: its text is a secret.
    """
    for place, text in enumerate(settings.GPT_API_API_KEYS, 1):
        if not USABLE.fullmatch(text):
            raise Invalid(f"Key {place} of {SETTING} cannot be used. Write 24 to 200 letters, digits and signs.")
        if text.startswith(PREFIX) and not is_whole(text):
            raise Invalid(f"Key {place} of {SETTING} begins with {PREFIX} but was not copied whole.")
    return list(settings.GPT_API_API_KEYS)


def load_bootstrap_keys(texts: Sequence[str]) -> None:
    """Make these keys work, for the first administrator and for reading alone, and revoke those of earlier starts.

    Running again changes nothing. Raises Conflict when there is no administrator.
    """
    with transaction.atomic():
        # Of two starts at once, one waits here for the other.
        owners = User.objects.select_for_update(no_key=True).filter(is_superuser=True)
        owner = owners.order_by("-is_active", "pk").first()
        if owner is None:
            if texts:
                raise Conflict(f"{SETTING} needs an administrator to belong to.")
            return
        loaded = [load_key(owner, text) for text in texts]
        digests = [key.digest for key, _ in loaded]
        left = ApiKey.objects.filter(is_bootstrap=True, revoked_at=None).exclude(digest__in=digests).order_by("pk")
        ended = [key for key in left if end_key(key)]
        note("key.created", [key for key, is_made in loaded if is_made])
        note("key.revoked", ended)


def note(action: str, keys: Iterable[ApiKey]) -> None:
    for key in keys:
        audit.record(action, user=key.user_id, details=facts(key))


def load_key(owner: User, text: str) -> tuple[ApiKey, bool]:
    """Return the key, and whether it works only from now on; one of an earlier administrator changes hands."""
    values = {"user": owner, "name": "From the environment", "prefix": text[:4], "scopes": [Scope.READ]}
    key, is_made = ApiKey.objects.get_or_create(
        digest=keyed_digest(text), defaults={**values, "is_bootstrap": True, "expires_at": None}
    )
    if not is_made and key.is_bootstrap and (key.revoked_at or key.user_id != owner.pk):
        key.revoked_at, key.user = None, owner
        key.save(update_fields=["revoked_at", "user"])
        is_made = True
    return key, is_made
