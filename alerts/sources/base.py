"""The contract of every adapter: it reads one source and says what it brought, or what it found and what to do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from alerts.models import Source
from alerts.types import FeedItem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one reading brought. ``error`` is empty when all went well, and ``note`` says what is worth knowing then.

    ``is_read`` is False when nothing was asked for, because a budget or a rate is used up: neither a success nor a
    failure. ``is_permanent`` means that asking again is useless; ``is_unreachable`` that no server answered, so that
    the fault may be on this side. ``moved_to`` is the address to ask from now on. ``wait_s`` is the least wait before
    the next reading, when the other side or a limit of ours sets one.
    """

    items: tuple[FeedItem, ...] = ()
    error: str = ""
    note: str = ""
    is_read: bool = True
    is_permanent: bool = False
    is_unreachable: bool = False
    moved_to: str = ""
    etag: str = ""
    last_modified: str = ""
    cursor: str | None = None
    wait_s: int | None = None


Reader = Callable[[Source], Outcome]
UNREACHABLE = frozenset({"HOST_NOT_FOUND", "NOT_CONNECTED"})


def left_out(count: int) -> str:
    """Say how many entries were worth nothing; an empty text for none."""
    entries = "entry" if count == 1 else "entries"
    were = "was" if count == 1 else "were"
    return f"{count} {entries} without title and text {were} left out." if count else ""


def in_language(items: Iterable[FeedItem], language: str) -> list[FeedItem]:
    """Return ``items`` with ``language`` where they declare none."""
    return [item if item.language or not language else replace(item, language=language) for item in items]
