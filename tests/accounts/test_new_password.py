"""Changing the password with a program."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.keys import create_key
from accounts.models import AuditEntry, TokenFamily, User
from tests.accounts.programs import Program, error_of, tokens_for
from tests.factories import PASSWORD
from tests.fakes.mail import MailServer

pytestmark = pytest.mark.django_db
NEW = "slack water at noon"


def change(token: str, current: str = PASSWORD, new: str = NEW):
    return Program(token).post("/auth/change-password", {"current_password": current, "new_password": new})


def test_a_new_password_ends_every_other_sign_in(client: Client, user: User, mailbox: MailServer) -> None:
    client.force_login(user)
    _, key = create_key(user, "Desk")
    mine, other = tokens_for(user), tokens_for(user)
    answer = change(mine.access)
    assert answer.status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW)
    for text in (mine.access, other.access):
        assert Program(text).get("/me").status_code == 401
    assert Program(answer.json()["access_token"]).get("/me").status_code == 200
    assert Program(key=key).get("/me").status_code == 200
    assert client.get(reverse("account_email")).status_code == 302
    assert Program().post("/auth/refresh", {"refresh_token": answer.json()["refresh_token"]}).status_code == 200
    assert set(TokenFamily.objects.exclude(ended_at=None).values_list("ended_why", flat=True)) == {"password"}
    assert AuditEntry.objects.filter(action="password.changed").count() == 1
    assert mailbox.subjects(user.email) == ["Your password was changed"]


def test_a_wrong_password_counts_towards_the_lock(user: User) -> None:
    token = tokens_for(user).access
    for _ in range(5):
        answer = change(token, current="wrong")
        assert error_of(answer) == (422, "INVALID_INPUT")
        assert list(answer.json()["error"]["details"]) == ["current_password"]
    assert error_of(change(token)) == (429, "RATE_LIMIT_EXCEEDED")
    sign_in = {"username": user.username, "password": PASSWORD}
    assert Program().post("/auth/login", sign_in).status_code == 429
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("new", ["short", "1234567890123", "nothingspecialhere"])
def test_a_weak_password_is_refused(user: User, new: str) -> None:
    answer = change(tokens_for(user).access, new=new)
    assert error_of(answer) == (422, "INVALID_INPUT")
    assert list(answer.json()["error"]["details"]) == ["new_password"]
    assert TokenFamily.objects.get().ended_at is None


def test_an_account_without_a_password_is_told_how_to_get_one(user: User) -> None:
    user.set_unusable_password()
    user.save()
    answer = change(tokens_for(user).access)
    assert error_of(answer) == (422, "INVALID_INPUT")
    assert "Forgot password" in answer.json()["error"]["details"]["current_password"]


def test_a_key_changes_no_password(user: User) -> None:
    _, key = create_key(user, "Desk", ["read", "write"])
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert error_of(Program(key=key).post("/auth/change-password", body)) == (403, "PERMISSION_DENIED")
