"""Sources added, changed, paused and taken away, each act in the audit log."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts import audit
from accounts.models import User
from alerts.models import Source, SourceKind
from alerts.sources.drafts import Draft, changes_between, checked, draft_of
from project.common.errors import Conflict, Missing

BY_HAND = "Paused by hand."
OURS = {SourceKind.SAMPLE: "Sample items", SourceKind.MANUAL: "Manual items"}
# What a source knows of its old address.
FORGOTTEN: dict[str, Any] = {"etag": "", "last_modified": "", "cursor": "", "last_error": ""}
# Back-off and auto-pause start again.
FRESH: dict[str, Any] = {"failures_in_a_row": 0, "failing_since": None, "next_poll_at": None, "paused_because": ""}


def find_source(source_id: int) -> Source:
    """Return one source. Raises Missing."""
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        raise Missing("There is no such source.", code="SOURCE_NOT_FOUND")
    return source


def create_source(draft: Draft, *, actor: User, request: HttpRequest | None = None) -> Source:
    """Add a source, which is read within a minute. Raises Invalid with a sentence for each wrong field."""
    values = asdict(checked(draft))
    try:
        with transaction.atomic():
            source = Source.objects.create(**values)
            _record("source.created", source, actor, request)
    except IntegrityError:
        raise Conflict("Somebody has added this address just now.") from None
    return source


def update_source(
    source: Source, changes: Mapping[str, Any], *, actor: User, request: HttpRequest | None = None
) -> Source:
    """Change fields of a source; a new address is read from its beginning. Raises Invalid."""
    draft = checked(replace(draft_of(source), **changes), source)
    with transaction.atomic():
        row = _locked(source)
        changed = changes_between(row, draft)
        if changed:
            forgotten = FORGOTTEN | FRESH if "url" in changed else {}
            _write(row, changed | forgotten | ({"next_poll_at": None} if "interval_s" in changed else {}))
            _record("source.changed", row, actor, request, fields=sorted(changed))
    return row


def pause(source: Source, *, actor: User, request: HttpRequest | None = None) -> Source:
    """Stop reading a source until it is resumed; harmless to repeat."""
    with transaction.atomic():
        row = _locked(source)
        if row.is_active:
            _write(row, {"is_active": False, "paused_because": BY_HAND})
            _record("source.paused", row, actor, request)
    return row


def resume(source: Source, *, actor: User, request: HttpRequest | None = None) -> Source:
    """Read a source again, at once and without the back-off it had; harmless to repeat."""
    with transaction.atomic():
        row = _locked(source)
        if not row.is_active:
            _write(row, FRESH | {"is_active": True})
            _record("source.resumed", row, actor, request)
    return row


def delete_source(source: Source, *, actor: User, request: HttpRequest | None = None) -> bool:
    """Take a source away and tell whether its row is gone: one with items is switched off and kept, as items are."""
    if source.kind in OURS:
        raise Conflict(f"{OURS[SourceKind(source.kind)]} are part of the program; their source stays.")
    with transaction.atomic():
        row = _locked(source)
        is_kept = row.items.exists()
        _record("source.deleted", row, actor, request, kept=is_kept)
        if is_kept:
            _write(row, {"is_active": False, "paused_because": ""})
        else:
            row.delete()
    return not is_kept


def _locked(source: Source) -> Source:
    """Lock the row, as storing items does, so that nothing comes in between."""
    row = Source.objects.select_for_update().filter(pk=source.pk).first()
    if row is None:
        raise Missing("There is no such source.", code="SOURCE_NOT_FOUND")
    return row


def _write(source: Source, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(source, name, value)
    source.save(update_fields=list(values))


def _record(action: str, source: Source, actor: User, request: HttpRequest | None, **details: object) -> None:
    audit.record(action, actor=actor, request=request, details={"source": source.pk, "name": source.name, **details})
