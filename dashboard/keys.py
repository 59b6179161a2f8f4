"""How API keys stand in their table."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import ApiKey, Scope, User
from project.common import clock

SOON = timedelta(days=7)
ENDED_SHOWN = 10


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key, with a shape and a word for its state."""

    key: ApiKey
    shape: str
    word: str
    is_working: bool

    @property
    def scopes(self) -> list[str]:
        return [Scope(name).label for name in self.key.scopes]


@dataclass(frozen=True, slots=True)
class KeyTable:
    """The keys that work, then the newest of those that no longer do."""

    lines: list[KeyLine]
    working: int
    left_out: int


def key_table(user: User) -> KeyTable:
    at = clock.now()
    lines = [key_line(key, at) for key in ApiKey.objects.visible_to(user)]
    working = [line for line in lines if line.is_working]
    ended = [line for line in lines if not line.is_working]
    return KeyTable(working + ended[:ENDED_SHOWN], len(working), len(ended[ENDED_SHOWN:]))


def key_line(key: ApiKey, at: datetime) -> KeyLine:
    if key.revoked_at is not None:
        return KeyLine(key, "none", "Revoked", is_working=False)
    if not key.is_active(at):
        return KeyLine(key, "none", "Expired", is_working=False)
    if key.expires_at and key.expires_at - at < SOON:
        return KeyLine(key, "w", "Expires soon", is_working=True)
    return KeyLine(key, "", "Active", is_working=True)
