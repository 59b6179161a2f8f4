"""A batch of notes becomes rows and counts, whatever was deleted or is wrong in between."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import redis

from accounts.deletion import delete_account
from accounts.keys import create_key, rotate_key
from accounts.models import ApiCall, ApiKey, MonthlyUsage, TokenFamily, User
from accounts.tokens import end_families
from accounts.usage import quota
from accounts.usage.writing import Note, write
from project.common.clock import now
from tests.accounts.programs import at_once, tokens_for
from tests.accounts.usage.callers import key_of
from tests.factories import UserFactory

TIMES = 8
pytestmark = pytest.mark.django_db


def note(user: User | None = None, *, key: ApiKey | None = None, family: UUID | None = None) -> Note:
    return Note(
        at=now(),
        user_id=user.pk if user else None,
        key_id=key.pk if key else None,
        family_id=family,
        address="192.0.2.7",
        month=quota.this_month() if user else None,
        method="GET",
        endpoint="/api/v1/prices",
        status=200,
        error_code="",
        duration_ms=1.0,
        request_id="",
    )


def test_months_add_up_over_batches_and_users(user: User) -> None:
    other = UserFactory()
    write([note(user), note(other), note(user)])
    write([note(user)])
    assert dict(MonthlyUsage.objects.values_list("user", "calls")) == {user.pk: 3, other.pk: 1}


def test_a_call_counts_for_the_month_in_which_it_was_let_in(user: User) -> None:
    last = (quota.this_month() - timedelta(days=1)).replace(day=1)
    write([note(user), replace(note(user), month=last)])
    assert dict(MonthlyUsage.objects.values_list("month", "calls")) == {quota.this_month(): 1, last: 1}


def test_questions_of_the_month_stay_what_they_are(user: User) -> None:
    MonthlyUsage.objects.create(user=user, month=quota.this_month(), calls=2, questions=5)
    write([note(user)])
    row = MonthlyUsage.objects.get()
    assert (row.calls, row.questions) == (3, 5)


def test_a_deleted_user_takes_their_calls_along_and_nobody_elses(user: User) -> None:
    gone = UserFactory()
    notes = [note(gone), note(user), note(gone), note()]
    gone.delete()
    write(notes)
    assert sorted(ApiCall.objects.values_list("user", flat=True), key=str) == sorted([user.pk, None], key=str)
    assert MonthlyUsage.objects.get().user == user


def test_a_deleted_key_leaves_its_calls_with_the_user(user: User) -> None:
    key, other = key_of(user, "1"), key_of(user, "2")
    notes = [note(user, key=key), note(user, key=other)]
    key.delete()
    write(notes)
    assert sorted(ApiCall.objects.values_list("key", flat=True), key=str) == sorted([other.pk, None], key=str)
    other.refresh_from_db()
    assert other.usage_count == 1


def test_one_note_that_the_database_refuses_goes_alone(user: User, caplog: pytest.LogCaptureFixture) -> None:
    notes = [note(user) for _ in range(7)]
    notes[3] = replace(notes[3], status=-1)
    write(notes)
    assert ApiCall.objects.count() == 6
    assert MonthlyUsage.objects.get().calls == 6
    assert "the database refuses it" in caplog.text


def test_a_key_remembers_its_last_use_and_only_good_addresses(user: User) -> None:
    key = key_of(user)
    write([note(user, key=key), replace(note(user, key=key), address="")])
    key.refresh_from_db()
    assert (key.usage_count, key.last_used_from) == (2, None)


def test_a_sign_in_remembers_its_last_use(user: User) -> None:
    long_ago = now() - timedelta(days=1)
    family = TokenFamily.objects.create(user=user, expires_at=now(), last_used_at=long_ago)
    write([note(user, family=family.pk), note(user, family=uuid4())])
    family.refresh_from_db()
    assert family.last_used_at > long_ago


def test_the_counters_follow_what_is_written(bus: redis.Redis, user: User) -> None:
    key = quota.counter_key(user.pk, quota.this_month())
    bus.set(key, 1)
    write([note(user), note(user), note(user)])
    assert bus.get(key) == "3"


def test_parallel_writes_of_a_new_month_make_one_row_and_lose_no_call(transactional_db: None, user: User) -> None:
    at_once([lambda: write([note(user)] * 5)] * 6)
    assert MonthlyUsage.objects.get().calls == 30
    assert ApiCall.objects.count() == 30


def test_writing_and_deleting_a_user_at_once_waits_in_one_line(transactional_db: None) -> None:
    UserFactory(is_superuser=True)
    for _ in range(4):
        user = UserFactory()
        write([note(user)])
        at_once([lambda user=user: keep_writing([note(user)]), lambda user=user: delete_account(user, actor=user)])
    assert not ApiCall.objects.exists()


def test_writing_and_ending_all_sign_ins_at_once_waits_in_one_line(transactional_db: None, user: User) -> None:
    for _ in range(4):
        notes = [note(user, family=tokens_for(user).family.pk) for _ in range(20)]
        at_once([lambda notes=notes: keep_writing(notes), lambda: end_families(user, "ended")])
    assert ApiCall.objects.count() == 4 * 20 * TIMES


def test_writing_and_replacing_keys_at_once_waits_in_one_line(transactional_db: None, user: User) -> None:
    keys = [create_key(user, "Desk")[0] for _ in range(4)]
    notes = [note(user, key=key) for key in keys]
    at_once([lambda: keep_writing(notes), *(lambda key=key: rotate_key(key) for key in keys)])
    assert ApiKey.objects.filter(revoked_at=None).count() == 4


def keep_writing(notes: list[Note]) -> None:
    for _ in range(TIMES):
        write(notes)
