"""Versions of the scorer: the packaged one stored, others promoted, and the way back."""

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEntry, User
from alerts import model_versions
from alerts.analysis.model import packaged_model, packaged_weights
from alerts.model_versions import active_model, add_version, promote, sync_packaged
from alerts.models import ModelVersion
from project.common.errors import Conflict, Missing
from tests.accounts.programs import at_once
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> User:
    return UserFactory(is_staff=True)


def other_weights(bias: float) -> dict[str, object]:
    return {**packaged_weights(), "bias": bias}


def test_before_the_first_start_the_packaged_weights_score() -> None:
    assert active_model() is packaged_model()


def test_the_packaged_weights_are_stored_once_and_active() -> None:
    sync_packaged()
    sync_packaged()
    version = ModelVersion.objects.get()
    assert (version.number, version.is_active, version.origin) == (1, True, "packaged")
    assert (active_model().number, active_model().digest) == (1, packaged_model().digest)
    assert active_model().weights == packaged_model().weights


def test_a_release_replaces_packaged_weights_but_not_retrained_ones(
    monkeypatch: pytest.MonkeyPatch, actor: User
) -> None:
    sync_packaged()
    monkeypatch.setattr(model_versions, "packaged_weights", lambda: other_weights(-3.0))
    assert sync_packaged().number == 2
    assert active_model().bias == -3.0
    add_version(other_weights(-4.0), ModelVersion.Origin.RETRAINED, {})
    promote(3, actor=actor)
    monkeypatch.setattr(model_versions, "packaged_weights", lambda: other_weights(-5.0))
    sync_packaged()
    assert active_model().number == 3
    sync_packaged()
    assert ModelVersion.objects.count() == 4


def test_promoting_and_going_back_are_on_record(actor: User) -> None:
    sync_packaged()
    add_version(other_weights(-4.0), ModelVersion.Origin.RETRAINED, {})
    promote(2, actor=actor)
    assert active_model().bias == -4.0
    promote(1, actor=actor)
    assert active_model().number == 1
    assert [entry.details for entry in AuditEntry.objects.order_by("number")] == [{"version": 2}, {"version": 1}]
    with pytest.raises(Conflict, match="Version 1 is the active one already"):
        promote(1, actor=actor)
    with pytest.raises(Missing):
        promote(9, actor=actor)


def test_the_active_model_costs_one_small_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    sync_packaged()
    active_model()
    with django_assert_num_queries(1):
        active_model()


@pytest.mark.django_db(transaction=True)
def test_of_starts_at_once_one_stores_the_weights() -> None:
    at_once([sync_packaged] * 4)
    assert ModelVersion.objects.filter(is_active=True).count() == ModelVersion.objects.count() == 1
