"""Writing the audit log and proving that it is whole."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal

from django.db import transaction
from django.http import HttpRequest

from accounts.models import AuditEntry, AuditHead, User
from project.common import clock
from project.common.client import client_address

FIELDS = ("number", "action", "user_id", "actor_id", "address", "request_id", "details")
START = "0" * 64
STEP = 10_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many entries were read, and what is wrong with the first that does not fit, or an empty text."""

    entries: int
    fault: str = ""


def record(
    action: str,
    *,
    user: User | int | None = None,
    actor: User | int | None = None,
    request: HttpRequest | None = None,
    details: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Append one entry in the caller's transaction, so that the act and its entry stand or fall together.

    Call it as the transaction's last act: until that ends, every other writer waits.
    ``details`` hold no secret and nothing that names a person: the log outlives the account.
    """
    with transaction.atomic():
        head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
        entry = AuditEntry(
            number=head.number + 1,
            at=clock.now(),
            action=action,
            user_id=id_of(user),
            actor_id=id_of(actor),
            address=client_address(request)[:45] if request else "",
            request_id=request.META.get("REQUEST_ID", "") if request else "",
            details=dict(details or {}),
            previous_hash=head.hash,
        )
        entry.hash = entry_hash(entry)
        entry.save(force_insert=True)
        AuditHead.objects.filter(pk=1).update(number=entry.number, hash=entry.hash)
    return entry


def id_of(user: User | int | None) -> int | None:
    return user.pk if isinstance(user, User) else user


def entry_hash(entry: AuditEntry) -> str:
    content = {name: getattr(entry, name) for name in FIELDS} | {"at": entry.at.astimezone(UTC).isoformat()}
    packed = json.dumps(plain(content), sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256((entry.previous_hash + packed).encode()).hexdigest()


def plain(value: object) -> object:
    """Return a JSON value in one form for all databases: PostgreSQL gives 1e16 and -0.0 back as whole numbers."""
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    if isinstance(value, Mapping):
        return {str(name): plain(part) for name, part in value.items()}
    return [plain(part) for part in value] if isinstance(value, list | tuple) else value


def examine(tell: Callable[[int], None] | None = None) -> Verdict:
    """Read the log from its start while others may write; ``tell`` hears the number of every STEP-th entry."""
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    previous, number = START, 0
    for entry in AuditEntry.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        fault = fault_of(entry, number, previous) or fault_of_head(head, entry)
        if fault:
            return Verdict(number, fault)
        previous = entry.hash
        if tell and number % STEP == 0:
            tell(number)
    return Verdict(number, fault_of_end(head, number))


def fault_of(entry: AuditEntry, number: int, previous: str) -> str:
    if entry.number != number:
        return f"Entry {number} is missing."
    if entry.previous_hash != previous:
        return f"Entry {number} does not follow entry {number - 1}."
    return "" if entry.hash == entry_hash(entry) else f"Entry {number} was changed."


def fault_of_head(head: AuditHead, entry: AuditEntry) -> str:
    is_other = entry.number == head.number and entry.hash != head.hash
    return f"Entry {entry.number} is not the one that was written." if is_other else ""


def fault_of_end(head: AuditHead, number: int) -> str:
    """Say what is wrong with a log of ``number`` entries; some may have come since ``head`` was read."""
    if number < head.number:
        return f"The log ends at entry {number}, but {head.number} were written."
    if number > head.number and not AuditHead.objects.filter(pk=1, number__gte=number).exists():
        return f"The log has {number} entries, but only {head.number} were written."
    return ""
