"""Training with the users' verdicts: promoted only if better, watched, cancelled, taken up again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django_q.models import OrmQ

from accounts.models import User
from alerts import learning, model_versions
from alerts.analysis.training import Example, load_examples
from alerts.learning import find_run, judged_alerts, part, request_training, run_trainings, verdict_on
from alerts.models import AlertMark, ModelVersion, TrainingRun
from project.common import jobs
from project.common.clock import now
from project.common.errors import Conflict, Missing
from tests.accounts.programs import at_once
from tests.factories import AlertFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> User:
    return UserFactory(is_staff=True)


@pytest.fixture
def hardly_any_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fit quickly where it does not matter how well."""
    hardly_any = load_examples()[::80]
    monkeypatch.setattr(learning, "load_examples", lambda: hardly_any)


@pytest.fixture
def few_texts(monkeypatch: pytest.MonkeyPatch) -> list[Example]:
    """Fit on a part of the written texts, of every kind."""
    few = load_examples()[::8]
    monkeypatch.setattr(learning, "load_examples", lambda: few)
    return few


def judge(title: str, verdict: str, times: int = 1, readers: Sequence[User] = (), **values: Any) -> None:
    alert = AlertFactory(title=title, content=values.pop("content", ""), **values)
    for reader in readers or [UserFactory() for _ in range(times)]:
        AlertMark.objects.create(user=reader, alert=alert, verdict=verdict)


def enough_verdicts() -> None:
    readers = [UserFactory()]
    for number in range(learning.FEWEST_MARKS):
        judge(f"Alert {number}", "useful", readers=readers)


def many_verdicts() -> None:
    """A reader judges notices of a house style that no written text has."""
    readers = [UserFactory()]
    for number in range(100):
        opens = number % 2
        title = f"Harbour notice {number}: gate {'unseals' if opens else 'under repair'} at dock {number % 7}"
        judge(title, "useful" if opens else "false_positive", readers=readers, kind="sale" if opens else "launch")


def test_the_majority_judges_an_alert_and_a_tie_nobody() -> None:
    judge("Clear", "useful", kind="sale", source_type="twitter")
    judge("Wrong", "false_positive", times=2, kind="launch")
    judge("Scam after all", "false_positive", kind="scam")
    judge("Own", "useful", user=UserFactory())
    alert = AlertFactory(title="Tie")
    for verdict in ("useful", "false_positive", ""):
        AlertMark.objects.create(user=UserFactory(), alert=alert, verdict=verdict)
    found = [(each.title, each.kind, each.source) for each in judged_alerts()]
    assert found == [("Clear", "sale", "post"), ("Wrong", "other", "news"), ("Scam after all", "scam", "news")]


def test_too_few_verdicts_are_refused_with_their_number(actor: User) -> None:
    for number in range(9):
        judge(f"Alert {number}", "useful")
    with pytest.raises(Conflict, match="Judge at least 10 alerts first; 9 are judged"):
        request_training(actor)


def test_what_is_kept_back_is_never_fitted() -> None:
    texts = load_examples()
    kept, fitted = part(texts, is_kept_back=True), part(texts, is_kept_back=False)
    assert len(kept) + len(fitted) == len(texts)
    assert {(each.title, each.text) for each in kept}.isdisjoint((each.title, each.text) for each in fitted)
    assert 0.1 < len(kept) / len(texts) < 0.3


def finished(run: TrainingRun) -> TrainingRun:
    for _ in range(4):
        run_trainings()
    return find_run(run.pk)


def test_a_better_version_is_promoted_with_its_figures(actor: User, few_texts: list[Example]) -> None:
    model_versions.sync_packaged()
    many_verdicts()
    run = finished(request_training(actor))
    assert (run.state, run.percent, run.error) == ("completed", 100, "")
    assert run.report["is_better"], run.report
    assert run.report["after"]["marks"]["brier"] < run.report["before"]["marks"]["brier"]
    assert run.version is not None
    assert (run.version.number, run.version.origin, run.version.is_active) == (2, "retrained", True)
    assert model_versions.active_model().number == 2


def test_a_version_that_is_not_better_is_not_kept(actor: User, few_texts: list[Example]) -> None:
    for number in range(12):
        text = f"Nebula Labs {number} launches its NEBX token on mainnet tomorrow"
        judge(text, "useful" if number % 2 else "false_positive", kind="launch")
    run = finished(request_training(actor))
    assert (run.state, run.version) == ("completed", None)
    assert not run.report["is_better"]
    assert not ModelVersion.objects.exists()


def figures(f1: float, brier: float) -> dict[str, dict[str, float]]:
    return {"labelled": {"f1": f1}, "marks": {"brier": brier}}


@pytest.mark.parametrize(
    ("after", "marked", "is_better"),
    [
        (figures(0.80, 0.10), 5, True),
        (figures(0.80, 0.20), 5, False),
        (figures(0.79, 0.10), 5, False),
        (figures(0.80, 0.10), 0, False),
    ],
)
def test_better_means_better_on_the_verdicts_and_no_worse_elsewhere(
    after: dict[str, Any], marked: int, is_better: bool
) -> None:
    verdict = verdict_on({"before": figures(0.80, 0.20), "after": after, "marked_texts": marked})
    assert verdict["is_better"] is is_better
    assert verdict["reason"].endswith(".")


def test_a_run_is_watched_cancelled_and_not_doubled(actor: User, hardly_any_texts: None) -> None:
    enough_verdicts()
    run = request_training(actor)
    assert request_training(actor) == run
    claimed = jobs.claim(TrainingRun.objects.all(), gave_up="")
    assert claimed is not None
    assert learning.run_stage(claimed)
    watched = find_run(run.pk)
    assert (watched.state, list(watched.report)) == ("queued", ["without"])
    jobs.cancel(watched)
    assert run_trainings() == "0 stages of training."
    assert find_run(run.pk).state == "cancelled"
    with pytest.raises(Missing):
        find_run(actor_id())


def half_done(actor: User) -> TrainingRun:
    weights = {stage: {"bias": 0.1} for stage in ("without", "with")}
    return TrainingRun.objects.create(requested_by=actor, report=weights)


def test_a_cancelled_training_keeps_no_weights(actor: User) -> None:
    run = half_done(actor)
    learning.cancel_training(run.pk, actor=actor)
    found = find_run(run.pk)
    assert (found.state, found.report) == ("cancelled", {})


def test_a_training_that_failed_keeps_no_weights(actor: User) -> None:
    run = half_done(actor)
    TrainingRun.objects.update(attempts=jobs.MOST_ATTEMPTS)
    assert run_trainings() == "0 stages of training."
    found = find_run(run.pk)
    assert (found.state, found.error, found.report) == ("failed", learning.GAVE_UP, {})


def actor_id() -> Any:
    return "0f8fad5b-d9cb-469f-a165-70867728950e"


def test_a_worker_that_died_is_followed_by_another(actor: User, hardly_any_texts: None) -> None:
    enough_verdicts()
    run = request_training(actor)
    first = jobs.claim(TrainingRun.objects.all(), gave_up="")
    assert first is not None
    with time_machine.travel(now() + jobs.LEASE + timedelta(seconds=1)):
        second = jobs.claim(TrainingRun.objects.all(), gave_up="")
        assert second is not None
        assert learning.run_stage(second)
        assert not learning.run_stage(first), "its lease is over"
    assert list(find_run(run.pk).report) == ["without"]


def test_whoever_hands_a_stage_over_has_no_hold_on_the_next(actor: User) -> None:
    TrainingRun.objects.create(requested_by=actor)
    first = jobs.claim(TrainingRun.objects.all(), gave_up="")
    assert first is not None
    assert learning.hand_over(first)
    second = jobs.claim(TrainingRun.objects.all(), gave_up="")
    assert second is not None
    jobs.let_go(first)
    assert jobs.held(second).get().leased_until > now()
    assert not jobs.finish(first)


@pytest.mark.django_db(transaction=True)
def test_of_requests_at_once_one_run_is_made(actor: User) -> None:
    enough_verdicts()
    made = at_once([lambda: request_training(actor)] * 4)
    assert len({run.pk for run in made}) == TrainingRun.objects.count() == 1
    assert OrmQ.objects.count() == 1
