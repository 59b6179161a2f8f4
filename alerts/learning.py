"""What the users' buttons teach the scorer: a fit with their verdicts, kept only where it is better than one without.

Both fits see the same four fifths of the written texts and of the judged alerts; what they are compared on neither saw.
"""

import time
import zlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django_q.tasks import async_task

from accounts import audit
from accounts.models import User
from alerts import model_versions
from alerts.analysis.measure import measure
from alerts.analysis.model import Model, digest_of, load_model
from alerts.analysis.training import Example, fit, load_examples
from alerts.models import Alert, Kind, ModelVersion, SourceType, TrainingRun, Verdict
from alerts.sequence import lock_counter
from project.common import jobs
from project.common.errors import Conflict, Missing

STREAM = "training"
FEWEST_MARKS = 10
FOLDS = 5
# One judged alert weighs as much as so many written texts: it is what this installation really reads.
MARK_WEIGHT = 6.0
# The written texts may lose so much to rounding and chance without the verdict being that the new weights are worse.
TOLERANCE = 0.005
BUDGET_S = 20.0
GAVE_UP = "The training could not be finished. Ask the administrator to look into worker.log."
STAGES = ("without", "with", "final")
# What stays of the report of a run that ends without a comparison: its fits, half a megabyte each, are of no more use.
NO_FITS: dict[str, Any] = {"report": {}}


def runs() -> "QuerySet[TrainingRun]":
    """Return the training runs, the newest first."""
    rows: QuerySet[TrainingRun] = TrainingRun.objects.select_related("version").defer("version__weights")
    return rows.order_by("-created_at", "-pk")


def find_run(run_id: UUID) -> TrainingRun:
    """Return one run. Raises Missing."""
    run = runs().filter(pk=run_id).first()
    if run is None:
        raise Missing("There is no such training run.", code="JOB_NOT_FOUND")
    return run


def judged_alerts() -> list[Example]:
    """Return the alerts for everybody that more users called one thing than the other, as labelled texts."""
    useful = Count("marks", filter=Q(marks__verdict=Verdict.USEFUL))
    false = Count("marks", filter=Q(marks__verdict=Verdict.FALSE_POSITIVE))
    rows = Alert.objects.filter(user=None).exclude(item=None).annotate(balance=useful - false)
    judged: QuerySet[Any] = rows.exclude(balance=0).order_by("pk")
    return [_example(alert, alert.balance) for alert in judged]


def _example(alert: Any, balance: int) -> Example:
    is_event = balance > 0 and alert.is_event
    source = "post" if alert.source_type == SourceType.TWITTER else "news"
    kind = alert.kind if is_event or not alert.is_event else Kind.OTHER.value
    return Example(alert.title, alert.content, kind, source, alert.urgency, "judged", MARK_WEIGHT)


def request_training(user: User, *, request: HttpRequest | None = None) -> TrainingRun:
    """Ask for a training run; the one under way is returned. Raises Conflict when too few alerts are judged."""
    with transaction.atomic():
        # Whoever asks twice at once waits here and then finds the first.
        lock_counter(STREAM)
        running = runs().filter(state__in=jobs.ACTIVE).first()
        if running:
            return running
        if (count := len(judged_alerts())) < FEWEST_MARKS:
            raise Conflict(f"Judge at least {FEWEST_MARKS} alerts first; {count} are judged.", code="TOO_FEW_MARKS")
        run: TrainingRun = TrainingRun.objects.create(requested_by=user)
        audit.record("model.training_requested", actor=user, request=request, details={"job": str(run.pk)})
        transaction.on_commit(ring)
    return run


def cancel_training(run_id: UUID, *, actor: User, request: HttpRequest | None = None) -> None:
    """Stop a run that waits or runs. Raises Missing, and Conflict when it is over."""
    run = find_run(run_id)
    with transaction.atomic():
        jobs.cancel(run, **NO_FITS)
        audit.record("model.training_cancelled", actor=actor, request=request, details={"job": str(run.pk)})


def ring() -> None:
    """Wake the worker; without it the training begins within a minute."""
    async_task("alerts.learning.run_trainings", task_name="training", save=False)


def run_trainings() -> str:
    """Go on with the run that waits; the worker calls it. Each fit is a stage of its own, as a task has a minute."""
    end = time.monotonic() + BUDGET_S
    stages = 0
    waiting = runs().select_related(None)
    while time.monotonic() < end and (run := jobs.claim(waiting, gave_up=GAVE_UP, **NO_FITS)) is not None:
        stages += run_stage(run)
    return f"{stages} stages of training."


def run_stage(run: TrainingRun) -> bool:
    """Make the fit that is next; tell whether the row is still ours at its end."""
    done = [stage for stage in STAGES if stage in run.report]
    try:
        jobs.keep_lease(run, len(done) / len(STAGES))
        if len(done) < 2:
            stage = STAGES[len(done)]
            run.report = {**run.report, stage: fit_part(is_with_marks=stage == "with")}
            return hand_over(run)
        return conclude(run)
    except jobs.Stopped:
        return False
    finally:
        jobs.let_go(run)


def fit_part(*, is_with_marks: bool) -> dict[str, Any]:
    written, marks = (part(examples, is_kept_back=False) for examples in (load_examples(), judged_alerts()))
    return fit(written, marks=marks if is_with_marks else ())


def part(examples: Sequence[Example], *, is_kept_back: bool) -> list[Example]:
    """Return the fifth of the texts that no fit sees before the comparison, or the rest; the text alone decides."""
    return [each for each in examples if (fold_of(each) == 0) == is_kept_back]


def fold_of(example: Example) -> int:
    return zlib.crc32(f"{example.title}\n{example.text}".encode()) % FOLDS


def hand_over(run: TrainingRun) -> bool:
    """Keep the stage and let the next task go on."""
    is_ours = jobs.hand_over(run, report=run.report)
    if is_ours:
        ring()
    return is_ours


def conclude(run: TrainingRun) -> bool:
    """Compare the two fits; if the marks made it better, fit once more on everything and promote that."""
    report = compare(run.report["without"], run.report["with"])
    if not report["is_better"]:
        return jobs.finish(run, report=report)
    weights = fit(load_examples(), marks=judged_alerts())
    with transaction.atomic():
        model_versions.lock_versions()
        digest = digest_of(weights)
        known = ModelVersion.objects.filter(digest=digest).first()
        version = known or model_versions.add_version(weights, ModelVersion.Origin.RETRAINED, report)
        if not jobs.finish(run, report=report, version=version):
            transaction.set_rollback(True)
            return False
        model_versions.activate(version)
        audit.record("model.promoted", actor=run.requested_by, details={"version": version.number})
    return True


def compare(without: dict[str, Any], with_marks: dict[str, Any]) -> dict[str, Any]:
    """Measure both fits on the texts that neither saw, and decide."""
    written, marks = (part(examples, is_kept_back=True) for examples in (load_examples(), judged_alerts()))
    models = {"before": load_model(without), "after": load_model(with_marks)}
    report: dict[str, Any] = {
        name: {"labelled": figures(model, written), "marks": figures(model, marks)} for name, model in models.items()
    }
    report |= {"labelled_texts": len(written), "marked_texts": len(marks)}
    return report | verdict_on(report)


def figures(model: Model, examples: Sequence[Example]) -> dict[str, float]:
    measured = measure(model, examples)
    return {name: round(getattr(measured, name), 4) for name in ("precision", "recall", "f1", "brier")}


def verdict_on(report: dict[str, Any]) -> dict[str, Any]:
    """Better is: fewer or smaller errors on the users' marks, and none to speak of more on the written texts."""
    before, after = report["before"], report["after"]
    if not report["marked_texts"]:
        return {"is_better": False, "reason": "None of the judged alerts is among those kept back for the comparison."}
    if after["labelled"]["f1"] < before["labelled"]["f1"] - TOLERANCE:
        return {"is_better": False, "reason": "It does worse on the labelled texts."}
    if after["marks"]["brier"] >= before["marks"]["brier"]:
        return {"is_better": False, "reason": "It does no better on the judged alerts."}
    return {"is_better": True, "reason": "It does better on the judged alerts and no worse on the labelled texts."}
