"""`manage.py verify_audit`: one line, and an exit code that a cron job understands."""

from io import StringIO

import pytest
from django.core.management import call_command

from accounts.audit import record
from accounts.models import AuditEntry

pytestmark = pytest.mark.django_db


def verify() -> tuple[int, str, str]:
    output, errors = StringIO(), StringIO()
    try:
        call_command("verify_audit", stdout=output, stderr=errors, no_color=True)
    except SystemExit as end:
        return int(str(end.code)), output.getvalue(), errors.getvalue()
    return 0, output.getvalue(), errors.getvalue()


def test_a_whole_log_is_counted() -> None:
    assert verify() == (0, "0 entries, whole.\n", "")
    record("key.created")
    assert verify() == (0, "1 entry, whole.\n", "")
    record("key.revoked")
    assert verify() == (0, "2 entries, whole.\n", "")


def test_a_break_is_named_and_ends_with_one() -> None:
    for _ in range(3):
        record("key.created")
    AuditEntry.objects.filter(number=2).delete()
    assert verify() == (1, "Entry 2 is missing.\n", "")


def test_a_long_log_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.audit.STEP", 2)
    for _ in range(5):
        record("key.created")
    assert verify() == (0, "5 entries, whole.\n", "2 entries read\n4 entries read\n")
