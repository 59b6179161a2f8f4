"""Is the data trustworthy: exchanges, feeds, how they have been doing, and rounds over all of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from alerts import monitoring
from alerts.health import source_health
from alerts.models import POLLED, Company, CompanyStatus, MonitoringSession, Source
from alerts.polling import PollResult, poll_source
from alerts.quota import quotas
from dashboard.health import exchange_line, feed_line, resting_words, summary
from dashboard.parts import add_toast, render_part, wanted_part
from dashboard.session import signed_in, staff
from markets.selectors import exchange_states
from project.common import clock
from project.common.errors import Missing
from project.common.jobs import JobState

PARTS = {
    "source-health": "sources/_health.html",
    "exchange-health": "sources/_exchanges.html",
    "rounds": "sources/_rounds.html",
}
SHOWN_ROUNDS = 6
ENDS = {
    JobState.READY: ("The round is finished.", "success"),
    JobState.FAILED: ("The round could not be finished.", "error"),
    JobState.CANCELLED: ("The round is cancelled.", "info"),
}


@require_safe
@login_required
def sources(request: HttpRequest) -> HttpResponse:
    """Show every exchange and feed; the tables refresh themselves, and the rounds do while one is under way."""
    if wanted_part(request) == "rounds":
        return answer_rounds(request)
    company_count = Company.objects.filter(status=CompanyStatus.ACTIVE).count()
    context = {**health(), **rounds_of(signed_in(request)), "company_count": company_count}
    return render_part(request, "sources/page.html", PARTS, context)


def health() -> dict[str, Any]:
    rows, states, left = source_health(), exchange_states(), quotas()
    troubled = sum(row.state == "failing" for row in rows)
    return {
        "sentences": summary(rows, states, clock.now()),
        "exchanges": [exchange_line(state) for state in states],
        "feeds": [feed_line(row, left) for row in rows],
        "failing": troubled,
    }


def rounds_of(user: User) -> dict[str, Any]:
    """Return the round that is under way, if any, and those that are over, the newest first."""
    rows = monitoring.sessions()[: SHOWN_ROUNDS + 1]
    running = next((row for row in rows if row.is_active), None) or monitoring.running_session()
    may_cancel = running is not None and (user.is_staff or running.requested_by_id == user.pk)
    over = [row for row in rows if not row.is_active][:SHOWN_ROUNDS]
    return {"running": running, "over": [(row, resting_words(row)) for row in over], "may_cancel": may_cancel}


def answer_rounds(request: HttpRequest) -> HttpResponse:
    """Show the rounds, and say in a toast what became of the one that was watched."""
    context = rounds_of(signed_in(request))
    response = render_part(request, "sources/_rounds.html", PARTS, context)
    watched = request.GET.get("watched", "")
    ended = next((row for row, _ in context["over"] if str(row.pk) == watched), None)
    if ended is not None:
        text, kind = ENDS[JobState(ended.state)]
        add_toast(response, f"{text} {round_words(ended)}" if ended.state == JobState.READY else text, kind)
    return response


def round_words(session: MonitoringSession) -> str:
    found = session.articles + session.tweets
    items = f"{found} new item{pluralize(found)}"
    alerts = f"{session.alerts_generated} alert{pluralize(session.alerts_generated)}"
    return f"{items}, {alerts}. {resting_words(session)}".rstrip()


@require_POST
@login_required
def run_all(request: HttpRequest) -> HttpResponse:
    """Ask for a round over all sources; the one that runs already is shown instead of a second one."""
    monitoring.request_session(signed_in(request))
    return answer_rounds(request) if wanted_part(request) else redirect("sources")


@require_POST
@login_required
def cancel_round(request: HttpRequest, session_id: UUID) -> HttpResponse:
    monitoring.cancel_session(monitoring.find_session(session_id), by=signed_in(request))
    text, kind = ENDS[JobState.CANCELLED]
    if wanted_part(request):
        return add_toast(answer_rounds(request), text, kind)
    messages.info(request, text)
    return redirect("sources")


@require_POST
@login_required
def poll(request: HttpRequest, source_id: int) -> HttpResponse:
    """Read one source now: htmx gets its row and a toast, a browser goes back to the page with the message."""
    staff(request, "Only staff may read a source at once.")
    source = Source.objects.filter(pk=source_id, kind__in=POLLED).first()
    if source is None:
        raise Missing("There is no such source.", code="SOURCE_NOT_FOUND")
    result = poll_source(source)
    if not getattr(request, "htmx", False):
        (messages.success if result.is_ok else messages.error)(request, poll_sentence(result))
        return back_to(request, source_id)
    return add_toast(answer_row(request, source_id), poll_sentence(result), "success" if result.is_ok else "error")


def back_to(request: HttpRequest, source_id: int) -> HttpResponse:
    """Lead a browser back to the page where the button was."""
    return redirect("source", source_id) if request.POST.get("next") == "detail" else redirect("sources")


def answer_row(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show the row of one source, as the table has it."""
    row = source_health(Source.objects.filter(pk=source_id))[0]
    return render(request, "sources/_feed.html", {"feed": feed_line(row, quotas())})


def poll_sentence(result: PollResult) -> str:
    if not result.is_ok:
        return f"{result.name}: {result.message}"
    items = f"{result.items} new item{pluralize(result.items)}"
    return f"{result.name}: {items}, {result.alerts} alert{pluralize(result.alerts)}."
