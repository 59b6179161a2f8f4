"""What a reader can do with alerts, the sentence afterwards, and the way back."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from alerts.models import AlertMark, AlertStatus, Verdict
from dashboard.acts import ACTS, perform, read_act, take_back, tomorrow
from project.common import clock
from project.common.errors import Invalid, Missing
from tests.factories import AlertFactory, UserFactory

MARKED = ("status", "acknowledged_at", "snoozed_until", "verdict")


def mark_of(user, alert) -> AlertMark:
    return AlertMark.objects.get(user=user, alert=alert)


def values(user, alert) -> tuple[object, ...]:
    mark = AlertMark.objects.filter(user=user, alert=alert).first() or AlertMark()
    return tuple(getattr(mark, field) for field in MARKED)


@pytest.mark.parametrize(
    ("posted", "understood"),
    [
        ("do=archive&ids=1&ids=2", ("archive", [1, 2])),
        ("do=archive&ids=1,2", ("archive", [1, 2])),
        ("do=snooze_week:7&ids=1", ("snooze_week", [7])),
    ],
)
def test_an_act_is_read_from_a_form(posted, understood):
    assert read_act(QueryDict(posted)) == understood


@pytest.mark.parametrize(
    "posted", ["", "do=explode&ids=1", "do=archive", "do=archive&ids=x", f"do=archive&ids={'9' * 30}"]
)
def test_a_form_that_says_nothing_useful_is_refused(posted):
    with pytest.raises(Invalid):
        read_act(QueryDict(posted))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ACTS)
def test_every_act_can_be_taken_back_exactly(user, name):
    alert, other = AlertFactory.create_batch(2)
    perform(user, "useful", [alert.pk])
    before = values(user, alert), values(user, other)
    done = perform(user, name, [alert.pk, other.pk])
    assert done.text.startswith("2 alerts are ")
    undone = take_back(user, done.token)
    assert (values(user, alert), values(user, other)) == before
    assert set(undone.ids) == {alert.pk, other.pk}


@pytest.mark.django_db
def test_to_acknowledge_archives_for_the_reader_alone(user):
    alert = AlertFactory()
    assert perform(user, "acknowledge", [alert.pk]).text == "The alert is acknowledged."
    assert mark_of(user, alert).status == AlertStatus.ARCHIVED
    assert mark_of(user, alert).acknowledged_at
    alert.refresh_from_db()
    assert alert.status == AlertStatus.ACTIVE
    assert not AlertMark.objects.exclude(user=user).exists()


@pytest.mark.django_db
def test_a_false_positive_is_a_status_and_a_verdict(user):
    alert = AlertFactory()
    perform(user, "false_positive", [alert.pk])
    mark = mark_of(user, alert)
    assert (mark.status, mark.verdict) == (AlertStatus.FALSE_POSITIVE, Verdict.FALSE_POSITIVE)


@pytest.mark.django_db
def test_back_to_active_wakes_what_is_asleep(user):
    alert = AlertFactory()
    perform(user, "snooze_week", [alert.pk])
    perform(user, "active", [alert.pk])
    assert mark_of(user, alert).snoozed_until is None


@pytest.mark.django_db
def test_an_act_on_somebody_elses_alert_does_nothing_at_all(user):
    own, hidden = AlertFactory(), AlertFactory(user=UserFactory())
    with pytest.raises(Missing):
        perform(user, "archive", [own.pk, hidden.pk])
    assert not AlertMark.objects.exists()


@pytest.mark.django_db
def test_nobody_takes_back_what_another_did(user):
    done = perform(user, "archive", [AlertFactory().pk])
    with pytest.raises(Invalid):
        take_back(UserFactory(), done.token)


def test_tomorrow_is_eight_in_the_morning_where_the_reader_is():
    with timezone.override("Asia/Tokyo"):
        wakes = timezone.localtime(tomorrow())
        assert (wakes.hour, wakes.minute) == (8, 0)
        assert wakes.date() == timezone.localdate() + timedelta(days=1)
    assert clock.now() < tomorrow() < clock.now() + timedelta(days=2)


@pytest.mark.django_db
def test_no_more_is_taken_back_at_once_than_an_act_can_do(user):
    alert = AlertFactory()
    token = perform(user, "archive", [alert.pk]).token
    with pytest.raises(Invalid):
        take_back(user, " ".join([token] * 3))
    assert mark_of(user, alert).status == AlertStatus.ARCHIVED
