"""The scorer's page: versions, training, going back; for administrators."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from alerts.model_versions import add_version, sync_packaged
from alerts.models import ModelVersion, TrainingRun
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("scorer")
PART = {"HX-Request": "true", "HX-Target": "section#training"}


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    return client


def test_a_reader_is_refused(client: Client, user: object) -> None:
    client.force_login(user)  # type: ignore[arg-type]
    assert client.get(PAGE).status_code == 403


def test_the_page_is_plain_before_anything_was_stored_or_trained(operator: Client) -> None:
    html = operator.get(PAGE).content.decode()
    assert "The packaged weights score" in html
    assert "At least 10 judged alerts are needed." in html


def test_too_few_verdicts_are_said_in_a_message(operator: Client) -> None:
    html = operator.post(reverse("train_scorer"), follow=True).content.decode()
    assert "Judge at least 10 alerts first; 0 are judged." in html


def test_a_run_is_shown_while_it_runs_and_can_be_cancelled(operator: Client) -> None:
    run = TrainingRun.objects.create(percent=33, state="running")
    part = operator.get(PAGE, headers=PART).content.decode()
    assert part.lstrip().startswith("<section")
    assert "33%" in part
    done = operator.post(reverse("cancel_training", args=[run.pk]), headers=PART)
    assert "The training is cancelled." in done["HX-Trigger"]
    assert AuditEntry.objects.get(action="model.training_cancelled").details == {"job": str(run.pk)}
    over = operator.get(f"{PAGE}?watched={run.pk}", headers=PART)
    assert over["HX-Redirect"] == PAGE


def test_figures_stand_before_and_after(operator: Client) -> None:
    numbers = {"precision": 0.91, "recall": 0.82, "f1": 0.863, "brier": 0.071}
    report = {when: {"labelled": numbers, "marks": numbers} for when in ("before", "after")}
    report |= {"labelled_texts": 500, "marked_texts": 12, "reason": "It does better."}
    TrainingRun.objects.create(state="completed", report=report)
    html = operator.get(PAGE).content.decode()
    for text in ("500 written texts", "12 judged alerts", "0.863", "It does better.", "Not promoted"):
        assert text in html


def test_another_version_can_be_used_and_the_active_one_has_no_button(operator: Client) -> None:
    first = sync_packaged()
    second = add_version({**first.weights, "bias": -9.0}, ModelVersion.Origin.RETRAINED, {})
    html = operator.get(PAGE).content.decode()
    assert html.count(f'action="/ops/scorer/{second.number}/use/"') == 1
    assert f'action="/ops/scorer/{first.number}/use/"' not in html
    page = operator.post(reverse("use_version", args=[second.number]), follow=True)
    assert "Version 2 scores from now on." in page.content.decode()
    assert ModelVersion.objects.get(is_active=True) == second
