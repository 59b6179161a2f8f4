"""Sign-ins of programs, listed and ended."""

import uuid

import pytest

from accounts.keys import create_key
from accounts.models import AuditEntry, TokenFamily, User
from accounts.tokens import end_family
from tests.accounts.programs import Program, error_of, tokens_for
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SESSIONS = "/auth/sessions"


def test_the_sign_ins_that_work_are_listed(user: User) -> None:
    mine, other, ended = tokens_for(user), tokens_for(user), tokens_for(user)
    end_family(ended.family, "ended")
    tokens_for(UserFactory())
    shown = Program(mine.access).get(SESSIONS).json()
    assert {each["id"]: each["is_current"] for each in shown} == {
        str(mine.family.pk): True,
        str(other.family.pk): False,
    }
    assert set(shown[0]) == {
        "id",
        "user_agent",
        "address",
        "created_at",
        "last_used_at",
        "expires_at",
        "is_current",
    }
    assert (shown[0]["user_agent"], shown[0]["address"]) == ("tide-bot/1.0", "203.0.113.7")
    assert len(Program(mine.access).get(f"{SESSIONS}?limit=1").json()) == 1


def test_a_sign_in_is_ended_with_its_tokens(user: User) -> None:
    mine, other = tokens_for(user), tokens_for(user)
    answer = Program(mine.access).delete(f"{SESSIONS}/{other.family.pk}")
    assert (answer.status_code, answer.content) == (204, b"")
    assert Program(other.access).get("/me").status_code == 401
    assert Program().post("/auth/refresh", {"refresh_token": other.refresh}).status_code == 401
    assert Program(mine.access).get("/me").status_code == 200
    assert AuditEntry.objects.get().action == "session.ended"


def test_a_strangers_sign_in_does_not_exist(user: User) -> None:
    program, stranger = Program(tokens_for(user).access), tokens_for(UserFactory())
    for pk in (stranger.family.pk, uuid.uuid4()):
        assert error_of(program.delete(f"{SESSIONS}/{pk}")) == (404, "NOT_FOUND")
    assert program.delete(f"{SESSIONS}/x").status_code == 422
    assert TokenFamily.objects.get(pk=stranger.family.pk).ended_at is None


def test_a_key_sees_no_sign_ins(user: User) -> None:
    _, key = create_key(user, "Desk")
    assert error_of(Program(key=key).get(SESSIONS)) == (403, "PERMISSION_DENIED")
