"""Deleting somebody's account from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.deletion import LAST_ADMINISTRATOR
from accounts.models import AuditEntry, User

pytestmark = pytest.mark.django_db


def test_the_name_is_asked_again(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "somebody else")
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("delete_account", user.username)
    assert User.objects.filter(pk=user.pk).exists()
    monkeypatch.setattr("builtins.input", lambda _: user.username)
    said = io.StringIO()
    call_command("delete_account", user.username, stdout=said)
    assert said.getvalue() == f"{user.username} is deleted.\n"
    assert not User.objects.filter(pk=user.pk).exists()
    entry = AuditEntry.objects.get(action="account.deleted")
    assert (entry.user_id, entry.actor_id) == (user.pk, None)


def test_a_name_that_nobody_has(db: None) -> None:
    with pytest.raises(CommandError, match="There is no account nobody"):
        call_command("delete_account", "nobody", "--yes")


def test_the_only_administrator_stays(admin_user: User) -> None:
    with pytest.raises(CommandError, match=LAST_ADMINISTRATOR[:40]):
        call_command("delete_account", admin_user.username, "--yes")
