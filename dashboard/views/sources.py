"""Is the data trustworthy: exchanges, feeds, and how they have been doing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_POST, require_safe

from alerts.models import Company, CompanyStatus, Source, SourceKind
from alerts.selectors import source_rows
from alerts.services import PollResult, poll_source
from dashboard.health import exchange_line, feed_line, summary
from dashboard.parts import add_toast, render_part
from dashboard.session import signed_in
from markets.selectors import exchange_states
from project.common import clock
from project.common.errors import Denied, Missing

PARTS = {"source-health": "sources/_health.html"}


@require_safe
@login_required
def sources(request: HttpRequest) -> HttpResponse:
    """Show every exchange and feed; the tables refresh themselves."""
    rows, states = source_rows(), exchange_states()
    context = {
        "sentences": summary(rows, states, clock.now()),
        "exchanges": [exchange_line(state) for state in states],
        "feeds": [feed_line(row) for row in rows],
        "company_count": Company.objects.filter(status=CompanyStatus.ACTIVE).count(),
    }
    return render_part(request, "sources/page.html", PARTS, context)


@require_POST
@login_required
def poll(request: HttpRequest, source_id: int) -> HttpResponse:
    """Read one feed now: htmx gets its row and a toast, a browser goes back to the page with the message."""
    if not signed_in(request).is_staff:
        raise Denied("Only staff may poll a source.")
    source = Source.objects.filter(pk=source_id, kind=SourceKind.FEED).first()
    if source is None:
        raise Missing("There is no such source.", code="SOURCE_NOT_FOUND")
    result = poll_source(source)
    if not getattr(request, "htmx", False):
        (messages.success if result.is_ok else messages.error)(request, poll_sentence(result))
        return redirect("sources")
    row = next(each for each in source_rows() if each.source.pk == source_id)
    response = render(request, "sources/_feed.html", {"feed": feed_line(row)})
    return add_toast(response, poll_sentence(result), "success" if result.is_ok else "error")


def poll_sentence(result: PollResult) -> str:
    if not result.is_ok:
        return f"{result.name}: {result.message}"
    items = f"{result.items} new item{pluralize(result.items)}"
    return f"{result.name}: {items}, {result.alerts} alert{pluralize(result.alerts)}."
