"""What a user does with alerts: for that user alone, undone exactly, and safe from two hands at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from alerts import triage, undo
from alerts.manual import Draft, create_manual_alert
from alerts.models import Alert, AlertMark, Counter
from alerts.selectors import get_alert
from alerts.undo import FIELDS, Undo
from project.common import clock
from project.common.errors import Conflict, Invalid, Missing
from tests.factories import AlertFactory, UserFactory

pytestmark = pytest.mark.django_db


def marks_of(user: User) -> dict[int, tuple[object, ...]]:
    rows = AlertMark.objects.filter(user=user).values_list("alert", "read_at", *FIELDS)
    return {row[0]: row[1:] for row in rows}


def test_a_false_positive_is_judged_as_one_for_its_user_alone(user: User) -> None:
    stranger, alert = UserFactory(), AlertFactory()
    triage.change(user, [alert], status="false_positive")
    mine, theirs = get_alert(user, alert.pk), get_alert(stranger, alert.pk)
    assert (mine.status, mine.verdict) == ("false_positive", "false_positive")  # type: ignore[attr-defined]
    assert (theirs.status, theirs.verdict) == ("active", "")  # type: ignore[attr-defined]
    assert Alert.objects.get().status == "active"


def test_a_verdict_and_a_status_go_together(user: User) -> None:
    alert = AlertFactory()
    triage.change(user, [alert], verdict="false_positive")
    mark = AlertMark.objects.get()
    assert (mark.status, mark.verdict, mark.verdict_at is None) == ("false_positive", "false_positive", False)
    triage.change(user, [alert], status="archived")
    mark.refresh_from_db()
    assert (mark.status, mark.verdict, mark.verdict_at) == ("archived", "", None)
    triage.change(user, [alert], verdict="useful")
    triage.change(user, [alert], status="active")
    mark.refresh_from_db()
    assert (mark.status, mark.verdict) == ("active", "useful")
    triage.change(user, [alert], verdict="false_positive")
    triage.change(user, [alert], verdict="")
    mark.refresh_from_db()
    assert (mark.status, mark.verdict) == ("", "")


@pytest.mark.parametrize(
    "act",
    [
        lambda user, alert: triage.change(user, [alert], status="archived"),
        lambda user, alert: triage.change(user, [alert], urgency="low"),
        lambda user, alert: triage.change(user, [alert], verdict="useful"),
        lambda user, alert: triage.change(user, [alert], verdict="false_positive"),
        lambda user, alert: triage.change(user, [alert], is_acknowledged=True),
        lambda user, alert: triage.snooze(user, [alert], clock.now() + timedelta(hours=3)),
        lambda user, alert: triage.note(user, alert, "Ask Orbitra."),
        lambda user, alert: triage.bulk_update(user, [alert.pk], "false_positive"),
    ],
)
@pytest.mark.parametrize("start", ["untouched", "marked"])
def test_every_change_is_undone_exactly(user: User, act: Callable[[User, Alert], Undo], start: str) -> None:
    alert = AlertFactory()
    if start == "marked":
        now = clock.now()
        values = {"status": "archived", "verdict": "useful", "verdict_at": now, "note": "Seen", "snoozed_until": now}
        AlertMark.objects.create(user=user, alert=alert, read_at=now, urgency="critical", **values)
    before = marks_of(user)
    done = act(user, alert)
    assert done.count == 1
    assert start == "marked" or marks_of(user) != before
    assert triage.restore(user, done.token) == 1
    assert marks_of(user) == before
    triage.restore(user, done.token)
    assert marks_of(user) == before


def test_undoing_an_earlier_change_leaves_a_later_one_to_other_fields(user: User) -> None:
    alert = AlertFactory()
    done = triage.change(user, [alert], status="archived")
    triage.note(user, alert, "Keep this.")
    triage.restore(user, done.token)
    assert (get_alert(user, alert.pk).status, AlertMark.objects.get().note) == ("active", "Keep this.")


def test_an_undo_is_good_for_its_user_and_for_ten_minutes(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    done = triage.change(user, [AlertFactory()], status="archived")
    with pytest.raises(Invalid):
        triage.restore(UserFactory(), done.token)
    with pytest.raises(Invalid):
        triage.restore(user, done.token[:-2] + "xx")
    monkeypatch.setattr(undo, "KEPT_S", -1)
    with pytest.raises(Conflict) as caught:
        triage.restore(user, done.token)
    assert caught.value.code == "UNDO_EXPIRED"
    assert AlertMark.objects.get().status == "archived"


def test_a_bulk_change_with_an_unknown_or_foreign_alert_changes_nothing(user: User) -> None:
    mine, theirs = AlertFactory(), AlertFactory(user=UserFactory())
    with pytest.raises(Missing) as caught:
        triage.bulk_update(user, [mine.pk, theirs.pk, 10**15], "archived")
    assert caught.value.details == {"missing_alert_ids": [theirs.pk, 10**15]}
    assert not AlertMark.objects.exists()


def test_more_than_500_at_once_are_refused(user: User) -> None:
    with pytest.raises(Invalid):
        triage.bulk_update(user, list(range(1, 502)), "archived")


def test_a_bulk_change_takes_the_same_queries_for_one_and_for_many(user: User) -> None:
    def queries(number: int) -> int:
        ids = [AlertFactory().pk for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            triage.bulk_update(user, ids, "archived")
        return len(captured)

    assert queries(1) == queries(40)


@pytest.mark.parametrize("hours", [-1, 0, 24 * 400])
def test_a_snooze_ends_within_the_next_year(user: User, hours: int) -> None:
    with pytest.raises(Invalid):
        triage.snooze(user, [AlertFactory()], clock.now() + timedelta(hours=hours))


@pytest.mark.parametrize(
    "wanted", [{"status": "gone"}, {"urgency": ""}, {"verdict": "perhaps"}, {"text": "x" * 501}, {"status": ""}]
)
def test_a_wrong_value_changes_nothing(user: User, wanted: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        triage.change(user, [AlertFactory()], **wanted)  # type: ignore[arg-type]
    assert not AlertMark.objects.exists()


def test_opening_keeps_what_was_marked_and_the_first_time(user: User) -> None:
    alert = AlertFactory()
    triage.change(user, [alert], status="archived")
    triage.mark_read(user, alert)
    first = AlertMark.objects.get()
    triage.mark_read(user, alert)
    assert (first.status, first.read_at) == ("archived", AlertMark.objects.get().read_at)
    assert first.read_at is not None


def test_an_alert_by_hand_is_its_makers_own_and_has_a_number(user: User) -> None:
    alert = create_manual_alert(user, Draft("Orbitra lists", tokens=["$orbt"], urgency="high"))
    assert (alert.user, alert.source_type, alert.tokens_mentioned) == (user, "manual", ["ORBT"])
    assert alert.seq == Counter.objects.get(stream="alerts").value
    with pytest.raises(Missing):
        get_alert(UserFactory(), alert.pk)


@pytest.mark.django_db(transaction=True)
def test_two_bulk_changes_at_once_wait_for_each_other() -> None:
    user = UserFactory()
    ids = [AlertFactory().pk for _ in range(60)]

    def change(number: int) -> int:
        try:
            order = ids if number % 2 else list(reversed(ids))
            return triage.bulk_update(user, order, "archived" if number % 2 else "false_positive").count
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(change, range(8))) == [60] * 8
    states = set(AlertMark.objects.values_list("status", "verdict"))
    assert len(states) == 1
    assert states <= {("archived", ""), ("false_positive", "false_positive")}


class TestUndoing(TestCase):
    """A chain of changes, taken back the last one first, ends where it began."""

    @settings(max_examples=25)
    @given(
        st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "status": st.sampled_from(["active", "archived", "false_positive"]),
                    "urgency": st.sampled_from(["low", "critical"]),
                    "verdict": st.sampled_from(["", "useful", "false_positive"]),
                    "is_acknowledged": st.booleans(),
                    "text": st.sampled_from(["", "a note"]),
                },
            ),
            max_size=5,
        )
    )
    def test_a_chain_of_changes_taken_back_leaves_nothing(self, changes: list[dict[str, object]]) -> None:
        user, alerts = UserFactory(), [AlertFactory() for _ in range(2)]
        done = []
        for number, wanted in enumerate(changes):
            before = marks_of(user)
            done.append((before, triage.change(user, alerts[: 1 + number % 2], **wanted)))  # type: ignore[arg-type]
        for before, each in reversed(done):
            triage.restore(user, each.token)
            states = {key: row for key, row in marks_of(user).items() if any(row)}
            assert states == {key: row for key, row in before.items() if any(row)}
        assert marks_of(user) == {}
