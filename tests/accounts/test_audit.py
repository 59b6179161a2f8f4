"""The audit log: whole under many writers, closed to changes, and honest about what was done to it."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import F
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.audit import Verdict, entry_hash, examine, record
from accounts.models import AuditEntry, AuditHead, User

TRIGGERS = import_module("accounts.migrations.0003_audit_triggers")
WRITERS = 20
EACH = 5

numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def guarded(transactional_db: None) -> Iterator[None]:
    """Put the triggers back that the suite has dropped."""
    with connection.schema_editor() as editor:
        TRIGGERS.protect_audit_log(None, editor)
    yield
    with connection.schema_editor() as editor:
        TRIGGERS.unprotect_audit_log(None, editor)


def write(count: int) -> list[AuditEntry]:
    return [record("key.created", user=number, details={"key": number}) for number in range(1, count + 1)]


def rehash(entry: AuditEntry, previous: str) -> None:
    """Save an entry as somebody would who knows how the hashes are made."""
    entry.previous_hash = previous
    entry.hash = entry_hash(entry)
    entry.save()


@pytest.mark.django_db
def test_an_entry_says_who_did_what_to_whom_from_where(user: User, admin_user: User) -> None:
    request = RequestFactory().post("/", REMOTE_ADDR="203.0.113.7", REQUEST_ID="abcdefgh")
    entry = record("plan.granted", user=user, actor=admin_user, request=request, details={"tier": "pro"})
    entry.refresh_from_db()
    assert (entry.number, entry.action) == (1, "plan.granted")
    assert (entry.user_id, entry.actor_id) == (user.pk, admin_user.pk)
    assert (entry.address, entry.request_id, entry.details) == ("203.0.113.7", "abcdefgh", {"tier": "pro"})


@pytest.mark.django_db
def test_an_empty_log_is_whole() -> None:
    assert examine() == Verdict(0)


@pytest.mark.django_db(transaction=True)
def test_the_chain_is_whole_after_twenty_writers_at_once() -> None:
    def work(writer: int) -> None:
        for number in range(EACH):
            record("sign_in.succeeded", user=writer, details={"number": number})
        connections.close_all()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    assert examine() == Verdict(WRITERS * EACH)
    assert AuditHead.objects.get().number == WRITERS * EACH


@pytest.mark.django_db(transaction=True)
def test_an_entry_falls_with_its_transaction() -> None:
    write(1)
    with transaction.atomic():
        record("plan.granted")
        transaction.set_rollback(True)
    write(1)
    assert [entry.number for entry in AuditEntry.objects.all()] == [2, 1]
    assert examine().fault == ""


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("act", ["update", "delete", "save"])
def test_the_database_refuses_to_change_or_delete_an_entry(act: str) -> None:
    entry = write(2)[0]
    entries = AuditEntry.objects.filter(pk=entry.pk)
    acts = {"update": lambda: entries.update(action="x"), "delete": entries.delete, "save": entry.save}
    with pytest.raises(DatabaseError, match="append-only"):
        acts[act]()
    assert examine() == Verdict(2)


@pytest.mark.usefixtures("guarded")
def test_the_database_refuses_to_empty_the_log_at_once() -> None:
    """PostgreSQL's TRUNCATE looks at no row; SQLite has no such command, but takes a short way for a bare DELETE."""
    write(1)
    empty = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"{empty} accounts_auditentry")
    assert examine() == Verdict(1)


def test_a_new_installation_is_guarded(tmp_path: Path) -> None:
    """On SQLite a migration that touches the table makes it anew and loses its triggers without a word."""
    env = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=env, check=True)
    with closing(sqlite3.connect(tmp_path / "tidewatch.sqlite3")) as database:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    assert {"accounts_audit_no_UPDATE", "accounts_audit_no_DELETE"} <= {name for (name,) in found}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("action", "key.revoked"),
        ("user_id", 9),
        ("actor_id", 9),
        ("address", "203.0.113.9"),
        ("request_id", "another-id"),
        ("details", {"key": 3}),
        ("hash", "f" * 64),
    ],
)
def test_a_changed_entry_is_found(field: str, value: object) -> None:
    entries = write(3)
    AuditEntry.objects.filter(pk=entries[1].pk).update(**{field: value})
    assert examine().fault == "Entry 2 was changed."


@pytest.mark.django_db
def test_a_changed_time_is_found_to_the_microsecond() -> None:
    entry = write(1)[0]
    AuditEntry.objects.filter(pk=entry.pk).update(at=entry.at + timedelta(microseconds=1))
    assert examine().fault == "Entry 1 was changed."


@pytest.mark.django_db
@pytest.mark.parametrize(("number", "fault"), [(1, "Entry 1 is missing."), (2, "Entry 2 is missing.")])
def test_a_deleted_entry_is_found(number: int, fault: str) -> None:
    write(3)
    AuditEntry.objects.filter(number=number).delete()
    assert examine().fault == fault


@pytest.mark.django_db
def test_a_log_that_was_cut_off_is_found() -> None:
    write(3)
    AuditEntry.objects.filter(number=3).delete()
    assert examine().fault == "The log ends at entry 2, but 3 were written."


@pytest.mark.django_db
def test_entries_that_changed_places_are_found() -> None:
    write(4)
    for old, new in ((2, 99), (3, 2), (99, 3)):
        AuditEntry.objects.filter(number=old).update(number=new)
    assert examine().fault == "Entry 2 does not follow entry 1."


@pytest.mark.django_db
def test_a_deletion_whose_gap_was_closed_is_found() -> None:
    write(4)
    AuditEntry.objects.filter(number=2).delete()
    for number in (3, 4):
        AuditEntry.objects.filter(number=number).update(number=F("number") - 1)
    assert examine().fault == "Entry 2 does not follow entry 1."


@pytest.mark.django_db
def test_a_last_entry_that_was_written_anew_with_a_fitting_hash_is_found() -> None:
    entries = write(3)
    entries[2].action = "key.revoked"
    rehash(entries[2], entries[1].hash)
    assert examine().fault == "Entry 3 is not the one that was written."


@pytest.mark.django_db
def test_an_entry_that_was_added_behind_the_log_is_found() -> None:
    last = write(3)[2]
    rehash(AuditEntry(number=4, at=last.at, action="key.revoked"), last.hash)
    assert examine().fault == "The log has 4 entries, but only 3 were written."


@pytest.mark.django_db
def test_a_lost_head_is_found() -> None:
    write(3)
    AuditHead.objects.all().delete()
    assert examine().fault == "The log has 3 entries, but only 0 were written."


@pytest.mark.django_db
def test_entries_that_come_while_the_log_is_read_are_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    write(2)
    monkeypatch.setattr("accounts.audit.STEP", 2)
    assert not examine(tell=lambda _: write(1)).fault
    assert examine().fault == ""


@pytest.mark.django_db
def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        record("plan.granted", details={"share": float("nan")})


class RoundTrip(TestCase):
    """What the database gives back hashes to the same, however it stores it."""

    @given(st.dictionaries(texts, values, max_size=4), st.datetimes().map(lambda at: at.isoformat()), texts)
    def test_the_hash_survives_the_database(self, details: dict[str, object], at: str, name: str) -> None:
        entry = record("plan.granted", details={**details, "at": at, "name": name})
        assert entry_hash(AuditEntry.objects.get(pk=entry.pk)) == entry.hash


@pytest.mark.django_db
@pytest.mark.parametrize("odd", [1e16, 1e22, 1e23, -0.0, 1.0, 0.1, 1e-7, 5e-324, 1.7976931348623157e308, 2**63, 2**70])
def test_numbers_that_postgresql_writes_in_another_way_survive(odd: float) -> None:
    record("plan.granted", details={"odd": odd, "name": "Zürich 東京 🌊"})
    assert examine().fault == ""


@pytest.mark.django_db
@pytest.mark.parametrize("microsecond", [0, 120, 999_999])
def test_a_time_survives_with_and_without_microseconds(microsecond: int, monkeypatch: pytest.MonkeyPatch) -> None:
    at = datetime(2025, 3, 1, 12, 0, 0, microsecond, tzinfo=timezone(timedelta(hours=2)))
    monkeypatch.setattr("project.common.clock.now", lambda: at)
    record("plan.granted")
    assert examine().fault == ""
