"""Refreshing and signing out."""

from typing import Any

import pytest
from django.db import OperationalError, connection

from accounts.keys import create_key
from accounts.models import AuditEntry, TokenFamily, User
from tests.accounts.programs import Program, error_of, tokens_for
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def refresh(text: str):
    return Program().post("/auth/refresh", {"refresh_token": text})


def test_a_refresh_token_gives_the_promised_fields(user: User) -> None:
    answer = refresh(tokens_for(user).refresh)
    told = answer.json()
    assert (answer.status_code, told["token_type"], told["expires_in"]) == (200, "bearer", 86_400)
    assert set(told) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert Program(told["access_token"]).get("/auth/me").json()["id"] == user.pk


def test_a_second_use_ends_the_sign_in_although_the_answer_is_an_error(user: User) -> None:
    first = tokens_for(user)
    second = refresh(first.refresh).json()
    assert error_of(refresh(first.refresh)) == (401, "AUTHENTICATION_FAILED")
    assert TokenFamily.objects.get().ended_why == "reuse"
    assert Program(second["access_token"]).get("/me").status_code == 401
    assert refresh(second["refresh_token"]).status_code == 401


@pytest.mark.parametrize("text", ["tdr_invented", "x" * 200, "\u00e9"])
def test_an_invented_refresh_token_is_refused(text: str) -> None:
    assert error_of(refresh(text)) == (401, "AUTHENTICATION_FAILED")


def test_an_access_token_is_no_refresh_token_and_the_other_way_round(user: User) -> None:
    tokens = tokens_for(user)
    assert refresh(tokens.access).status_code in {401, 422}
    assert Program(tokens.refresh).get("/me").status_code == 401


def test_signing_out_ends_the_sign_in_of_the_token_alone(user: User) -> None:
    mine, other = tokens_for(user), tokens_for(user)
    stranger = tokens_for(UserFactory())
    answer = Program(mine.access).post("/auth/logout")
    assert (answer.status_code, answer.content) == (204, b"")
    assert Program(mine.access).get("/me").status_code == 401
    assert refresh(mine.refresh).status_code == 401
    for kept in (other, stranger):
        assert Program(kept.access).get("/me").status_code == 200
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.user_id) == ("sign_out", user.pk)


def test_a_sign_out_that_cannot_be_noted_does_not_happen(user: User) -> None:
    tokens = tokens_for(user)

    def refuse(execute: Any, sql: str, *args: Any) -> Any:
        if sql.startswith('INSERT INTO "accounts_auditentry"'):
            raise OperationalError("disk full")
        return execute(sql, *args)

    with connection.execute_wrapper(refuse):
        assert error_of(Program(tokens.access).post("/auth/logout")) == (503, "SERVICE_UNAVAILABLE")
    assert Program(tokens.access).get("/me").status_code == 200


def test_a_key_cannot_sign_out(user: User) -> None:
    _, key = create_key(user, "Desk")
    assert error_of(Program(key=key).post("/auth/logout")) == (403, "PERMISSION_DENIED")
    assert error_of(Program().post("/auth/logout")) == (401, "AUTHENTICATION_FAILED")
