"""The scorer's versions, for administrators: how good each is, training with the users' verdicts, going back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from alerts import learning
from alerts.learning import FEWEST_MARKS, judged_alerts, request_training, runs
from alerts.model_versions import promote
from alerts.models import ModelVersion, TrainingRun
from dashboard.parts import add_toast, render_part, wanted_part
from dashboard.session import staff
from project.common.errors import Conflict

PARTS = {"training": "scorer/_training.html"}
SHOWN_RUNS = 6
SHOWN_VERSIONS = 20
FIGURES = (("precision", "Precision"), ("recall", "Recall"), ("f1", "F1"), ("brier", "Brier"))


@require_safe
@login_required
def scorer(request: HttpRequest) -> HttpResponse:
    """Show the versions and the runs; while one is under way that part asks for itself again and again."""
    staff(request)
    if wanted_part(request) == "training":
        return answer_runs(request)
    versions = ModelVersion.objects.defer("weights").order_by("-number")[:SHOWN_VERSIONS]
    judged = judged_alerts()
    context = {
        "versions": versions,
        "judged": len(judged),
        "useful": sum(example.is_event for example in judged),
        "fewest": FEWEST_MARKS,
        **runs_shown(),
    }
    return render_part(request, "scorer/page.html", PARTS, context)


def runs_shown() -> dict[str, Any]:
    rows = list(runs()[: SHOWN_RUNS + 1])
    running = next((row for row in rows if row.is_active), None)
    return {"running": running, "over": [(row, compared(row)) for row in rows if not row.is_active][:SHOWN_RUNS]}


def compared(run: TrainingRun) -> list[dict[str, Any]]:
    """Return a line for each figure of a run that is completed: before and after, on both sets of texts."""
    if "before" not in run.report:
        return []
    return [
        {
            "label": label,
            **{
                f"{name}_{when}": run.report[when][name][figure]
                for name in ("labelled", "marks")
                for when in ("before", "after")
            },
        }
        for figure, label in FIGURES
    ]


def answer_runs(request: HttpRequest) -> HttpResponse:
    """Show the runs; once the one that was watched is over, the whole page is new."""
    shown = runs_shown()
    response = render_part(request, "scorer/page.html", PARTS, shown)
    if shown["running"] is None and request.GET.get("watched"):
        response["HX-Redirect"] = request.path
    return response


@require_POST
@login_required
def train(request: HttpRequest) -> HttpResponse:
    try:
        request_training(staff(request), request=request)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("scorer")
    return answer_runs(request) if wanted_part(request) else redirect("scorer")


@require_POST
@login_required
def cancel_training(request: HttpRequest, run_id: UUID) -> HttpResponse:
    learning.cancel_training(run_id, actor=staff(request), request=request)
    if wanted_part(request):
        return add_toast(answer_runs(request), "The training is cancelled.", "info")
    messages.info(request, "The training is cancelled.")
    return redirect("scorer")


@require_POST
@login_required
def use_version(request: HttpRequest, number: int) -> HttpResponse:
    """Have another version score from now on."""
    version = promote(number, actor=staff(request), request=request)
    messages.success(request, f"Version {version.number} scores from now on.")
    return redirect("scorer")
